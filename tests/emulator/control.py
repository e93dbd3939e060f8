# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control plane: what tests ask of the emulator itself, never of the services. No authentication."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request

from .frame.faults import Fault
from .frame.gateway import Gateway
from .frame.world import Store
from .identity.tenant import MAIN_INSTANCE
from .state.iam import IamStore


def control_plane(gateway: Gateway) -> APIRouter:
    """Routes below `/_emulator`."""
    router, world = APIRouter(prefix="/_emulator"), gateway.world

    def instance_ids(only: str | None) -> list[str]:
        return [item.id for item in world[IamStore].tenant.instances if only in (None, item.id)]

    @router.get("/requests")
    async def requests() -> list[dict[str, Any]]:
        return gateway.log.entries()

    @router.delete("/requests", status_code=204)
    async def clear_requests() -> None:
        gateway.log.clear()

    @router.post("/faults", status_code=201)
    async def add_fault(request: Request) -> dict[str, str]:
        try:
            gateway.faults.add(Fault.from_json(await request.json()))
        except ValueError as error:
            raise HTTPException(400, str(error)) from None
        return {"status": "armed"}

    @router.delete("/faults", status_code=204)
    async def clear_faults() -> None:
        gateway.faults.clear()

    @router.post("/reset", status_code=204)
    async def reset() -> None:
        gateway.reset()

    @router.get("/switches")
    async def switches() -> dict[str, Any]:
        return world.switches.as_dict()

    @router.post("/switches")
    async def set_switches(request: Request) -> dict[str, Any]:
        try:
            world.switches.set(await request.json())
        except (ValueError, AttributeError) as error:
            raise HTTPException(400, str(error)) from None
        return world.switches.as_dict()

    @router.get("/state")
    async def state(instance_id: str | None = None) -> dict[str, int]:
        counts: dict[str, int] = {}
        for store in world.stores_of(Store):
            counts.update(store.counts(instance_ids(instance_id)))
        return counts

    @router.post("/seed", status_code=201)
    async def seed(request: Request) -> dict[str, Any]:
        wish = await request.json()
        kind, count = wish.get("kind"), int(wish.get("count", 1))
        seeders = {name: seeder for store in world.stores_of(Store) for name, seeder in store.seeders().items()}
        if kind not in seeders:
            raise HTTPException(400, f"kind is one of {', '.join(sorted(seeders))}")
        seeders[kind](wish.get("instance_id", MAIN_INSTANCE.id), count)
        return {"kind": kind, "count": count}

    @router.post("/instances", status_code=201)
    async def add_instances(request: Request) -> list[str]:
        try:
            return world[IamStore].add_instances(await request.json())
        except TypeError as error:
            raise HTTPException(400, str(error)) from None

    @router.post("/tokens/expire")
    async def expire_tokens() -> dict[str, int]:
        return {"expired": world[IamStore].expire_tokens()}

    @router.get("/routes")
    async def routes() -> list[dict[str, Any]]:
        """Every operation, and how often it worked since the start; a reset does not clear the count."""
        return [
            {
                "family": item.family.name,
                "operation": item.name,
                "method": item.method,
                "path": item.path,
                "successes": item.successes,
            }
            for item in gateway.catalogue.operations
        ]

    return router
