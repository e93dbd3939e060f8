# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator for the whole run, back to its start before each test, and clients for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkroma.v2 import RomaClient

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

COVERAGE = "test_route_coverage.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The coverage of routes can only be judged when everything else has run."""
    items.sort(key=lambda item: item.path.name == COVERAGE)


@pytest.fixture(scope="session")
def emulator_process() -> Iterator[EmulatorProcess]:
    with EmulatorProcess() as process:
        yield process


@pytest.fixture
def emulator(emulator_process: EmulatorProcess) -> Iterator[EmulatorProcess]:
    """The emulator at its start; it must not have had an internal error when the test is over."""
    emulator_process.reset()
    complaints = emulator_process.stderr()
    yield emulator_process
    assert emulator_process.stderr() == complaints


def sdk_client(emulator: EmulatorProcess, user: tenant.User) -> RomaClient:
    credentials = BasicCredentials(user.access_key, user.secret_key, tenant.PROJECT.id)
    return RomaClient.new_builder().with_credentials(credentials).with_endpoint(emulator.url).build()


@pytest.fixture
def sdk(emulator: EmulatorProcess) -> RomaClient:
    """The vendor's client, signing as `operator`."""
    return sdk_client(emulator, tenant.OPERATOR)


@pytest.fixture
def alice_sdk(emulator: EmulatorProcess) -> RomaClient:
    return sdk_client(emulator, tenant.ALICE)


@pytest.fixture
def instance_id() -> str:
    return tenant.MAIN_INSTANCE.id


class Api:
    """Plain requests with a token, for what the vendor's client cannot send: paths are below the emulator's address.

    `{project}`, `{instance}` and `{second}` in a path stand for the default tenant's ids.
    """

    def __init__(self, url: str, user: tenant.User) -> None:
        self.url = url
        self.user = user
        self.session = requests.Session()

    def login(self, scope: dict[str, Any] | None = None) -> requests.Response:
        """A new token for the session."""
        named = {"name": self.user.name, "password": self.user.password, "domain": {"name": tenant.TENANT.domain_name}}
        identity = {"methods": ["password"], "password": {"user": named}}
        body = {"auth": {"identity": identity, "scope": scope or {"project": {"id": tenant.PROJECT.id}}}}
        answer = self.session.post(f"{self.url}/v3/auth/tokens", params={"nocatalog": "true"}, json=body)
        if answer.ok:
            self.session.headers["X-Auth-Token"] = answer.headers["X-Subject-Token"]
        return answer

    def __call__(self, method: str, path: str, **options: Any) -> requests.Response:
        path = path.format(
            project=tenant.PROJECT.id, instance=tenant.MAIN_INSTANCE.id, second=tenant.SECOND_INSTANCE.id
        )
        return self.session.request(method, self.url + path, **options)


@pytest.fixture
def login(emulator: EmulatorProcess) -> Callable[[tenant.User], Api]:
    """Log a user in: `login(tenant.ALICE)("GET", "/v2/{project}/instances")`."""

    def log_in(user: tenant.User) -> Api:
        api = Api(emulator.url, user)
        api.login()
        return api

    return log_in


@pytest.fixture
def api(login: Callable[[tenant.User], Api]) -> Api:
    """Plain requests with a token of `operator`."""
    return login(tenant.OPERATOR)
