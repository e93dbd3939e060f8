# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which version of an API is at work in which environment."""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from ..frame.world import Store, World
from .apic_apis import Api, ApiDependents, Definition

MOST_VERSIONS = 10


@dataclass
class Version:
    """A definition as it was published; `effective` when it is the one at work in its environment."""

    id: str
    api_id: str
    env_id: str
    remark: str
    published: float
    definition: Definition
    effective: bool


@dataclass
class Publication:
    """An API that is online in an environment; its id stays the same until the API is taken offline."""

    id: str
    api_id: str
    env_id: str
    version: Version
    published: float


class _Shelf:
    """The publications of one instance; those of an API are in order of time, as are its versions."""

    def __init__(self) -> None:
        self.by_id: dict[str, Publication] = {}
        self.by_api: defaultdict[str, dict[str, Publication]] = defaultdict(dict)
        self.by_env: defaultdict[str, dict[str, Publication]] = defaultdict(dict)
        self.versions: dict[str, Version] = {}
        self.versions_of: defaultdict[str, dict[str, Version]] = defaultdict(dict)


class PublicationStore(Store, ApiDependents):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, _Shelf] = defaultdict(_Shelf)

    def get(self, instance_id: str, publish_id: str) -> Publication | None:
        return self._shelves[instance_id].by_id.get(publish_id)

    def find(self, instance_id: str, api_id: str, env_id: str) -> Publication | None:
        return self._shelves[instance_id].by_api[api_id].get(env_id)

    def all(self, instance_id: str) -> Collection[Publication]:
        """In the order in which the APIs came online."""
        return self._shelves[instance_id].by_id.values()

    def of_api(self, instance_id: str, api_id: str) -> list[Publication]:
        """The newest first."""
        return list(reversed(self._shelves[instance_id].by_api[api_id].values()))

    def of_environment(self, instance_id: str, env_id: str) -> Collection[Publication]:
        return self._shelves[instance_id].by_env[env_id].values()

    def version(self, instance_id: str, version_id: str) -> Version | None:
        return self._shelves[instance_id].versions.get(version_id)

    def versions_of(self, instance_id: str, api_id: str) -> Collection[Version]:
        """The oldest first, also those of environments that the API is offline in."""
        return self._shelves[instance_id].versions_of[api_id].values()

    def publish(self, instance_id: str, api: Api, env_id: str, remark: str) -> Publication:
        """A new version of the API as it was edited last; even if nothing has changed."""
        return self._publish(instance_id, api.id, env_id, remark, api.definition)

    def publish_again(self, instance_id: str, publication: Publication) -> None:
        """A new version of what is at work, because its surroundings have changed."""
        live = publication.version
        self._publish(instance_id, live.api_id, live.env_id, live.remark, live.definition)

    def _publish(self, instance_id: str, api_id: str, env_id: str, remark: str, definition: Definition) -> Publication:
        shelf = self._shelves[instance_id]
        version = Version(uuid.uuid4().hex, api_id, env_id, remark, time.time(), definition, False)
        shelf.versions[version.id] = shelf.versions_of[api_id][version.id] = version
        kept = [item for item in shelf.versions_of[api_id].values() if item.env_id == env_id]
        for old in kept[:-MOST_VERSIONS]:
            del shelf.versions[old.id], shelf.versions_of[api_id][old.id]
        return self.switch(instance_id, version)

    def switch(self, instance_id: str, version: Version) -> Publication:
        """Put the version to work in its environment."""
        shelf = self._shelves[instance_id]
        publication = shelf.by_api[version.api_id].pop(version.env_id, None)
        if publication is None:
            publication = Publication(uuid.uuid4().hex, version.api_id, version.env_id, version, 0.0)
        publication.version.effective = False
        version.effective = True
        publication.version, publication.published = version, time.time()
        shelf.by_api[version.api_id][version.env_id] = shelf.by_env[version.env_id][version.api_id] = publication
        shelf.by_id[publication.id] = publication
        return publication

    def take_offline(self, instance_id: str, publication: Publication) -> None:
        """Its versions stay."""
        shelf = self._shelves[instance_id]
        publication.version.effective = False
        del shelf.by_id[publication.id], shelf.by_api[publication.api_id][publication.env_id]
        del shelf.by_env[publication.env_id][publication.api_id]
        for store in self.world.stores_of(ApiDependents):
            store.taken_offline(instance_id, publication.api_id, publication.env_id)

    def forget_api(self, instance_id: str, api_id: str) -> None:
        for publication in self.of_api(instance_id, api_id):
            self.take_offline(instance_id, publication)
        shelf = self._shelves[instance_id]
        for version_id in shelf.versions_of.pop(api_id, ()):
            del shelf.versions[version_id]
        shelf.by_api.pop(api_id, None)

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"api_publications": sum(len(self._shelves[instance_id].by_id) for instance_id in instance_ids)}
