# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin and the module are two doors to the same room: by the results nobody can tell which one it was."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.cases import CASES, Options
from tests.integration.playbook import Result, Run, Runner, Task

#: what differs from run to run: ids, keys that the service makes up, times, the durations of jobs
VOLATILE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\b[0-9a-f]{64}\b"
    r"|\b[0-9A-Za-z]{27}_\d{5}\b|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*Z"
    r"|\d{8}T\d{6}Z|(?<=\bkey: )[0-9A-Za-z]{16}\b"
)
MADE_UP = {"key", "token", "product_serial", "size", "progress_percent", "status"}
#: what ansible-core itself adds on one of the two ways; modules get the facts of a file when they return a path
OWN = {
    "failed_when_suppressed_exception",
    "_ansible_no_log",
    "_ansible_parsed",
    "_ansible_verbose_always",
    "ansible_facts",
    "deprecations",
    "warnings",
}
FILE_FACTS = {"gid", "group", "mode", "owner", "secontext", "size", "state", "uid"}

#: all objects that the resources' tests know
DOCUMENT = {case.kind: [*case.needs.get(case.kind, []), case.create] for case in CASES.values()}

#: with these both doors meet check mode, and what is there already; test_resources.py does so with all, in-process
PLANNED = ("app", "api", "datasource")

OCC_ITEMS = [{"id": "Products", "format": "json"}, {"id": "Profiles", "format": "csv"}]


def module(name: str, options: dict[str, Any] | None = None, title: str = "", **keywords: Any) -> Task:
    return {"name": title or name, f"roma.connect.{name}": options or {}, **keywords}


def lives() -> list[Task]:
    """Each object that the resources' tests know is made and read after what it needs; some are asked for thrice."""
    tasks, made = [], set()
    for name, case in CASES.items():
        needs: dict[str, list[Options]] = {}
        for kind, entries in case.needs.items():
            for entry in entries:
                if label(kind, entry) not in made:
                    needs.setdefault(kind, []).append(entry)
                    made.add(label(kind, entry))
        tasks += [module("config", {"document": needs}, title=f"{name}: needs")] if needs else []
        again = [module(name, case.create, title=f"{name}: again")] if name in PLANNED else []
        tasks += [module(name, case.create, title=f"{name}: plan", check_mode=True)] if again else []
        tasks += [module(name, case.create, title=f"{name}: create"), *again]
        tasks += [module(f"{name}_info", title=f"{name}: info")]
        made.add(label(case.kind, case.create))
    return tasks


def label(kind: str, entry: Options) -> tuple[str, ...]:
    """What tells an entry from all others."""
    return (kind, *(str(entry.get(name)) for name in BY_KIND[kind].identity))


def everything() -> dict[str, list[Options]]:
    """A document with each object that the resources' tests know, and what it needs."""
    needed = [(kind, entry) for case in CASES.values() for kind, entries in case.needs.items() for entry in entries]
    entries = {label(kind, entry): (kind, entry) for kind, entry in needed}
    entries |= {label(case.kind, case.create): (case.kind, case.create) for case in CASES.values()}
    document: dict[str, list[Options]] = {}
    for kind, entry in entries.values():
        document.setdefault(kind, []).append(entry)
    return document


def every_module(directory: Path) -> list[Task]:
    """A play that uses each module at least once."""
    return [*lives(), *other_modules(directory)]


