# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory of instances, as ansible-inventory shows it and as the shipped playbooks use it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import Runner, Task

NORTH, SOUTH = tenant.PROJECT, tenant.OTHER_PROJECT
EVIL = "{{ lookup('ansible.builtin.pipe', 'touch pwned') }}"
SECRETS = (tenant.OPERATOR.secret_key, tenant.ALICE.secret_key)
#: credentials of several projects are variables of their own, and none that the modules know
VARIABLES: dict[str, str | None] = {
    "NORTH_AK": tenant.OPERATOR.access_key, "NORTH_SK": tenant.OPERATOR.secret_key,
    "SOUTH_AK": tenant.ALICE.access_key, "SOUTH_SK": tenant.ALICE.secret_key,
    "ROMA_TOKEN": "of-another-project", "ROMA_SECURITY_TOKEN": "of-other-keys",
    **dict.fromkeys(("ROMA_ENDPOINT", "ROMA_IAM_ENDPOINT", "ROMA_PROJECT_ID", "ROMA_PROJECT_NAME", "ROMA_INSTANCE_ID",
                     "ROMA_ACCESS_KEY", "ROMA_SECRET_KEY", "ROMA_USERNAME", "ROMA_PASSWORD", "ROMA_DOMAIN_NAME")),
}  # fmt: skip
Write = Callable[..., tuple[str, str]]


@pytest.fixture
def write(emulator: EmulatorProcess, tmp_path: Path) -> Write:
    """Write an inventory of two projects in two regions, and return the options that take it."""

    def source(name: str, project: tenant.Project) -> dict[str, Any]:
        read = "{{ lookup('ansible.builtin.env', '%s') }}"
        keys = {"access_key": read % f"{name.upper()}_AK", "secret_key": read % f"{name.upper()}_SK"}
        return {"name": name, "region": project.name, "endpoint": emulator.url, "project_id": project.id, **keys}

    def write(**options: Any) -> tuple[str, str]:
        sources = [source("north", NORTH), source("south", SOUTH)]
        config = {"plugin": "roma.connect.instances", "sources": sources, **options}
        path = tmp_path / "fleet.roma.yml"
        path.write_text(json.dumps(config))
        return "-i", str(path)

    return write


def shown(run: Runner, *options: str) -> dict[str, Any]:
    done = run.inventory(*options, "--list", env=VARIABLES)
    assert (done.returncode, done.stderr) == (0, "")
    assert not any(secret in done.stdout for secret in SECRETS)
    # newer releases mark every text that is no template
    return json.loads(done.stdout, object_hook=lambda members: members.get("__ansible_unsafe", members))


def joined(text: str) -> str:
    """A text without blanks: older releases break the lines of warnings, also at hyphens."""
    return "".join(text.split())


def lists(emulator: EmulatorProcess) -> list[tuple[str, str]]:
    """Who has read which list, page by page."""
    return [(entry["access_key"], entry["path"].split("/")[2]) for entry in emulator.requests()]


@pytest.mark.smoke
def test_instances_are_hosts(run: Runner, emulator: EmulatorProcess, write: Write, tmp_path: Path) -> None:
    more = [{"name": f"stage-{number:02d}", "project_id": SOUTH.id} for number in range(3)]
    emulator.add_instances(*more, {"name": EVIL, "project_id": SOUTH.id, "status": "FROZEN", "description": EVIL})
    emulator.switch(max_page_size=2)
    options = write(
        keyed_groups=[{"prefix": "is", "key": "roma_status"}, {"prefix": "named", "key": "roma_name"}],
        groups={"small": "roma_edition == 'basic'"},
        compose={"said": "roma_instance.description", "zones": "roma_instance.available_zone_ids"},
    )
    found = shown(run, *options)
    odd = "lookup-ansible.builtin.pipe-touch-pwned"
    names = ["roma-main", "roma-second"], [odd, "stage-00", "stage-01", "stage-02"]
    assert (sorted(found["north"]["hosts"]), sorted(found["south"]["hosts"])) == names
    assert sorted(found["roma"]["hosts"]) == sorted(found["small"]["hosts"]) == sorted(names[0] + names[1])
    assert found["is_FROZEN"]["hosts"] == [odd]
    assert not [group for group in found if "{" in group]
    assert sorted(lists(emulator)) == [
        *[(VARIABLES["SOUTH_AK"], SOUTH.id)] * 2, (VARIABLES["NORTH_AK"], NORTH.id),
    ]  # fmt: skip
    main = found["_meta"]["hostvars"]["roma-main"]
    assert main["roma_instance_id"] == main["roma_connection"]["instance_id"] == tenant.MAIN_INSTANCE.id
    assert main["roma_connection"]["secret_key"] == "{{ lookup('ansible.builtin.env', 'NORTH_SK') }}"
    assert (main["roma_region"], main["roma_edition"], main["zones"]) == (NORTH.name, "basic", ["az1"])

    # the shipped playbook needs nothing else; what a service says is no template, wherever it goes
    check: Task = {
        "name": "said", "ansible.builtin.debug": {"msg": "{{ roma_name }} {{ said }} {{ roma_instance.name }}"},
    }  # fmt: skip
    stored = run.inventory(*options, "--list", "--export", env=VARIABLES).stdout
    for inventory in (options, ("-i", script(tmp_path, stored))):
        done = run([check], play={"hosts": "is_FROZEN"}, options=inventory, env=VARIABLES)
        assert done["said"].msg == " ".join([EVIL] * 3)
        assert not list(tmp_path.rglob("pwned"))
        emulator.clear_requests()
        variables = {"roma_apps": [{"name": "{{ roma_name }}"}], "roma_hosts": "north:stage-01"}
        done = run("roma.connect.provision", options=inventory, extra_vars=variables, env=VARIABLES, verbosity=3)
        assert not any(secret in done.output for secret in SECRETS)
        assert {entry["access_key"] for entry in done.requests()} >= {VARIABLES["NORTH_AK"], VARIABLES["SOUTH_AK"]}
    assert Judge(emulator, tenant.SECOND_INSTANCE.id).names("apps") == ["roma-second"]


