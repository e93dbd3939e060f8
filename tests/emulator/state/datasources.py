# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data sources of data integration."""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..frame.world import Store, World
from .apps import App
from .contents import AppContents, Restore
from .datasource_content import Content, with_stored_connection, without_connection
from .seeding import app_for_seeds

DOCUMENT = "fdi/datasources.json"
RECENT = 10


@dataclass
class FdiSwitches:
    datasource_text_key: Literal["both", "description", "remark"] = "both"
    """How answers call the description of a data source."""
    duplicate_datasource_names: bool = False
    """Several data sources of an instance may have the same name."""
    datasource_needs: bool = True
    """Members of `content` that the texts ask for must be there; the schema itself requires none."""
    unreachable_marker: str = "unreachable.invalid"
    """A data source whose address holds this text cannot be connected to."""
    datasource_keeps_additions: bool = False
    """What answers for KAFKA hold beside the members of the schema is stored with a data source that was made with it
    (by the console), and lost with a replacement that leaves it out; otherwise the server adds it to each answer."""
    fdi_quotas: bool = False
    """No more than 500 data sources an instance."""


@dataclass
class Datasource:
    id: str
    name: str
    type: str
    app_id: str
    content: Content
    description: str
    created: float
    updated: float


class _Shelf:
    """The data sources of one instance in order of creation; `used` has those used last at its end."""

    def __init__(self) -> None:
        self.sources: dict[str, Datasource] = {}
        self.by_name: defaultdict[str, dict[str, Datasource]] = defaultdict(dict)
        self.used: dict[str, None] = {}


class DatasourceStore(Store, AppContents):
    restore_rank = 10

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, _Shelf] = defaultdict(_Shelf)

    def all(self, instance_id: str) -> Collection[Datasource]:
        """In order of creation."""
        return self._shelves[instance_id].sources.values()

    def get(self, instance_id: str, datasource_id: str) -> Datasource | None:
        return self._shelves[instance_id].sources.get(datasource_id)

    def named(self, instance_id: str, name: str) -> Collection[Datasource]:
        return self._shelves[instance_id].by_name.get(name, {}).values()

    def recent(self, instance_id: str) -> list[str]:
        """Ids of the data sources used last, the last one first."""
        return list(self._shelves[instance_id].used)[: -RECENT - 1 : -1]

    def use(self, instance_id: str, datasource: Datasource) -> None:
        used = self._shelves[instance_id].used
        used.pop(datasource.id, None)
        used[datasource.id] = None

    def create(
        self, instance_id: str, *, name: str, type: str, app_id: str, content: Content, description: str
    ) -> Datasource:
        now, shelf = time.time(), self._shelves[instance_id]
        datasource = Datasource(uuid.uuid4().hex, name, type, app_id, content, description, now, now)
        shelf.sources[datasource.id] = shelf.by_name[name][datasource.id] = datasource
        self.use(instance_id, datasource)
        return datasource

    def update(
        self, instance_id: str, datasource: Datasource, *, name: str, app_id: str, content: Content, description: str
    ) -> None:
        by_name = self._shelves[instance_id].by_name
        del by_name[datasource.name][datasource.id]
        by_name[name][datasource.id] = datasource
        datasource.name, datasource.app_id = name, app_id
        datasource.content, datasource.description = content, description
        datasource.updated = time.time()
        self.use(instance_id, datasource)

    def delete(self, instance_id: str, datasource: Datasource) -> None:
        shelf = self._shelves[instance_id]
        del shelf.sources[datasource.id], shelf.by_name[datasource.name][datasource.id]
        del shelf.used[datasource.id]

    def _of_app(self, instance_id: str, app_id: str) -> list[Datasource]:
        return [item for item in self.all(instance_id) if item.app_id == app_id]

    def holdings(self, instance_id: str, app_id: str) -> int:
        return len(self._of_app(instance_id, app_id))

    def export_app(self, instance_id: str, app_id: str) -> Mapping[str, Any]:
        rows = [
            {
                "id": item.id,
                "name": item.name,
                "type": item.type,
                "description": item.description,
                "content": without_connection(item.content),
            }
            for item in self._of_app(instance_id, app_id)
        ]
        return {DOCUMENT: rows} if rows else {}

    def restore_app(self, restore: Restore, app: App, documents: Mapping[str, Any]) -> None:
        """Merging, a data source of the same name is left alone unless it is to be overwritten."""
        for row in documents.get(DOCUMENT, ()):
            mine = [item for item in self.named(restore.instance_id, row["name"]) if item.app_id == app.id]
            if restore.merge and mine:
                restore.ids[row["id"]] = mine[0].id
                if restore.datasource_overwrite and mine[0].type == row["type"]:
                    content = with_stored_connection(row["content"], mine[0].content)
                    self._put(restore.instance_id, mine[0], row, content)
            elif self.is_free(restore.instance_id, row["name"]):
                made = self.create(
                    restore.instance_id,
                    name=row["name"],
                    type=row["type"],
                    app_id=app.id,
                    content=dict(row["content"]),
                    description=row["description"],
                )
                restore.ids[row["id"]] = made.id
            else:
                restore.fail("application", app.name, f"The data source {row['name']} already exists")

    def _put(self, instance_id: str, datasource: Datasource, row: Mapping[str, Any], content: Content) -> None:
        self.update(
            instance_id,
            datasource,
            name=datasource.name,
            app_id=datasource.app_id,
            content=content,
            description=row["description"],
        )

    def is_free(self, instance_id: str, name: str, but: Datasource | None = None) -> bool:
        """Whether a data source (other than `but`) may be called so."""
        if self.world.switches[FdiSwitches].duplicate_datasource_names:
            return True
        return all(item is but for item in self.named(instance_id, name))

    def remove_app(self, instance_id: str, app_id: str) -> None:
        for datasource in self._of_app(instance_id, app_id):
            self.delete(instance_id, datasource)

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"datasources": sum(len(self.all(instance_id)) for instance_id in instance_ids)}

    def seeders(self) -> Mapping[str, Callable[[str, int], None]]:
        return {"datasources": self._seed}

    def _seed(self, instance_id: str, count: int) -> None:
        app = app_for_seeds(self.world, instance_id)
        start = len(self.all(instance_id))
        for number in range(start, start + count):
            content = {"mode": "default", "host": f"db-{number}.internal", "port": "3306", "database_name": "orders"}
            self.create(
                instance_id,
                name=f"seeded-{number:06d}",
                type="MYSQL",
                app_id=app.id,
                content={**content, "user_name": "seed", "password": f"seed-{number}"},
                description="made by the seeder",
            )
