# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that people typed into the console of the service and that look like templates: no way evaluates them.

Every text option of every kind holds a template that would leave a trace: a file.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND, RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._document._file import text_of
from ansible_collections.roma.connect.plugins.module_utils._document._layout import LAYOUTS
from ansible_collections.roma.connect.plugins.module_utils._planning._check import Problems, check_value
from ansible_collections.roma.connect.plugins.module_utils._planning._secrets import drop_secrets
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field, Ref
from ansible_collections.roma.connect.tests.unit.generator import Document, Generator
from ansible_collections.roma.connect.tests.unit.recipes import RECIPES

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.options import texts
from tests.integration.playbook import Run, Runner

#: So many entries that every option is given by one of them.
ENTRIES = {"apis": 14, "datasources": 90}
SEEDS = range(1, 50)
PROVISION, BACKUP, APPLY = "roma.connect.provision", "roma.connect.backup", "Apply the document"
#: Suits all patterns of secrets.
SECRET = "Canary-secret-1"
_POLICIES = [f"apis.{kind}_policies.conditions" for kind in ("http", "function", "mock")]
#: Options whose texts mean something to the service, or have to be the same in several places.
WITH_A_MEANING = {
    *(f"{conditions}.{name}_param_name" for conditions in _POLICIES for name in ("req", "cookie")),
    "apis.domain", "apis.http_backend.url_domain", "apps.members.name", "authorizers.authorizer_uri",
    "apis.function_backend.function_urn", "apis.function_policies.function_urn",
    "products.device_type", "signature_keys.sign_key", "signature_keys.sign_secret",
    "topics.access_policies.tag", "datasources.content.password", "tasks.schedule.start_datetime",
    "vpc_channels.members.group", "vpc_channels.members.host",
}  # fmt: skip
Values = dict[str, Any]


class Templates(Generator):
    """Makes documents in which every text is a template, wherever such a text is allowed."""

    def __init__(self, seed: int, trace: Path) -> None:
        super().__init__(seed, fewest=2, most=3, present={"environments": [{"name": "RELEASE"}]})
        self._trace = trace

    def text(self, f: Field, path: str = "", longest: int | None = None) -> str:
        found = self._template(f) if path not in WITH_A_MEANING else None
        return found or super().text(f, path, longest)

    def members(self, fields: Iterable[Field], path: str, beside: Values, share: float = 0.6) -> Values:
        return super().members(fields, path, beside, share=1.0)

    def document(self) -> Document:
        return {
            kind: [self._replaced(BY_KIND[kind].fields, entry, kind, BY_KIND[kind].identity) for entry in entries]
            for kind, entries in super().document().items()
        }

    def _template(self, f: Field) -> str | None:
        """Return the longest template that an option admits."""
        found = templates(self._trace, self.next_number())
        return next((template for template in found if admits(f, template)), None)

    def _replaced(self, fields: Iterable[Field], values: Values, path: str, kept: Iterable[str] = ()) -> Values:
        if values.get("origin") in ("REQUEST", "SYSTEM"):
            kept = ("value",)  # the name of something else
        by_name = {f.name: f for f in fields if f.name not in kept and f"{path}.{f.name}" not in WITH_A_MEANING}
        qualifiers = qualifiers_among(fields)
        return {
            name: self._other(by_name[name], value, f"{path}.{name}") if name in by_name.keys() - qualifiers else value
            for name, value in values.items()
        }

    def _other(self, f: Field, value: Any, path: str) -> Any:
        if isinstance(f, Ref) and f.kind:
            return value
        if f.fields and isinstance(value, dict):
            return self._replaced(f.fields, value, path)
        if f.fields and isinstance(value, list):
            return [self._replaced(f.fields, item, path, f.keys) for item in value]
        if isinstance(value, dict):
            return {key: self._template(Field("", "")) or item for key, item in value.items()}
        if f.elements == "str":
            return [self._template(f) or item for item in value]
        return (self._template(f) or value) if isinstance(value, str) else value


def qualifiers_among(fields: Iterable[Field]) -> set[str]:
    return {own for f in fields if isinstance(f, Ref) for own, _other in f.qualifiers}


def admits(f: Field, text: str) -> bool:
    problems = Problems()
    check_value(f, text if f.type == "str" else [text], "", problems)
    return not problems and f.type in ("str", "list") and not f.choices


def templates(trace: Path, number: int) -> list[str]:
    """Return texts that would leave a trace, or break the run, when they were evaluated; shorter ones last."""
    return [
        f"{{{{ lookup('ansible.builtin.pipe', 'echo {number} >> {trace}') }}}}",
        f"{{{{ lookup('pipe', '> {trace}') }}}} {number}",
        f"{{{{ missing_{number} }}}}",
        f"{{{{{number}}}}}",
    ]


def text_options(fields: Iterable[Field], path: str) -> Iterator[str]:
    """Yield every option that admits such a text."""
    qualifiers = qualifiers_among(fields)
    for f in fields:
        here = f"{path}.{f.name}"
        if f.fields:
            yield from text_options(f.fields, here)
        elif f.name not in qualifiers and not (isinstance(f, Ref) and f.kind) and admits(f, "{{7}}"):
            yield here


