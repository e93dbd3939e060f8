# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Putting the parts together: FastAPI serves the control plane, and the gateway everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

from .control import control_plane
from .frame.catalogue import Catalogue
from .frame.gateway import Gateway
from .frame.world import World
from .routers import all_families


def create_app(switches: Mapping[str, Any] | None = None) -> FastAPI:
    """`switches` are the values that a reset returns to."""
    families = all_families()
    gateway = Gateway(World(families, switches), Catalogue(families))
    app = FastAPI(title="ROMA Connect emulator", docs_url="/_emulator/docs", openapi_url="/_emulator/openapi.json")

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    app.include_router(control_plane(gateway))
    app.mount("/", gateway)
    return app
