# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outside judge: the vendor's own client reads what an instance holds, in the service's words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_response import SdkResponse
from huaweicloudsdkroma import v2

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

Wire = dict[str, Any]


def as_told(answer: SdkResponse) -> Wire:
    """What the service said: the models of the vendor's client drop members that are newer than they are."""
    return json.loads(answer.raw_content)


class Judge:
    """Signs as the operator. `judge("apps")` gives all objects of a kind, by their names."""

    def __init__(self, emulator: EmulatorProcess, instance_id: str = tenant.MAIN_INSTANCE.id) -> None:
        self.emulator = emulator
        user = tenant.OPERATOR
        credentials = BasicCredentials(user.access_key, user.secret_key, tenant.PROJECT.id)
        self.client = v2.RomaClient.new_builder().with_credentials(credentials).with_endpoint(emulator.url).build()
        self.instance_id = instance_id
        self._readers: dict[str, Callable[[], dict[str, Wire]]] = {
            "apps": self._apps,
            "app_secrets": self._app_secrets,
            "environments": self._environments,
            "api_groups": self._api_groups,
            "env_variables": self._env_variables,
            "datasources": self._datasources,
            "dictionaries": self._dictionaries,
            "authorizers": lambda: self._by_name(self.all_of("list_custom_authorizers_v2", "authorizer_list")),
            "vpc_channels": lambda: self._in_detail("vpc_channel", "vpc_channels"),
            "apis": lambda: self._in_detail("api", "apis"),
            "app_authorizations": lambda: self._by_name(self.all_of("list_apps_binded_to_api_v2", "auths"), "api_name"),
            "throttling_policies": lambda: self._by_name(self.all_of("list_request_throttling_policy_v2", "throttles")),
            "signature_keys": lambda: self._by_name(self.all_of("list_signature_keys_v2", "signs")),
            "tasks": self._tasks,
            "topics": lambda: self._by_name(self.all_of("list_mqs_instance_topics", "topics")),
            "product_templates": lambda: self._by_name(self.all_of("list_product_templates", "items")),
            "products": lambda: self._by_name(self.all_of("list_products", "items")),
            "product_services": lambda: self._by_name(self.all_of("list_services", "items"), "service_name"),
        }

    def __call__(self, kind: str) -> dict[str, Wire]:
        return self._readers[kind]()

    def members(self, app: str) -> dict[str, list[str]]:
        """Name of a user → roles in an application."""
        request = v2.CheckAuthUsersOfAppRequest(instance_id=self.instance_id, app_id=self._apps()[app]["id"])
        users = as_told(self.client.check_auth_users_of_app(request))["users"]
        return {user["name"]: sorted(user["roles"]) for user in users}

    def variables(self) -> dict[tuple[str, str, str], str]:
        """Environment, group and name of every variable → its value."""
        environments = {item["id"]: item["name"] for item in self.all_of("list_environments_v2", "envs")}
        groups = {item["id"]: item["name"] for item in self.all_of("list_api_groups_v2", "groups")}
        return {
            (environments[item["env_id"]], groups[item["group_id"]], item["variable_name"]): item["variable_value"]
            for item in self._list_variables()
        }

    def policies(self, topic: str) -> dict[str, tuple[str, str]]:
        """Name of an application → what it may do with a topic, and with which tags."""
        rows = self.all_of("show_mqs_instance_topic_access_policy", "policies", topic_name=topic)
        return {row["app_name"]: (row["access_policy"], row["tag"]) for row in rows}

    def schedule(self, task: str) -> Wire:
        """When a task runs, without what the service adds."""
        request = v2.ShowDispatchesRequest(instance_id=self.instance_id, task_id=self._tasks()[task]["task_id"])
        schedule = as_told(self.client.show_dispatches(request))
        made_up = ("dispatch_id", "task_id", "created_date", "last_modified_date")
        return {name: value for name, value in schedule.items() if name not in made_up and value is not None}

    def names(self, kind: str) -> list[str]:
        return sorted(self(kind))

    def all_of(self, operation: str, items: str, **query: Any) -> list[Wire]:
        """All objects of a list operation, whose request class is called like its method."""
        request_class = getattr(v2, "".join(word.capitalize() for word in operation.split("_")) + "Request")
        found: list[Wire] = []
        while True:
            request = request_class(instance_id=self.instance_id, offset=len(found), limit=500, **query)
            answer = as_told(getattr(self.client, operation)(request))
            page = answer.get(items) or []
            found += page
            if not page or len(found) >= answer["total"]:
                return found

    @staticmethod
    def _by_name(objects: list[Wire], member: str = "name") -> dict[str, Wire]:
        """Two objects of one name must not be there unnoticed."""
        named = {item[member]: item for item in objects}
        assert len(named) == len(objects), f"names are not unique: {sorted(item[member] for item in objects)}"
        return named

    def _in_detail(self, kind: str, items: str) -> dict[str, Wire]:
        """Objects of which a list shows only a part."""
        words = "".join(word.capitalize() for word in kind.split("_"))
        request_class, read = getattr(v2, f"ShowDetailsOf{words}V2Request"), f"show_details_of_{kind}_v2"

        def whole(item: Wire) -> Wire:
            request = request_class(instance_id=self.instance_id, **{f"{kind}_id": item["id"]})
            return as_told(getattr(self.client, read)(request))

        listed = self._by_name(self.all_of(f"list_{items}_v2", items))
        return {name: whole(item) for name, item in listed.items()}

    def _apps(self) -> dict[str, Wire]:
        return self._by_name(self.all_of("list_roma_app", "apps"))

    def _app_secrets(self) -> dict[str, Wire]:
        def secret(app_id: str) -> Wire:
            request = v2.CheckRomaAppSecretRequest(instance_id=self.instance_id, app_id=app_id)
            return as_told(self.client.check_roma_app_secret(request))

        return {name: secret(app["id"]) for name, app in self._apps().items()}

    def _environments(self) -> dict[str, Wire]:
        found = self._by_name(self.all_of("list_environments_v2", "envs"))
        return {name: item for name, item in found.items() if name != "RELEASE"}

    def _api_groups(self) -> dict[str, Wire]:
        found = self.all_of("list_api_groups_v2", "groups")
        return self._by_name([group for group in found if group["is_default"] != 1])

    def _env_variables(self) -> dict[str, Wire]:
        return self._by_name(self._list_variables(), "variable_name")

    def _list_variables(self) -> list[Wire]:
        groups = self.all_of("list_api_groups_v2", "groups")
        return [
            variable
            for group in groups
            for variable in self.all_of("list_environment_variables_v2", "variables", group_id=group["id"])
        ]

    def _datasources(self) -> dict[str, Wire]:
        return self._by_name(self.all_of("list_datasources", "entities"), "datasource_name")

    def _tasks(self) -> dict[str, Wire]:
        def task(task_id: str) -> Wire:
            request = v2.ShowTaskRequest(instance_id=self.instance_id, task_id=task_id)
            shown = as_told(self.client.show_task(request))
            return {**shown["task"], "detail": json.loads(shown["task_detail"])}

        return self._by_name([task(row["task_id"]) for row in self.all_of("list_tasks", "entities")], "task_name")

    def _dictionaries(self) -> dict[str, Wire]:
        """Those on all levels that the service did not make itself. Paging parameters are texts there."""
        found: list[Wire] = []
        parents = [""]
        for parent in parents:
            request = v2.ListDictionaryRequest(instance_id=self.instance_id, limit="500", parent_code=parent)
            level = as_told(self.client.list_dictionary(request))["dictionaries"]
            found += level
            parents += [item["code"] for item in level]
        return self._by_name([item for item in found if item["type"] == "user"], "code")
