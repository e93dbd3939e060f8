# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations on one of the emulator's instances, in this process, as the action plugin runs them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.roma.connect.plugins.module_utils._module import result_of, spec_of
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context
from ansible_collections.roma.connect.plugins.module_utils._service._client import Client
from ansible_collections.roma.connect.plugins.module_utils._service._connection import connection_from
from ansible_collections.roma.connect.tests.unit.generator import Document

from tests.emulator.process import EmulatorProcess

Result = dict[str, Any]


class Instance:
    def __init__(self, emulator: EmulatorProcess, instance_id: str) -> None:
        self._emulator = emulator
        names = ("endpoint", "project_id", "access_key", "secret_key")
        self._connection = {name: emulator.env[f"ROMA_{name.upper()}"] for name in names}
        self._connection["instance_id"] = instance_id

    def apply(self, document: Any, **options: Any) -> Result:
        """Apply a document, which must succeed; `writes` of the result: what meant to change something."""
        self._emulator.clear_requests()
        result = self.run("config", document=document, **options)
        if result.get("failed"):
            failed = [item for item in result.get("results", []) if item["status"] == "failed"]
            pytest.fail("\n".join([result["msg"], *(f"{entry_at(document, item['path'])}" for item in failed)]))
        log = self._emulator.requests(mutating=True)
        return {**result, "writes": [(entry["method"], entry["path"]) for entry in log]}

    def plan(self, document: Any, **options: Any) -> Result:
        """Say what applying a document would do; it may be refused."""
        return self.run("config", check_mode=True, diff=True, document=document, **options)

    def read(self, include_secrets: bool = False, **options: Any) -> Result:
        """Read the instance; its document does not say where it comes from."""
        result = self.run("config_info", include_secrets=include_secrets, **options)
        assert not result.get("failed"), result["msg"]
        del result["document"]["read_from"]
        return result

    def run(
        self,
        name: str,
        *,
        check_mode: bool = False,
        diff: bool = False,
        vault: Any = None,
        process: int = 0,
        **options: Any,
    ) -> Result:
        """Run an operation.

        :param process: the one that stands for the whole run
        """
        operation = OPERATIONS[name]
        connection = self._connection if operation.connection else {}
        validated = ArgumentSpecValidator(spec_of(operation)).validate({**connection, **options})
        assert validated.error_messages == []
        params = validated.validated_parameters
        return result_of(operation, Context(params, check_mode, diff, no_log=True, run=process, vault=vault))

    def call(self, method: str, path: str, body: Any) -> Any:
        """Send one request, for what no operation does."""
        params = ArgumentSpecValidator(spec_of(OPERATIONS["app_info"])).validate(self._connection)
        with Client(connection_from(params.validated_parameters)) as client:
            return client.call(method, path, body=body)


def outcomes(**counts: int) -> dict[str, int]:
    """A whole summary, of which these numbers are not 0."""
    names = ("created", "updated", "deleted", "unchanged", "adopted", "failed", "dropped", "rolled_back")
    return {**dict.fromkeys(names, 0), **counts}


def entry_at(document: Document, path: str) -> Any:
    kind, _bracket, index = path.rstrip("]").partition("[")
    return document[kind][int(index)]


def assert_settled(instance: Instance, document: Document, **options: Any) -> None:
    """Applying the document changes nothing and writes nothing."""
    result = instance.apply(document, **options)
    differing = [item for item in result["results"] if item["action"] != "none"]
    if differing:
        pytest.fail("\n".join(f"{item['changed']} of {entry_at(document, item['path'])}" for item in differing))
    assert result["writes"] == []
    assert not result["changed"]
