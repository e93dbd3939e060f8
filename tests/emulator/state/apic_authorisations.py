# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which applications may call which API in which environment."""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from ..frame.world import Store, World
from .apic_apis import ApiDependents
from .apps import AppDependents


@dataclass
class Authorisation:
    id: str
    api_id: str
    env_id: str
    app_id: str
    granted: float
    tunnel: str = "NORMAL"
    whitelist: tuple[str, ...] = ()
    blacklist: tuple[str, ...] = ()
    visit_params: str = ""


class _Shelf:
    """The authorisations of one instance in order of time; there is one for each API, environment and application."""

    def __init__(self) -> None:
        self.by_id: dict[str, Authorisation] = {}
        self.by_key: dict[tuple[str, str, str], Authorisation] = {}


class AuthorisationStore(Store, ApiDependents, AppDependents):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._shelves: defaultdict[str, _Shelf] = defaultdict(_Shelf)

    def all(self, instance_id: str) -> Collection[Authorisation]:
        """In order of time."""
        return self._shelves[instance_id].by_id.values()

    def get(self, instance_id: str, authorisation_id: str) -> Authorisation | None:
        return self._shelves[instance_id].by_id.get(authorisation_id)

    def find(self, instance_id: str, api_id: str, env_id: str, app_id: str) -> Authorisation | None:
        return self._shelves[instance_id].by_key.get((api_id, env_id, app_id))

    def grant(
        self,
        instance_id: str,
        api_id: str,
        env_id: str,
        app_id: str,
        *,
        tunnel: str,
        whitelist: Collection[str],
        blacklist: Collection[str],
        visit_params: str,
    ) -> Authorisation:
        """The caller has made sure that there is none yet."""
        made = Authorisation(
            uuid.uuid4().hex,
            api_id,
            env_id,
            app_id,
            time.time(),
            tunnel,
            tuple(whitelist),
            tuple(blacklist),
            visit_params,
        )
        shelf = self._shelves[instance_id]
        shelf.by_id[made.id] = shelf.by_key[api_id, env_id, app_id] = made
        return made

    def cancel(self, instance_id: str, authorisation: Authorisation) -> None:
        shelf = self._shelves[instance_id]
        del shelf.by_id[authorisation.id]
        del shelf.by_key[authorisation.api_id, authorisation.env_id, authorisation.app_id]

    def forget_api(self, instance_id: str, api_id: str) -> None:
        self._cancel_all(instance_id, lambda item: item.api_id == api_id)

    def forget_environment(self, instance_id: str, env_id: str) -> None:
        self._cancel_all(instance_id, lambda item: item.env_id == env_id)

    def forget_app(self, instance_id: str, app_id: str) -> None:
        self._cancel_all(instance_id, lambda item: item.app_id == app_id)

    def _cancel_all(self, instance_id: str, meant: Callable[[Authorisation], bool]) -> None:
        for authorisation in [item for item in self.all(instance_id) if meant(item)]:
            self.cancel(instance_id, authorisation)

    def counts(self, instance_ids: Collection[str]) -> dict[str, int]:
        return {"app_authorisations": sum(len(self.all(instance_id)) for instance_id in instance_ids)}