def other_modules(directory: Path) -> list[Task]:
    """A play that uses each module at least once that is not about one kind."""
    archives, second = directory / "archives", {"instance_id": tenant.SECOND_INSTANCE.id}
    all_apps = {"all_apps": True, "directory": str(archives)}
    return [
        module("config", {"document": everything()}, title="config: all"),
        module("config", {"document": {"environments": [{"name": "STAGE", "remark": "new"}]}}, title="config: change"),
        module("config", {"document": DOCUMENT, "update_secrets": "always"}, check_mode=True, title="config: plan"),
        module("config_info", {"kinds": ["apps", "api_groups"]}),
        module("config_export", {"kinds": ["environments", "api_groups"], "path": str(directory / "instance.yml")},
               register="written"),
        module("config_diff", {"before": {"environments": [{"name": "STAGE", "remark": "new"}]}}),
        module("backup_coverage", {"coverage": "{{ written.coverage }}", "require": ["environments"]}),
        module("backup_escrow", {"placeholders": ["<secret:app_secrets/orders/secret>"], "path": "secrets.yml"},
               failed_when=False),
        module("secret_rotation", {"step": "plan", "names": ["app_secrets/orders/secret"], "journal": "journal"},
               failed_when=False),
        module("datasource_test", {"name": "orders-db", "app": "orders"}),
        module("datasource_table_info", {"name": "orders-db", "app": "orders"}),
        module("instance_info", {"name": "roma-main"}),
        module("api_version_info"),
        module("iam_token", no_log=True),
        module("asset_export", all_apps, title="asset_export: plan", check_mode=True),
        module("asset_export", all_apps, register="exported"),
        module("asset_job_info", {"id": "{{ exported.jobs[0].id }}"}),
        module("asset_import", {**second, "archive": str(archives / "assets-001.zip")}),
        module("asset_delete", {**second, "apps": ["orders"]}),
        module("topic_export", {"file": str(directory / "topics.csv")}),
        module("topic_import", {"file": str(directory / "topics.csv"), "mode": "merge"}),
        module("product_export", {"file": str(directory / "products.csv")}),
        module("product_import", {"file": str(directory / "products.csv")}),
        module("occ_export", {"items": OCC_ITEMS, "directory": "x"}, title="occ_export: plan", check_mode=True),
        module("occ_export", {"items": OCC_ITEMS, "directory": str(directory / "occ")}, register="store"),
        module("occ_export_info", {"process_id": "{{ store.process.id }}"}),
        module("backup_directory", {"root": str(directory / "backups"), "label": "main"}),
        module("backup_manifest", {"path": str(archives), "target": str(directory / "backup"), "facts": {"a": 1}}),
        module("backup_retention", {"path": str(directory / "backups" / "main"), "keep_last": 1}),
        module("backup_restic", {"path": str(directory / "backup"), "repository": "nowhere"}, failed_when=False),
        module("backup_fetch", {"path": str(directory), "repository": "nowhere"}, failed_when=False),
        module("backup_verify", {"path": str(directory / "backup")}, failed_when=False),
        module("backup_restore", {"path": str(directory / "backup")}, failed_when=False),
        module("backup_drill", {"path": str(directory / "backup")}, failed_when=False),
    ]  # fmt: skip


def normal(value: Any) -> Any:
    """A result without what is different in every run."""
    if isinstance(value, dict):
        return {
            name: "*" if (name in MADE_UP and item is not None) or is_number(name, item) else normal(item)
            for name, item in value.items()
            if name not in OWN
        }
    if isinstance(value, list):
        # some lists come in the order of ids, which are different in every run
        return sorted(map(normal, value), key=lambda item: json.dumps(item, sort_keys=True))
    # ansible-core's own word for a hidden option, when a module refuses its options
    value = "********" if value == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" else value
    return VOLATILE.sub("*", value) if isinstance(value, str) else value


def is_number(name: str, value: Any) -> bool:
    """Whether an id is one of those that count objects, which are made side by side."""
    return name.endswith("id") and str(value).isdigit()


def assert_alike(one: Run, other: Run) -> None:
    assert [(item.name, item.status) for item in one.results] == [(item.name, item.status) for item in other.results]
    for left, right in zip(one.results, other.results, strict=True):
        assert normal(left.data) == normal(without_file_facts(right)), left.name


def without_file_facts(result: Result) -> dict[str, Any]:
    return {name: item for name, item in result.data.items() if "path" not in result.data or name not in FILE_FACTS}


