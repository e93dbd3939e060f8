# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents as texts: what is written is read back, and what was read from an instance stays data."""

from __future__ import annotations

import typing as t
from itertools import pairwise

import pytest
import yaml
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError, RomaError
from ansible_collections.roma.connect.plugins.module_utils._document import _file
from ansible_collections.roma.connect.plugins.module_utils._document._file import (
    Unsafe,
    Vaulted,
    document_of,
    is_data,
    secrets_of,
    text_of,
)

TEMPLATES = ["{{ 7*7 }}", "a {% if x %}", "{# note", "#jinja2: x", "{{ 'a' }}\nb\n", "\n{{ x }}", "{{ x }} "]
TEXTS = [
    "", "text", "yes", "null", "~", "012", "0x1f", "1e3", "1_000", "12:30", "2026-01-01", "2026-01-31T07:30:00Z", "=",
    "<<", "- x",
    "a: b", "# no comment", "a #b", "!tag", "*alias", "&anchor", "%x", "@x", "`x", "'", '"', "\\", " lead",
    "trail ", "\ttab",
    "a\nb", "a\n", "\na", "a\n\n", "a\r\nb", "\u2028", "\x85", "\x07", "\x00", "\u4e2d\u6587", "\U0001f600", "\ud800",
    "x" * 5000,
    "#jinja", "{ x", "a } b", "$x", "${x}",
]  # fmt: skip


@pytest.mark.parametrize("text", [*TEXTS, *TEMPLATES])
def test_what_is_written_is_read_back(text: str) -> None:
    document = {"apps": [{"name": text, "list": [text, 1, True, None, 1.5], text or "k": {"deep": [[text]]}}]}
    assert document_of(text_of(document), "x.yml") == document


def test_what_is_written_is_always_the_same() -> None:
    document: dict[str, t.Any] = {
        "read_from": {"id": "1"},
        "topics": [{"name": "b"}],
        "apps": [{"name": "a", "k": "v"}],
    }
    assert text_of(document) == (
        "---\n"
        "# Read from a ROMA Connect instance by roma.connect. As long as read_from stands here this is data: nothing "
        "in it is\n# evaluated. Take read_from away to use variables in it.\n"
        "read_from:\n  id: '1'\ntopics:\n  - name: b\napps:\n  - name: a\n    k: v\n"
    )
    same = {"name": "x"}
    assert "&" not in text_of({"apps": [same, same]})
    assert "# " not in text_of({"apps": []})


@pytest.mark.parametrize("text", TEMPLATES)
def test_what_looks_like_a_template_is_tagged(text: str) -> None:
    written = text_of({"apps": [{"name": text}]})
    assert "name: !unsafe " in written
    assert isinstance(document_of(written, "x.yml")["apps"][0]["name"], Unsafe)


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_else_is_tagged(text: str) -> None:
    assert "!unsafe" not in text_of({"apps": [{"name": text}]})


def test_tags_of_ansible() -> None:
    text = "a: !unsafe {b: ['{{ x }}', 5]}\nc: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  00\nd: '{{ y }}'\n"
    document = document_of(text, "x")
    assert document == {"a": {"b": ["{{ x }}", 5]}, "c": "$ANSIBLE_VAULT;1.1;AES256\n00\n", "d": "{{ y }}"}
    assert isinstance(document["a"]["b"][0], Unsafe)
    assert isinstance(document["c"], Vaulted)
    assert type(document["d"]) is str


def test_a_file_tells_whether_it_is_data() -> None:
    assert is_data(document_of("read_from: {id: x}\napps: []\n", "x"))
    assert is_data(document_of("read_from:\napps: []\n", "x"))
    assert not is_data(document_of("apps: [{read_from: x}]\n", "x"))


