# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What API integration keeps below integration applications, and how it travels in asset packages.

A package holds the APIs that are online in RELEASE, as they are at work there, with what they cannot do without:
their groups, authorizers, and load-balance channels. It holds no servers of these channels, no domains, no variables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..frame.world import Store
from .apic_apis import ApiStore, Definition, backends, route_of, uses_authorizer
from .apic_authorizers import AuthorizerStore
from .apic_channels import ChannelStore
from .apic_definition import define
from .apic_environments import RELEASE_ID
from .apic_groups import GroupStore
from .apic_publications import PublicationStore
from .apic_variables import VariableStore
from .apps import App
from .contents import AppContents, Restore
from .seeding import app_for_seeds

DOCUMENT = "apic/apis.json"
SEED = {
    "type": 1,
    "req_protocol": "HTTPS",
    "req_method": "GET",
    "auth_type": "APP",
    "backend_type": "MOCK",
    "mock_info": {"result_content": "made by the seeder"},
}


class ApicAssets(Store, AppContents):
    restore_rank = 20

    def holdings(self, instance_id: str, app_id: str) -> int:
        return len(self.world[GroupStore].of_app(instance_id, app_id)) + len(self._apis(instance_id, app_id))

    def _apis(self, instance_id: str, app_id: str) -> list[Any]:
        return [api for api in self.world[ApiStore].all(instance_id) if api.app_id == app_id]

    def export_app(self, instance_id: str, app_id: str) -> Mapping[str, Any]:
        publications = self.world[PublicationStore]
        online = [publications.find(instance_id, api.id, RELEASE_ID) for api in self._apis(instance_id, app_id)]
        apis = {item.api_id: item.version.definition for item in online if item is not None}
        if not apis:
            return {}
        document = {
            "groups": self._groups(instance_id, apis.values()),
            "channels": self._channels(instance_id, apis.values()),
            "authorizers": self._authorizers(instance_id, apis.values()),
            "apis": [{"id": api_id, **definition, "domain_name": ""} for api_id, definition in apis.items()],
        }
        return {DOCUMENT: document}

    def _groups(self, instance_id: str, apis: Iterable[Definition]) -> list[dict[str, Any]]:
        ids = dict.fromkeys(definition["group_id"] for definition in apis)
        groups = [self.world[GroupStore].get(instance_id, group_id) for group_id in ids]
        return [
            {"id": group.id, "name": group.name, "remark": group.remark, "app_id": group.app_id} for group in groups
        ]

    def _channels(self, instance_id: str, apis: Iterable[Definition]) -> list[dict[str, Any]]:
        used = {item["vpc_channel_info"]["vpc_channel_id"] for definition in apis for item in backends(definition)}
        return [
            {"id": item.id, "values": item.values}
            for item in self.world[ChannelStore].all(instance_id)
            if item.id in used
        ]

    def _authorizers(self, instance_id: str, apis: Iterable[Definition]) -> list[dict[str, Any]]:
        definitions = list(apis)
        return [
            {"id": item.id, "values": item.values}
            for item in self.world[AuthorizerStore].all(instance_id)
            if any(uses_authorizer(definition, item.id) for definition in definitions)
        ]

    def restore_app(self, restore: Restore, app: App, documents: Mapping[str, Any]) -> None:
        """Channels and authorizers of the same name are used as they are. The APIs are online afterwards."""
        document = documents.get(DOCUMENT)
        if document is None:
            return
        for row in document["groups"]:
            self._restore_group(restore, app, row)
        for kind, rows in ((ChannelStore, document["channels"]), (AuthorizerStore, document["authorizers"])):
            store = self.world[kind]
            for row in rows:
                found = store.named(restore.instance_id, row["values"]["name"])
                restore.ids[row["id"]] = (found or store.create(restore.instance_id, row["values"])).id
        for row in document["apis"]:
            self._restore_api(restore, app, row)

    def _restore_group(self, restore: Restore, app: App, row: Mapping[str, Any]) -> None:
        """A group is global, or belongs to the application that is restored."""
        store, app_id = self.world[GroupStore], app.id if row["app_id"] else ""
        found = store.named(restore.instance_id, app_id, row["name"])
        if found is None:
            found = store.create(restore.instance_id, row["name"], row["remark"], app_id)
        restore.ids[row["id"]] = found.id

    def _restore_api(self, restore: Restore, app: App, row: Mapping[str, Any]) -> None:
        store, instance_id = self.world[ApiStore], restore.instance_id
        wanted = {name: value for name, value in _translated(row, restore.ids).items() if name != "id"}
        found = store.named(instance_id, wanted["group_id"], wanted["name"])
        other = store.on_route(instance_id, route_of(wanted))
        if (found is not None and not restore.merge) or other not in (None, found):
            restore.fail("application", app.name, f"The API {row['name']} already exists")
            return
        if found is None:
            found = store.create(instance_id, define(wanted, app.id))
        else:
            store.update(instance_id, found, define(wanted, app.id, found.definition))
        restore.ids[row["id"]] = found.id
        self.world[PublicationStore].publish(instance_id, found, RELEASE_ID, "")

    def remove_app(self, instance_id: str, app_id: str) -> None:
        """APIs first, also those of other applications in the groups of this one."""
        apis, groups = self.world[ApiStore], self.world[GroupStore]
        mine = list(groups.of_app(instance_id, app_id))
        for api in [*self._apis(instance_id, app_id), *(a for g in mine for a in apis.of_group(instance_id, g.id))]:
            if apis.get(instance_id, api.id) is not None:
                apis.delete(instance_id, api)
        for group in mine:
            groups.delete(instance_id, group)

    def seeders(self) -> Mapping[str, Callable[[str, int], None]]:
        return {"env_variables": self._seed_variables, "apis": self._seed_apis}

    def _seed_variables(self, instance_id: str, count: int) -> None:
        """Into the built-in group, for RELEASE."""
        group, store = next(iter(self.world[GroupStore].all(instance_id))), self.world[VariableStore]
        start = len(store.of_group(instance_id, group.id))
        for number in range(start, start + count):
            store.create(instance_id, group.id, RELEASE_ID, f"seeded_{number:06d}", f"value-{number}")

    def _seed_apis(self, instance_id: str, count: int) -> None:
        """In the built-in group, answered by the gateway itself, and online in RELEASE."""
        app, group = app_for_seeds(self.world, instance_id), next(iter(self.world[GroupStore].all(instance_id)))
        store, start = self.world[ApiStore], len(self.world[ApiStore].of_group(instance_id, group.id))
        for number in range(start, start + count):
            body = {**SEED, "name": f"seeded-{number:06d}", "req_uri": f"/seeded/{number}", "group_id": group.id}
            api = store.create(instance_id, define(body, app.id))
            self.world[PublicationStore].publish(instance_id, api, RELEASE_ID, "")


def _translated(value: Any, ids: Mapping[str, str]) -> Any:
    """Ids of groups, channels and authorizers, wherever they are, become those of this instance."""
    if isinstance(value, dict):
        return {name: _translated(item, ids) for name, item in value.items()}
    if isinstance(value, list):
        return [_translated(item, ids) for item in value]
    return ids.get(value, value) if isinstance(value, str) else value