@pytest.fixture
def both(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> Any:
    """Run the same tasks through both doors, each time on an instance and in a directory that are like new."""

    def run_both(tasks: Any, settle: float = 0.0, **options: Any) -> tuple[Run, Run]:
        runs = []
        for in_process in (True, False):
            emulator.reset()
            directory = tmp_path / "place"
            directory.mkdir()
            made = tasks(directory) if callable(tasks) else tasks
            runs.append(run(made, in_process=in_process, **options))
            runs[-1].log = emulator.requests()
            time.sleep(settle)
            directory.rename(tmp_path / f"place-{in_process}")
        return runs[0], runs[1]

    return run_both


def test_every_kind_gives_the_same(both: Any) -> None:
    inside, outside = both(lives(), diff=True)
    assert_both_alike(inside, outside)
    for name in PLANNED:
        for result in (inside, outside):
            plan, create, again = (result[f"{name}: {step}"] for step in ("plan", "create", "again"))
            assert (plan.changed, create.changed, again.changed) == (True, True, False), name
            assert plan["diff"] == create["diff"], name
            assert writes_during(result, plan) == writes_during(result, again) == [], name


def test_every_other_module_gives_the_same(both: Any) -> None:
    inside, outside = both(other_modules, diff=True)
    assert_both_alike(inside, outside)
    used = {item.action.rpartition(".")[2] for item in inside.results}
    assert used >= set(OPERATIONS) - {module for name in CASES for module in (name, f"{name}_info")}
    assert json.dumps(inside["config: plan"].data).count("changed)") >= 1


def assert_both_alike(inside: Run, outside: Run) -> None:
    """The same results, and the same requests in the same order, except for those that go side by side."""
    assert_alike(inside, outside)
    operations = [sorted(str(entry["operation"]) for entry in result.log) for result in (inside, outside)]
    assert operations[0] == operations[1]


def writes_during(run: Run, result: Result) -> list[Any]:
    return [entry for entry in run.log if entry["mutating"] and result.started <= entry["started"] <= result.ended]


REFUSED = [
    module("app", title="missing"),
    module("app", {"name": "orders", "rmark": "x"}, title="unknown"),
    module("app", {"name": "or&ders", "key": "x"}, title="pattern"),
    module("app", {"name": "orders", "members": [{"name": "alice"}]}, title="nested"),
    module("app", {"name": "orders", "api_timeout": "soon"}, title="not a number"),
    module("app", {"name": ["orders"], "remark": {"a": 1}}, title="not a text"),
    module("app_secret", {"app": "orders"}, title="one of"),
    module("app_secret", {"app": "orders", "secret": "Good-secret-1"}, title="no such application"),
    module("config", {"document": {"apps": [{"nam": "orders"}], "ap": []}}, title="document"),
    module("config_info", {"include_secrets": True}, title="shown secrets"),
    module("iam_token", title="shown token"),
    module("backup_manifest", {"path": "/a/b", "target": "/c/d"}, title="other directory"),
    module("app", {"name": "orders", "endpoint": "ftp://x", "project_id": ""}, title="connection"),
]


def test_the_same_refusals(both: Any) -> None:
    inside, outside = both([{**task, "ignore_errors": True} for task in REFUSED])
    assert all(item.failed for item in inside.results)
    for left, right in zip(inside.results, outside.results, strict=True):
        assert left.msg == right.msg, left.name
    assert_alike(inside, outside)


def test_keywords_of_tasks(both: Any) -> None:
    """`no_log`, `environment`, `module_defaults` and `timeout` mean the same."""
    second = {"ROMA_INSTANCE_ID": tenant.SECOND_INSTANCE.id}
    defaults = {"group/roma.connect.roma": {"instance_id": tenant.SECOND_INSTANCE.id, "region": "x"}}
    tasks = [
        module("app", {"name": "here"}),
        module("app", {"name": "there"}, title="environment", environment=second),
        module("app_info", title="defaults", module_defaults=defaults),
        module("app_info", title="given", environment=second),
        module("app_info", title="not given"),
        module("app_info", title="hidden", no_log=True, register="hidden"),
        {"name": "seen", "ansible.builtin.assert": {"that": ["hidden.apps | length == 1"]}},
        module("app_secret", {"app": "here", "secret": "Known-secret-1"}, title="quiet", no_log=True, register="quiet"),
        {"name": "known", "ansible.builtin.assert": {"that": ["quiet.app_secret.secret == 'Known-secret-1'"]}},
        module("app_secret", {"app": "here", "secret": "Known-secret-1"}, title="loud"),
        {"name": "slow", "emulator": {"switches": {"latency_ms": 2500}}},
        module("app_info", title="late", timeout=1, ignore_errors=True),
    ]
    # the abandoned module of the last task makes ansible-core warn; the emulator has to be done with its request
    inside, outside = both(tasks, warnings=True, settle=2.5)
    assert_alike_but_timeouts(inside, outside)
    for result in (inside, outside):
        assert [app["name"] for app in result["defaults"]["apps"]] == ["there"]
        assert [app["name"] for app in result["given"]["apps"]] == ["there"]
        assert [app["name"] for app in result["not given"]["apps"]] == ["here"]
        assert "apps" not in result["hidden"].data
        assert "censored" in result["hidden"].data
        assert "secret" not in result["loud"]["app_secret"]
        assert result["late"].failed
        assert result["late"].ended - result["late"].started < 2.5


def assert_alike_but_timeouts(one: Run, other: Run) -> None:
    """ansible-core words a timeout by the place in which it happened."""
    one.results, other.results = [
        [item for item in result.results if item.name != "late"] + [result["late"]] for result in (one, other)
    ]
    for left, right in zip(one.results[:-1], other.results[:-1], strict=True):
        assert (left.name, normal(left.data)) == (right.name, normal(right.data))


def test_check_mode_of_the_whole_run(both: Any, emulator: EmulatorProcess) -> None:
    tasks = [module(name, CASES[name].create) for name in ("app", "environment")]
    inside, outside = both(tasks, check=True, diff=True)
    assert_alike(inside, outside)
    assert inside.stdout.replace(str(inside.directory), "") == outside.stdout.replace(str(outside.directory), "")
    assert [item.changed for item in inside.results] == [True, True]
    assert emulator.state()["apps"] == 0


def test_background_and_other_users_need_the_module(run: Runner, judge: Any) -> None:
    """What cannot be done inside the controller is left to the module without being told."""
    result = run(
        [
            module("app", {"name": "later"}, title="asynchronous", **{"async": 30, "poll": 1}),
            module("app", {"name": "loop-{{ item }}"}, title="loop", loop=["a", "b"], environment={"X": "{{ item }}"}),
        ]
    )
    assert result["asynchronous"]["finished"]
    assert judge.names("apps") == ["later", "loop-a", "loop-b"]