def script(place: Path, content: str) -> str:
    """An inventory that has been stored, as controllers do, and comes back as the output of a program."""
    path = place / "stored"
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{content}\nEND\n")
    path.chmod(0o755)
    return str(path)


def test_a_region_that_is_down_does_not_hide_the_others(run: Runner, emulator: EmulatorProcess, write: Write) -> None:
    emulator.fault(path=f"/v2/{SOUTH.id}/instances", status=500, count=99, body={
        "error_code": "ROMA.00011000", "error_msg": f"no {tenant.ALICE.secret_key}", "request_id": "r-1"})  # fmt: skip
    one = run.inventory(*write(), "--graph", env=VARIABLES)
    assert one.returncode == 0
    assert "roma-second" in one.stdout
    told = "sources[1] (south cn-south-1): GET /v2/5be2d81c4f6a4b0d9c3e7a1f8d2b6e90/instances failed with HTTP 500"
    assert joined(told) in joined(one.stderr)
    assert "request " in one.stderr
    assert tenant.ALICE.secret_key not in one.stderr

    stopping = {**VARIABLES, "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
    none = run.inventory(*write(strict=True), "--graph", env=stopping)
    assert none.returncode != 0
    assert joined(told) in joined(none.stderr)

    # whoever goes on all the same finds no hosts, and not the instance of the environment on localhost
    emulator.clear_requests()
    done = run("roma.connect.provision", options=write(strict=True), extra_vars={"roma_apps": [{"name": "orders"}]},
               env={name: value for name, value in VARIABLES.items() if value}, warnings=True)  # fmt: skip
    assert "skipping: no hosts matched" in done.stdout
    assert done.writes() == []


def test_the_cache_holds_instances_and_no_credentials(
    run: Runner, emulator: EmulatorProcess, write: Write, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    how = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(cache)}
    first = shown(run, *write(**how))
    assert len(lists(emulator)) == 2
    emulator.fault(path="/instances", status=500, count=99)
    assert shown(run, *write(**how)) == first
    content = "".join(path.read_text() for path in cache.rglob("*") if path.is_file())
    assert tenant.MAIN_INSTANCE.id in content
    assert not any(secret in content for secret in (*SECRETS, *filter(None, VARIABLES.values())))

    # who asks, and where, is part of what is known; and whoever wants to knows nothing
    emulator.clear_faults()
    emulator.clear_requests()
    done = run.inventory(*write(**how), "--list", env={**VARIABLES, "NORTH_AK": VARIABLES["SOUTH_AK"],
                                                       "NORTH_SK": VARIABLES["SOUTH_SK"]})  # fmt: skip
    assert (done.returncode, lists(emulator)) == (0, [(VARIABLES["SOUTH_AK"], NORTH.id)])
    nothing: Task = {"name": "nothing", "ansible.builtin.meta": "noop"}
    run([nothing], play={"hosts": "roma"}, options=(*write(**how), "--flush-cache"), env=VARIABLES)
    assert len(lists(emulator)) == 3
    for path in cache.rglob("*"):
        path.write_text('{"project_id": 1, "instances": [{}], "more": "x"}')
    assert shown(run, *write(**how)) == first


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"source": []}, 'source: unknown option; did you mean "sources"?'),
        ({"api_timeout": 0}, "sources[0].api_timeout: must be 1 or more"),
        ({"project_id": "{{ nowhere }}"}, "project_id: the variable nowhere is not defined"),
        ({"token": "{{ 'canary' | no_such_filter }}"}, "token: the template cannot be evaluated"),
        ({"sources": [{"region": "x", "access_key": ""}]}, "sources[0].access_key: credentials are missing"),
        ({"sources": "{{ [{}] }}"}, "sources: must be a list of mappings"),
        ({"sources": ["{{ {} }}"]}, "sources[0]: must be a mapping"),
    ],
)
def test_options_are_checked_before_the_first_request(
    run: Runner, emulator: EmulatorProcess, write: Write, options: dict[str, Any], says: str
) -> None:
    stopping = {**VARIABLES, "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
    done = run.inventory(*write(**options), "--list", env=stopping)
    assert done.returncode != 0
    assert joined(says) in joined(done.stderr)
    assert "Traceback" not in done.stderr
    assert "canary" not in done.stderr
    assert emulator.requests() == []
