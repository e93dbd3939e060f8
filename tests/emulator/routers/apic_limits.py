# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an instance may hold at most of the kinds of API integration, as far as it is limited, and its features."""

from __future__ import annotations

import uuid
from typing import Any

from ..frame.call import Call
from ..frame.family import Family
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apic_bindings import PolicySwitches
from ..state.iam import IamStore
from .apic_common import INSTANCE, LIMITS, PAGE, ApicDialect, ApicSwitches

family = Family("apic", ApicDialect("APIG.2012"), auth=project_user, prefix=INSTANCE)
families = (family,)

NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
FEATURES = {
    "app_acl": "on",
    "app_token": "off",
    "backend_timeout": '{"max_timeout":60000}',
    "cors": "on",
    "ratelimit": '{"api_limits":200}',
    "vpc_name_modifiable": "on",
}


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


@family.get("/features", "ListFeaturesV2", query=PAGE)
def list_features(call: Call) -> dict[str, Any]:
    """`offset` has no effect. Configurations are texts, some of them JSON."""
    rows = [
        {"id": uuid.uuid5(NAMESPACE, name).hex, "name": name, "enable": config != "off", "config": config,
         "instance_id": call.instance_id, "update_time": "2020-07-31T06:55:55Z"}
        for name, config in sorted(features_of(call).items())
    ]  # fmt: skip
    shown = rows[: call.query["limit"]]
    return {"total": len(rows), "size": len(shown), "features": shown}


def features_of(call: Call) -> dict[str, str]:
    instance = next(item for item in call.world[IamStore].tenant.instances if item.id == call.instance_id)
    public_key = "on" if call.world.switches[PolicySwitches].public_key_signatures else "off"
    return {**FEATURES, "public_key": public_key, **instance.features}
