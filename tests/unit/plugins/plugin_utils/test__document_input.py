# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents in files: what people write is evaluated, what was read from an instance is not."""

from __future__ import annotations

import os
import typing as t
from pathlib import Path

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.template import Templar
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._document._file import text_of
from ansible_collections.roma.connect.plugins.plugin_utils._document_input import DocumentInput

try:
    from ansible.template import trust_as_template
except ImportError:  # before 2.19

    def trust_as_template(value: str) -> str:
        return value


SECRET = VaultSecret(b"vault password")
OMIT = "__omit_place_holder__x"
VARIABLES: dict[str, t.Any] = {
    "plain": "value",
    "nested": trust_as_template("<{{ plain }}>"),
    "entries": [{"name": "a"}, {"name": trust_as_template("{{ plain }}")}],
    "number": 5,
    "canary": "hunter2",
}


@pytest.fixture
def source() -> DocumentInput:
    loader = DataLoader()
    loader.set_vault_secrets([("default", SECRET)])
    variables = {**VARIABLES, "omit": OMIT} if trust_as_template.__module__ == __name__ else VARIABLES
    return DocumentInput("document", loader, Templar(loader, variables=variables), OMIT)


def written(directory: Path, text: str | bytes, name: str = "d.yml") -> str:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def encrypted(text: str) -> str:
    return VaultLib([("default", SECRET)]).encrypt(text, SECRET).decode()


def test_mappings_stay_as_they_are(source: DocumentInput) -> None:
    document = {"apps": [{"name": "{{ plain }}"}]}
    assert source.read(document) == [document]
    assert source.read([document, {}, [5]]) == [document, {}, 5]


def test_what_people_write_is_evaluated(source: DocumentInput, tmp_path: Path) -> None:
    text = """
apps:
  - name: "{{ plain }}"
    remark: "{{ nested }} and {{ number + 1 }}"
    key: "{{ missing | default(omit) }}"
    list: ["{{ number }}", "{{ missing | default(omit) }}", "no template {"]
    unsafe: !unsafe "{{ plain }}"
topics: "{{ entries }}"
"""
    path = written(tmp_path, text)
    (document,) = source.read(path)
    assert document == {
        "apps": [{
            "name": "value", "remark": "<value> and 6", "list": [5, "no template {"], "unsafe": "{{ plain }}"}],
        "topics": [{"name": "a"}, {"name": "value"}],
        "_from": path,
    }  # fmt: skip


def test_what_was_read_from_an_instance_is_data(source: DocumentInput, tmp_path: Path) -> None:
    remarks = ["{{ plain }}", "{{ lookup('pipe', 'touch trace') }}", "{% x", "{# x", "#jinja2: {{ plain }}"]
    apps = [{"name": remark, "{{ plain }}": remark} for remark in remarks]
    document = {"read_from": {"id": "{{ plain }}"}, "apps": apps}
    path = written(tmp_path, text_of(document))
    assert source.read(path) == [{**document, "_from": path}]
    # even when the tags have been lost
    path = written(tmp_path, text_of(document).replace("!unsafe ", ""))
    assert source.read(path) == [{**document, "_from": path}]


def test_a_directory(source: DocumentInput, tmp_path: Path) -> None:
    for name in ("b.yml", "a/c.yaml", "a.json", ".hidden.yml", ".git/d.yml", "notes.txt"):
        written(tmp_path, f"apps: [name: {name}]", name)
    found = source.read(str(tmp_path))
    assert [document["apps"][0]["name"] for document in found] == ["a/c.yaml", "a.json", "b.yml"]


@pytest.mark.parametrize("whole", [True, False])
def test_vault(source: DocumentInput, tmp_path: Path, whole: bool) -> None:
    if whole:
        text = encrypted("app_secrets: [{app: '{{ plain }}', secret: hunter2}]")
    else:
        block = "".join(f"      {line}\n" for line in encrypted("hunter2").splitlines())
        text = f"app_secrets:\n  - app: '{{{{ plain }}}}'\n    secret: !vault |\n{block}"
    (document,) = source.read(written(tmp_path, text))
    assert document["app_secrets"] == [{"app": "value", "secret": "hunter2"}]


def test_vault_without_the_secret(source: DocumentInput, tmp_path: Path) -> None:
    source._loader.set_vault_secrets([])
    with pytest.raises(InputError, match=r"^document: .*d.yml: cannot be decrypted: "):
        source.read(written(tmp_path, encrypted("apps: []")))
    block = "".join(f"      {line}\n" for line in encrypted("hunter2").splitlines())
    with pytest.raises(InputError, match=r"d.yml: apps\[0\].key: cannot be decrypted: "):
        source.read(written(tmp_path, f"apps:\n  - key: !vault |\n{block}"))


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("hunter2 {{ missing }}", "the variable missing is not defined"),
        ("hunter2 {{ number.missing }}", "a variable has no member missing"),
        ("hunter2 {{ canary", "the template cannot be evaluated"),
        ("{{ canary | no_such_filter }}", "the template cannot be evaluated"),
        ("{{ lookup('file', '/nowhere/hunter2') }}", "the template cannot be evaluated"),
        ("{{ canary.hunter2() }}", "a variable has no member hunter2"),
    ],
)
def test_templates_that_fail_are_not_quoted(source: DocumentInput, tmp_path: Path, value: str, why: str) -> None:
    path = written(tmp_path, f'datasources: [{{content: {{password: "{value}"}}}}]')
    with pytest.raises(InputError) as caught:
        source.read(path)
    (problem,) = caught.value.problems
    assert problem.startswith(f"{path}: datasources[0].content.password: {why}")
    assert "member hunter2" in problem or "hunter2" not in problem


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("", "must be a mapping from kinds to lists of entries, or the path of a file with one"),
        ('{"apps": []}', "must be a mapping from kinds to lists of entries, or the path of a file with one"),
        ("apps:\n  - name: a", "must be a mapping from kinds to lists of entries, or the path of a file with one"),
        ("x" * 5000, "must be a mapping from kinds to lists of entries, or the path of a file with one"),
        ("/nowhere/d.yml", "/nowhere/d.yml cannot be read: No such file or directory"),
        ("/dev/null", "/dev/null is not a file"),
        ("\ud800", "cannot be read"),
    ],
)
def test_what_is_no_document(source: DocumentInput, given: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        source.read(given)
    assert caught.value.problems[0].startswith("document: ")
    assert why in caught.value.problems[0]


def test_what_is_no_text(source: DocumentInput, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"line 2: this is not a text in UTF-8"):
        source.read(written(tmp_path, b"apps:\n- name: \xff\n"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"empty holds no file that ends in \.yml, \.yaml, \.json"):
        source.read(str(tmp_path / "empty"))
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="is not a file"):
        source.read(str(tmp_path / "pipe"))
    assert source.read(written(tmp_path, b"\xef\xbb\xbfapps: []"))[0]["apps"] == []
