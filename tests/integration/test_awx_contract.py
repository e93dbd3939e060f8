# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A recorded contract: the role `awx` and the modules of awx.awx get the answers that a real controller gave."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.awx.replay import TOKEN, Controller
from tests.integration.playbook import ANSIBLE_PLAYBOOK, CHECKOUT, Run, Runner, collections_path
from tests.integration.warm.playbooks import WarmPlaybooks

AWX = CHECKOUT / "build" / "awx"
pytestmark = pytest.mark.skipif(
    not (AWX / "ansible_collections").is_dir(),
    reason="the collection awx.awx is not there; scripts/awx-collection downloads it",
)
PARTS = {
    "organization", "credential_types", "credentials", "notifications", "execution_environment", "project", "inventory",
    "templates", "workflow", "schedules", "settings",
}  # fmt: skip
SECRETS = {
    "secret_key": "canary-secret-key", "application_key": "canary-application-key",
    "document": "canary-document-secret", "rotated": "canary-rotated-secret", "vault": "canary-vault-password",
}  # fmt: skip
#: what the controller was given when the scene "set up" was recorded
TEAM = {
    "awx_leave_out": ["provision", "verify", "restore"],
    "awx_show_paths": ["/srv/backups:/var/backups/roma:z"],
    "awx_project": {"scm_url": "https://git.example.org/integration/roma.git"},
    "awx_execution_environment": {"name": "ROMA Connect", "image": "registry.example.org/roma-ee:1.0.0"},
    "awx_credentials": [
        {"name": "ROMA Connect", "type": "roma_connect", "inputs": {
            "endpoint": "https://roma.example.org", "iam_endpoint": "https://roma.example.org",
            "project_id": "0f3c7a9be1d24586a7c0d9e8f1b2a3c4", "access_key": "ACCESSKEY0001",
            "secret_key": SECRETS["secret_key"]}},
        {"name": "Store", "type": "oracle_commerce", "inputs": {
            "occ_endpoint": "https://roma.example.org", "occ_application_key": SECRETS["application_key"]}},
        {"name": "Secrets of documents", "type": "roma_secrets", "templates": ["plan", "apply"],
         "inputs": {"secrets": f"{{app_secrets/order-intake/secret: {SECRETS['document']}}}"}},
        {"name": "New secrets", "type": "roma_secrets", "templates": ["rotate"],
         "inputs": {"secrets": f'{{"app_secrets/order-intake/secret": "{SECRETS["rotated"]}"}}'}},
        {"name": "Vault of backups", "type": "vault", "inputs": {"vault_password": SECRETS["vault"]}},
    ],
    "awx_notifications": [{"name": "Team", "notification_type": "webhook", "notification_configuration": {
        "url": "https://hooks.example.org/", "http_method": "POST", "headers": {}, "disable_ssl_verification": False,
        "username": "", "password": ""}}],
}  # fmt: skip

