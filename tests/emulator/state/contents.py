# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What other families tell about the things they keep below an integration application.

A store that inherits one of these classes takes part in asset packages and in the deletion of applications;
nothing needs to be registered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..identity.caller import Caller
from .apps import App

NOT_FOUND = "ROMA.00000101"


@dataclass
class Restore:
    """One import under way: its options, the ids it has translated so far, and what went wrong."""

    instance_id: str
    caller: Caller
    merge: bool
    datasource_overwrite: bool
    prefix: str
    ids: dict[str, str] = field(default_factory=dict)
    """Id in the package to id in this instance; contributors add their own."""
    failures: list[dict[str, str]] = field(default_factory=list)

    def fail(self, resource_type: str, resource_name: str, message: str, code: str = NOT_FOUND) -> None:
        """Note a failure; `resource_type` is application or task."""
        self.failures.append(failure(resource_type, resource_name, message, code))


def failure(resource_type: str, resource_name: str, message: str, code: str = NOT_FOUND) -> dict[str, str]:
    """An entry of a job's reasons, whose texts have 64 characters at most."""
    return {
        "resource_type": resource_type,
        "resource_name": resource_name[:64],
        "error_code": code,
        "error_msg": message[:64],
    }


class AppContents:
    """Inherit this to keep things below applications. `restore_rank` orders the contributors of an import."""

    restore_rank = 0

    def holdings(self, instance_id: str, app_id: str) -> int:
        """How many objects belong to the application."""
        raise NotImplementedError

    def export_app(self, instance_id: str, app_id: str) -> Mapping[str, Any]:
        """Documents of the package by path below `apps/<app_id>/`, such as `fdi/datasources.json`; no secrets."""
        raise NotImplementedError

    def restore_app(self, restore: Restore, app: App, documents: Mapping[str, Any]) -> None:
        """Create (or, when merging, update) from such documents what belongs to this family; others are ignored."""
        raise NotImplementedError

    def remove_app(self, instance_id: str, app_id: str) -> None:
        """Delete everything that belongs to the application."""
        raise NotImplementedError


class TaskContents:
    """Inherit this to be the keeper of data-integration tasks."""

    def task_app_id(self, instance_id: str, task_id: str) -> str | None:
        """The application of a task; None when there is no such task."""
        raise NotImplementedError

    def export_task(self, instance_id: str, task_id: str) -> Any:
        """The document `tasks/<task_id>.json` of the package."""
        raise NotImplementedError

    def restore_task(self, restore: Restore, document: Any) -> None:
        raise NotImplementedError

    def remove_task(self, instance_id: str, task_id: str) -> None:
        raise NotImplementedError
