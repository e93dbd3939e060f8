# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials of AWX, rendered by its rules, reach the services."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.roma.connect.plugins.module_utils._service._connection import CONNECTION, OCC_CONNECTION

from tests.emulator.process import EmulatorProcess
from tests.integration.awx import TYPES, injected, write_extra_vars
from tests.integration.judge import Judge
from tests.integration.playbook import CHECKOUT, Runner

OPTIONS = {"roma_connect": CONNECTION, "oracle_commerce": OCC_CONNECTION}
FALSE_BY_DEFAULT = {"skip_tls": "validate_certs"}
SECRET = "{{ no template }} {% nor this"


def values(kind: str) -> dict[str, Any]:
    """A value for each field."""
    return {f["id"]: True if f["type"] == "boolean" else f"value-of-{f['id']}" for f in TYPES[kind]["inputs"]["fields"]}


@pytest.mark.parametrize("kind", OPTIONS)
def test_every_option_has_a_field(kind: str) -> None:
    """A type that is in use cannot get fields any more."""
    fields = {FALSE_BY_DEFAULT.get(f["id"], f["id"]): f for f in TYPES[kind]["inputs"]["fields"]}
    assert list(fields) == [option.name for option in OPTIONS[kind]]
    assert {name for name, f in fields.items() if f.get("secret")} == {o.name for o in OPTIONS[kind] if o.secret}
    truths = {option.name: option.default for option in OPTIONS[kind] if option.type == "bool"}
    assert truths == {name: True for name, f in fields.items() if f["type"] == "boolean"}
    env = injected(kind, values(kind), strict=True)["env"]
    for option in OPTIONS[kind]:
        assert env.pop(option.env[0]) == ("false" if option.type == "bool" else f"value-of-{option.name}")
    assert env == {}


@pytest.mark.parametrize("kind", OPTIONS)
def test_nothing_given_is_nothing_said(kind: str) -> None:
    """But certificates are verified, whatever an execution environment says."""
    env = injected(kind, {})["env"]
    (verified,) = [option.env[0] for option in OPTIONS[kind] if option.name == "validate_certs"]
    assert env == {**dict.fromkeys(env, ""), verified: "true"}


def test_two_credentials_do_not_meddle() -> None:
    names = [name for kind in TYPES.values() for name in kind["injectors"].get("env", {})]
    assert len(names) == len(set(names))
    assert not [name for name in names if name.startswith("ANSIBLE_")]  # AWX refuses these


def test_the_role_has_the_same() -> None:
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))
    text = (CHECKOUT / "roles" / "awx" / "vars" / "main.yml").read_text(encoding="utf-8")
    types = yaml.load(text, Loader)["__awx_credential_types"]
    assert types == TYPES
    assert [line for line in text.splitlines() if "{{" in line and "!unsafe" not in line] == []


@pytest.mark.parametrize("in_process", [True, False])
def test_few_fields(run: Runner, emulator: EmulatorProcess, judge: Judge, tmp_path: Path, in_process: bool) -> None:
    """As AWX does: an environment with many empty variables, and a file with what is given by ``-e``."""
    known = emulator.env
    env = injected("roma_connect", {name: known[f"ROMA_{name.upper()}"] for name in (
        "endpoint", "project_id", "instance_id", "access_key", "secret_key")})["env"]  # fmt: skip
    secrets = write_extra_vars(tmp_path / "secrets.yml", "roma_secrets", {"secrets": json.dumps({"db": SECRET})})
    content = {"mode": "default", "host": "db.internal", "port": "3306", "database_name": "orders", "user_name": "svc"}
    document = {
        "apps": [{"name": "orders"}],
        "datasources": [
            {"name": "db", "app": "orders", "type": "MYSQL", "content": {**content, "password": "<secret:db>"}}
        ],
    }
    ran = run(
        "roma.connect.provision", env={**dict.fromkeys(known), **env}, in_process=in_process, verbosity=3,
        extra_vars={"roma_document": document}, options=(*secrets, "--diff"),
    )  # fmt: skip
    assert ran["Apply the document"].changed
    assert judge.names("datasources") == ["db"]
    assert "nor this" not in ran.output
    again = run("roma.connect.provision", env={**dict.fromkeys(known), **env}, extra_vars={"roma_document": document},
                options=secrets)  # fmt: skip
    assert not again["Apply the document"].changed


@pytest.mark.parametrize("text", [json.dumps({"db": SECRET}), f"db: '{SECRET}'\n"])
def test_secrets_are_no_templates(run: Runner, tmp_path: Path, text: str) -> None:
    """Neither as they come, nor where the template of a job passes them on."""
    secrets = write_extra_vars(tmp_path / "secrets.yml", "roma_secrets", {"secrets": text})
    named = {"restore_secrets": "{{ roma_secrets | default({}) }}"}  # as the template of a job has it
    tasks = [{"name": "tell", "ansible.builtin.debug": {"msg": ["{{ roma_secrets }}", "{{ restore_secrets }}"]}}]
    told = run(tasks, extra_vars=named, options=secrets)["tell"]["msg"]
    assert [each if isinstance(each, dict) else yaml.safe_load(each) for each in told] == [{"db": SECRET}] * 2


def test_all_fields(run: Runner, emulator: EmulatorProcess) -> None:
    known = emulator.env
    given = {name: known.get(f"ROMA_{name.upper()}", "") for name in values("roma_connect")}
    given.update(
        token="", security_token="", skip_tls=True, ca_path="", api_timeout="30", api_retries="1", run_timeout="100",
        concurrency="3", iam_endpoint=known["ROMA_ENDPOINT"], region="emulated-1",
    )  # fmt: skip
    env = injected("roma_connect", given)["env"]
    store = injected("oracle_commerce", {"occ_endpoint": known["OCC_ENDPOINT"], "api_timeout": "30",
                                         "occ_application_key": known["OCC_APPLICATION_KEY"]})["env"]  # fmt: skip
    tasks = [
        {"name": "instance", "roma.connect.app_info": {}},
        {
            "name": "store",
            "roma.connect.occ_export": {"items": [{"id": "Prices", "format": "csv"}], "directory": "."},
            "check_mode": True,
        },
    ]
    ran = run(tasks, env={**dict.fromkeys(known), **env, **store})
    assert ran["instance"]["apps"] == []
    assert not ran["store"].failed


def test_nothing_given_is_told_as_that(run: Runner, emulator: EmulatorProcess) -> None:
    env = {**dict.fromkeys(emulator.env), **injected("roma_connect", {})["env"]}
    ran = run([{"name": "list", "roma.connect.app_info": {}}], env=env, fails=True)
    assert "endpoint: is required" in ran["list"].msg
    assert "convert" not in ran.output
