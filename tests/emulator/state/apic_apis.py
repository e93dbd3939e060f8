# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""APIs, as they were edited last."""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..frame.world import Store, World

Definition = Mapping[str, Any]
Route = tuple[str, str, str, str]


@dataclass
class Api:
    """`definition` is never changed in place, so that versions may share it; `put` as with groups."""

    id: str
    definition: Definition
    created: float
    updated: float
    put: bool = False

    @property
    def name(self) -> str:
        return self.definition["name"]

    @property
    def group_id(self) -> str:
        return self.definition["group_id"]

    @property
    def app_id(self) -> str:
        return self.definition["roma_app_id"]


class ApiDependents:
    """Inherit this in a store that keeps things for APIs: publications, authorisations, bindings of policies."""

    def forget_api(self, instance_id: str, api_id: str) -> None:
        """The API has been deleted."""
        raise NotImplementedError

    def taken_offline(self, instance_id: str, api_id: str, env_id: str) -> None:
        """The API is not published in the environment any more; most things are kept all the same."""


class _Shelf:
    """The APIs of one instance in order of creation; in a group, names and routes are unique."""

    def __init__(self) -> None:
        self.apis: dict[str, Api] = {}
        self.by_group: defaultdict[str, dict[str, Api]] = defaultdict(dict)
        self.by_name: dict[tuple[str, str], Api] = {}
        self.by_route: dict[Route, Api] = {}


class ApiStore(Store):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, _Shelf] = defaultdict(_Shelf)

    def all(self, instance_id: str) -> Collection[Api]:
        """In order of creation."""
        return self._shelves[instance_id].apis.values()

    def get(self, instance_id: str, api_id: str) -> Api | None:
        return self._shelves[instance_id].apis.get(api_id)

    def of_group(self, instance_id: str, group_id: str) -> Collection[Api]:
        return self._shelves[instance_id].by_group[group_id].values()

    def named(self, instance_id: str, group_id: str, name: str) -> Api | None:
        return self._shelves[instance_id].by_name.get((group_id, name))

    def on_route(self, instance_id: str, route: Route) -> Api | None:
        """The API with the same group, method, path and way of matching."""
        return self._shelves[instance_id].by_route.get(route)

    def create(self, instance_id: str, definition: Definition) -> Api:
        """The caller has made sure that name and route are free."""
        now = time.time()
        api = Api(uuid.uuid4().hex, definition, now, now)
        self._place(instance_id, api)
        return api

    def update(self, instance_id: str, api: Api, definition: Definition) -> None:
        """The caller has made sure that name and route are free."""
        shelf = self._shelves[instance_id]
        moves = api.group_id != definition["group_id"]
        del shelf.by_name[api.group_id, api.name], shelf.by_route[route_of(api.definition)]
        if moves:
            del shelf.by_group[api.group_id][api.id]
        api.definition, api.updated, api.put = definition, time.time(), True
        self._place(instance_id, api)

    def _place(self, instance_id: str, api: Api) -> None:
        shelf = self._shelves[instance_id]
        shelf.apis[api.id] = shelf.by_group[api.group_id][api.id] = api
        shelf.by_name[api.group_id, api.name] = shelf.by_route[route_of(api.definition)] = api

    def delete(self, instance_id: str, api: Api) -> None:
        """All that was kept for the API goes with it."""
        shelf = self._shelves[instance_id]
        del shelf.apis[api.id], shelf.by_group[api.group_id][api.id]
        del shelf.by_name[api.group_id, api.name], shelf.by_route[route_of(api.definition)]
        for store in self.world.stores_of(ApiDependents):
            store.forget_api(instance_id, api.id)

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"apis": sum(len(self.all(instance_id)) for instance_id in instance_ids)}


def route_of(definition: Definition) -> Route:
    return definition["group_id"], definition["req_method"], definition["req_uri"], definition["match_mode"]


def backends(definition: Definition) -> list[Mapping[str, Any]]:
    """The HTTP backends of an API: its own and those of its policies."""
    own = definition["backend_api"]
    return [*([own] if own else ()), *definition["policy_https"]]


def uses_variable(definition: Definition, name: str) -> bool:
    """Whether `#name#` is in the address of a backend; with an empty name, whether any variable is."""
    mark = f"#{name}#" if name else "#"
    return any(mark in backend["url_domain"] or mark in backend["req_uri"] for backend in backends(definition))


def uses_channel(definition: Definition, channel_id: str) -> bool:
    return any(backend["vpc_channel_info"]["vpc_channel_id"] == channel_id for backend in backends(definition))


def uses_authorizer(definition: Definition, authorizer_id: str) -> bool:
    """In front of the API, or behind it."""
    parts = [definition, definition["backend_api"], definition["func_info"], definition["mock_info"]]
    for kind in ("policy_https", "policy_functions", "policy_mocks"):
        parts.extend(definition[kind])
    return any(part and part["authorizer_id"] == authorizer_id for part in parts)