SetUp = Callable[..., Run]


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmPlaybooks]:
    """Processes that find the modules of awx.awx, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANSIBLE_COLLECTIONS_PATH", f"{collections_path()}:{AWX}")
        playbooks = WarmPlaybooks(ANSIBLE_PLAYBOOK)
        yield playbooks
        playbooks.close()


@pytest.fixture
def set_up(run: Runner) -> SetUp:
    """Run the role with a controller; what was not recorded must not be asked."""

    def ran(controller: Controller, given: dict[str, Any], env: dict[str, str] | None = None, **options: Any) -> Run:
        options = {"verbosity": 3, "diff": True, "warnings": True, **options}
        it = run("roma.connect.awx", extra_vars=given, env={**controller.env, **(env or {})}, **options)
        assert controller.unknown == []
        assert TOKEN not in it.output
        return it

    return ran


def test_a_controller_is_set_up_once(set_up: SetUp) -> None:
    """All that was asked of the real one is asked, in two runs. The second changes nothing."""
    with Controller("set up") as controller:
        first = set_up(controller, TEAM)
        assert {result.name for result in first.results if result.data.get("changed")} >= {
            "Let jobs see the directory of the backups", "Make the organization", "Make the templates",
            "Make the steps of the workflow", "Make the schedules",
        }  # fmt: skip
        patched = [body for request, _parameters, body in controller.writes if "/settings/" in request]
        paths = ["/etc/pki/ca-trust:/etc/pki/ca-trust:O", "/srv/backups:/var/backups/roma:z"]
        assert [json.loads(body) for body in patched] == [{"AWX_ISOLATION_SHOW_PATHS": paths}]
        controller.writes.clear()
        second = set_up(controller, TEAM, env={"ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"})
        assert [result.name for result in second.results if result.data.get("changed")] == []
        assert controller.writes == []
        assert controller.unasked == []
    told = second["Tell what was set up"]["msg"]
    assert (told["prefix"], told["left_out"]) == ("ROMA Connect", TEAM["awx_leave_out"])
    assert set(told["templates"]) == {"plan", "apply", "backup", "drift", "rotate"}
    told = re.search(r"^TASK \[roma\.connect\.awx : Tell what was set up\].*?(?=\n\n)", second.stdout, re.M | re.S)[0]
    lines = [
        re.sub(r" \*+$", " ***", line).rstrip() for line in told.splitlines() if not line.startswith("task path: ")
    ]
    assert textwrap.indent("\n".join(lines), "   ") in (CHECKOUT / "docs/docsite/rst/awx.rst").read_text()
    for secret in SECRETS.values():
        assert secret not in first.output + second.output


def test_nothing_is_made_in_check_mode(set_up: SetUp) -> None:
    """What belongs to an organization that is not there cannot be looked at, and that is no failure."""
    with Controller("set up") as controller:
        it = set_up(controller, TEAM, check=True)
        assert controller.writes == []
    assert {result.name for result in it.results if result.data.get("changed")} == {
        "Let jobs see the directory of the backups", "Make the organization",
        "Make those that are missing, and change those that can be changed",
    }  # fmt: skip
    assert "would be made, too" in it["Tell what was not looked at"].msg


def test_nothing_has_to_be_made(set_up: SetUp) -> None:
    with Controller("nothing") as controller:
        set_up(controller, {"awx_leave_out": sorted(PARTS)})
        assert controller.unasked == []


def test_types_that_are_in_use_stay_as_they_are(set_up: SetUp) -> None:
    """One that a former version has made: the fields are not AWX's to change, what becomes of them is."""
    with Controller("type in use") as controller:
        it = set_up(controller, {"awx_leave_out": sorted(PARTS - {"credential_types"})})
        ((request, _parameters, body),) = controller.writes
        assert request.startswith("PATCH /api/v2/credential_types/")
        assert '"name": "Oracle Commerce"' in body
    told = [item["msg"] for item in it["Tell which stay as they are"]["results"] if "msg" in item]
    assert len([text for text in told if "AWX lets nobody change the fields" in text]) == 1


@pytest.mark.parametrize(
    ("scene", "given", "env", "told"),
    [
        ("wrong token", {}, {"CONTROLLER_OAUTH_TOKEN": "another"}, "Invalid authentication credentials"),
        ("no administrator", {}, {}, "You don't have permission to GET to /api/v2/settings/jobs/ (HTTP 403)"),
        (
            "no galaxy credential",
            {
                "awx_leave_out": sorted(PARTS - {"organization"}),
                "awx_prefix": "Other",
                "awx_galaxy_credentials": ["Not there"],
            },
            {},
            "returned 0 items, expected 1",
        ),
    ],
)
def test_what_a_controller_refuses(
    set_up: SetUp, scene: str, given: dict[str, Any], env: dict[str, str], told: str
) -> None:
    with Controller(scene) as controller:
        it = set_up(controller, {"awx_project": TEAM["awx_project"], **given}, env, fails=True, verbosity=0)
        assert controller.writes == []
    (failed,) = [result for result in it.results if result.failed and "rescued" not in result.data][-1:]
    assert failed.msg.count(told) == 1
