# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an instance may hold at most of the kinds of API integration. What is not limited is not told."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.family import Family
from ..frame.paging import page
from ..identity.authentication import project_user
from .apic_common import INSTANCE, LIMITS, PAGE, ApicDialect, ApicSwitches

family = Family("apic", ApicDialect("APIG.2012"), auth=project_user, prefix=INSTANCE)
families = (family,)


@family.get("/project/configs", "ListProjectCofigsV2", query=PAGE)
def list_limits(call: Call) -> dict[str, Any]:
    """The vendor's spelling. Values are texts."""
    names = sorted(LIMITS) if call.world.switches[ApicSwitches].apic_quotas else []
    return page(call, names, "configs", _body)


def _body(name: str) -> dict[str, Any]:
    return {
        "config_id": f"{sorted(LIMITS).index(name):032x}",
        "config_name": name,
        "config_value": str(LIMITS[name]),
        "config_time": "2020-07-31T06:55:55Z",
        "remark": "",
        "used": 0,
    }
