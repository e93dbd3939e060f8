# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator for the whole run, back to its start before each test, and clients for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from huaweicloudsdkroma.v2 import RomaClient

from tests.contract.clients import Api, sdk_client
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

COVERAGE = "test_route_coverage.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The coverage of routes can only be judged when everything else has run."""
    items.sort(key=lambda item: item.path.name == COVERAGE)


@pytest.fixture(scope="session")
def emulator_process() -> Iterator[EmulatorProcess]:
    with EmulatorProcess("--asset-job-seconds", "0.05") as process:
        yield process


@pytest.fixture
def emulator(emulator_process: EmulatorProcess) -> Iterator[EmulatorProcess]:
    """The emulator at its start; it must not have had an internal error when the test is over."""
    emulator_process.reset()
    complaints = emulator_process.stderr()
    yield emulator_process
    assert emulator_process.stderr() == complaints


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