def options_with_templates(kind: str, value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from options_with_templates(kind, item, f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from options_with_templates(kind, item, path)
    elif isinstance(value, str) and "{{" in value:
        yield path


def without_secrets(document: Document) -> Document:
    return {kind: [drop_secrets(BY_KIND[kind].fields, entry) for entry in found] for kind, found in document.items()}


@pytest.fixture
def trace() -> Iterator[Path]:
    """A file that must not come into being. Its path is short, since some options are."""
    directory = Path(tempfile.mkdtemp(prefix="r"))
    yield directory / "t"
    shutil.rmtree(directory)


@pytest.fixture(params=[
    pytest.param(False, id="some options", marks=pytest.mark.smoke),
    pytest.param(True, id="every option"),
])  # fmt: skip
def document(request: pytest.FixtureRequest, trace: Path, monkeypatch: pytest.MonkeyPatch) -> Document:
    """A document in which every option that admits a template is given one; or a smaller one, for a quick look."""
    if not request.param:
        monkeypatch.setitem(RECIPES, "datasources", replace(RECIPES["datasources"], entries=(5, 5)))
        return Templates(1, trace).document()
    for kind, number in ENTRIES.items():
        monkeypatch.setitem(RECIPES, kind, replace(RECIPES[kind], entries=(number, number)))
    wanted = {path for resource in RESOURCES for path in text_options(resource.fields, resource.kind)} - WITH_A_MEANING
    missing = wanted
    for seed in SEEDS:
        made = Templates(seed, trace).document()
        given = {path for kind, found in made.items() for path in options_with_templates(kind, found, kind)}
        if wanted <= given:
            return made
        missing &= wanted - given
    raise AssertionError(f"no document holds templates in all of these: {sorted(missing)}")


def stored(path: Path, document: Document) -> str:
    path.write_text(text_of({"read_from": {"id": "x"}, **document}))
    return str(path)


def without_source(document: Values) -> Values:
    return {kind: entries for kind, entries in document.items() if kind != "read_from"}


def task(name: str, module: str, options: Values, **keywords: Any) -> Values:
    return {"name": name, f"roma.connect.{module}": options, **keywords}


def test_nothing_that_comes_from_the_service_is_evaluated(
    run: Runner, emulator: EmulatorProcess, document: Document, trace: Path, tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    emulator.switch(duplicate_datasource_names=True)
    layouts = LAYOUTS[:1] if request.node.get_closest_marker("smoke") else LAYOUTS
    secrets = {"roma_update_secrets": "on_create"}

    def walk(playbook: Any, **options: Any) -> Run:
        done = run(playbook, **options)
        assert not trace.exists(), f"a template has been evaluated: {trace.read_text()}"
        return done

    given = stored(tmp_path / "given.yml", document)
    walk(PROVISION, extra_vars={"roma_document": given, **secrets}, check=True, diff=True)
    walk(PROVISION, extra_vars={"roma_document": given, **secrets}, diff=True)

    paths = {layout: str(tmp_path / layout) for layout in layouts}
    copied = str(tmp_path / "copied.yml")
    read = walk([
        task("read", "config_info", {}, register="it"),
        task("apply what was read", "config", {"document": "{{ it.document }}"}),
        {"name": "keep it", "ansible.builtin.set_fact": {"kept": "{{ it.document }}"}},
        task("apply what was kept", "config", {"document": "{{ kept }}"}),
        {"name": "show it", "ansible.builtin.debug": {"var": "kept"}},
        *(task(f"store {layout}", "config_export", {"path": path, "layout": layout}) for layout, path in paths.items()),
        *(task(f"apply {layout}", "config", {"document": path}) for layout, path in paths.items()),
        # not the way that is documented
        {"name": "copy it", "ansible.builtin.copy": {
            "content": "{{ it.document | ansible.builtin.to_nice_yaml }}", "dest": copied, "mode": "0600"}},
        task("apply what was copied", "config", {"document": copied}),
        task("read objects", "datasource_info", {}, register="sources"),
        {"name": "show objects", "ansible.builtin.debug": {"msg": "{{ sources.datasources[0] }}"}},
    ])  # fmt: skip
    assert [result.name for result in read.results if result.name.startswith("apply ") and result.changed] == []
    before = without_source(read["read"]["document"])
    for layout, path in paths.items():
        assert not walk(PROVISION, extra_vars={"roma_document": path}, check=True, diff=True)[APPLY].changed, layout

    root = tmp_path / "backups"
    walk(BACKUP, extra_vars={"backup_root": str(root), "backup_label": "all", "backup_assets": False})
    (backup,) = (root / "all").iterdir()
    other = {"ROMA_INSTANCE_ID": tenant.SECOND_INSTANCE.id}
    # those of signature keys depend on their type; the service makes them up
    names = [name[8:-1] for name in read["read"]["placeholders"]]
    values = dict.fromkeys((name for name in names if not name.startswith("signature_keys/")), SECRET)
    variables = {"roma_document": str(backup / "document.yml"), "roma_secrets": values}
    walk(PROVISION, extra_vars=variables, env=other)
    after = walk([task("read", "config_info", {})], env=other)["read"]["document"]
    assert without_source(after) == before
    # and what was given has arrived
    arrived = set(texts(before))
    assert [text for text in texts(without_secrets(document)) if "{{" in text and text not in arrived] == []