def test_times_are_texts_and_json_is_yaml() -> None:
    assert document_of("apps: [{at: 2026-01-31T07:30:00Z, on: 2026-13-45}]", "x")["apps"][0] == {
        "at": "2026-01-31T07:30:00Z",
        True: "2026-13-45",
    }
    assert document_of('{"apps": [{"name": "a"}]}', "x") == {"apps": [{"name": "a"}]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: [1,\n", "x.yml: line 3, column 1: expected the node content, but found '<stream end>'"),
        ("a:\n  b: 1\n  b: 2\n", "x.yml: line 3, column 3: the key 'b' stands here a second time"),
        ("a: [{b: 1, c: {d: 1, d: 1}}]", "x.yml: line 1, column 22: the key 'd' stands here a second time"),
        ("? [a]\n: 1\n", "x.yml: line 1, column 3: a key must be a plain word"),
        ("a: &x [*x]", "x.yml: line 1, column 4: it is nested too deeply"),
        ("a: " + "[" * 100 + "]" * 100, "x.yml: line 1, column 64: it is nested too deeply"),
        ("a: " + "[" * 100_000, "x.yml: it is nested too deeply"),
        ("a: \x07", "x.yml: line 1: there is a character that YAML does not allow"),
        ("", "x.yml: is empty"),
        ("# nothing", "x.yml: is empty"),
        ("- a", "x.yml: holds no mapping from kinds to lists of entries"),
        ("text", "x.yml: holds no mapping from kinds to lists of entries"),
        ("a: 1\n---\nb: 2\n", "x.yml: line 2, column 1: but found another document"),
        # what stands in the text may be a secret
        ("password: *S3cret", "x.yml: line 1, column 11: found undefined alias"),
        ("password: !S3cret x", "x.yml: line 1, column 11: could not determine a constructor for the tag"),
        ("a: !!int S3cret", "x.yml: a value cannot be read"),
        ("a: !!int", "x.yml: a value cannot be read"),
    ],
)
def test_what_cannot_be_read(text: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        document_of(text, "x.yml")
    assert caught.value.problems == [problem]


def test_aliases_cannot_make_much_of_little() -> None:
    letters = "abcdefghij"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]" for old, new in pairwise(letters)]
    with pytest.raises(InputError, match="more than 2000000 values when all aliases are followed"):
        document_of("\n".join(lines), "x.yml")


def test_anchors_are_allowed() -> None:
    text = "apps: [&a {name: a, remark: r}, {<<: *a, name: b}]"
    assert document_of(text, "x")["apps"] == [{"name": "a", "remark": "r"}, {"name": "b", "remark": "r"}]


def test_without_the_fast_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert document_of("a: [1]", "x") == {"a": [1]}


def test_without_pyyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_file, "HAS_YAML", False)
    with pytest.raises(RomaError, match="PyYAML"):
        text_of({})


@pytest.mark.parametrize(
    ("given", "held"),
    [
        (None, {}),
        ("", {}),
        (" \n", {}),
        ("---\n# none yet\n", {}),
        ({"a": "x"}, {"a": "x"}),
        ('{"a/b": "x: {{ y }}", "c": "\\n\\/"}', {"a/b": "x: {{ y }}", "c": "\n/"}),
        ('{\n\t"a": "x"\n}', {"a": "x"}),
        ("a: x\nb: |\n  two\n  lines\n", {"a": "x", "b": "two\nlines\n"}),
        ("a: !unsafe '{{ y }}'", {"a": "{{ y }}"}),
    ],
)
def test_secrets_may_be_a_text(given: t.Any, held: dict[str, str]) -> None:
    assert secrets_of(given) == held


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("canary", "secrets: the text holds no mapping from names to values"),
        ("- canary", "secrets: the text holds no mapping from names to values"),
        ("canary: 1\ncanary: 2", "secrets: line 2, column 1: a key stands here a second time"),
        ('{"a": "canary"', "secrets: line 1, column 15: "),
        ("a: !canary x", "secrets: line 1, column 4: "),
        ("a: !!python/object/apply:os.system [canary]", "secrets: line 1, column 4: "),
        ("a: *canary", "secrets: line 1, column 4: "),
        ("a: !vault canary", "secrets: a text within the text is encrypted with Ansible Vault; encrypt the whole"),
        (["canary"], "secrets: must be a mapping from names to values, or a text in JSON or YAML that holds one, not"),
        (7, "secrets: must be a mapping"),
    ],
)
def test_what_holds_no_secrets_is_refused_and_not_quoted(given: t.Any, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        secrets_of(given)
    assert str(caught.value).startswith(problem)
    assert "canary" not in str(caught.value)


def test_aliases_in_secrets_are_counted() -> None:
    many = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n" for before, name in pairwise("abcdefg")
    )
    with pytest.raises(InputError, match="secrets: it holds more than"):
        secrets_of(many)
