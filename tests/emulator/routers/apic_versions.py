# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Versions of APIs: one is made by every publication."""

from __future__ import annotations

import time
from typing import Any

from ..frame.call import Call
from ..frame.errors import ServiceError
from ..frame.family import Family
from ..frame.fields import Text, members
from ..frame.paging import page
from ..frame.times import utc_seconds
from ..identity.authentication import project_user
from ..state.apic_groups import GroupStore
from ..state.apic_publications import PublicationStore, Version
from .apic_api_bodies import api_body, environment_name, publication_body
from .apic_apis import existing_api
from .apic_common import INSTANCE, PAGE, ApicDialect, newest_first, text_matches
from .apic_groups import sub_domains

family = Family("apic", ApicDialect(), auth=project_user, prefix=INSTANCE)
families = (family,)

EIGHT_HOURS = 8 * 3600


@family.get(
    "/apis/publish/{api_id}",
    "ListApiVersionsV2",
    query={**PAGE, "env_id": Text(max=65), "env_name": Text(max=64)},
)
def list_versions(call: Call) -> dict[str, Any]:
    api = existing_api(call, call.path["api_id"], "read")
    found = newest_first(
        call.world[PublicationStore].versions_of(call.instance_id, api.id),
        lambda version: (
            call.query["env_id"] in (None, "", version.env_id)
            and text_matches(call, "env_name", environment_name(call, version.env_id))
        ),
    )
    return page(call, found, "api_versions", lambda version: _row(call, version))


def _row(call: Call, version: Version) -> dict[str, Any]:
    """The number of a version is its time as clocks in Beijing show it."""
    return {
        "version_id": version.id,
        "version_no": time.strftime("%Y%m%d%H%M%S", time.gmtime(version.published + EIGHT_HOURS)),
        "api_id": version.api_id,
        "env_id": version.env_id,
        "env_name": environment_name(call, version.env_id),
        "remark": version.remark,
        "publish_time": utc_seconds(version.published),
        "status": 1 if version.effective else 2,
    }


@family.put("/apis/publish/{api_id}", "ChangeApiVersionV2", body=members(version_id=Text(min=1, max=65, required=True)))
def switch_version(call: Call) -> dict[str, Any]:
    """ChangeApiVersionV2 tells the time of the switch as that of the publication."""
    api = existing_api(call, call.path["api_id"], "modify")
    version = _existing_version(call, call.body["version_id"], "modify")
    if version.api_id != api.id:
        raise _no_version(version.id)
    return publication_body(api, call.world[PublicationStore].switch(call.instance_id, version))


@family.get("/apis/versions/{version_id}", "ListApiVersionDetailV2")
def show_version(call: Call) -> dict[str, Any]:
    version = _existing_version(call, call.path["version_id"], "read")
    api = existing_api(call, version.api_id, "read")
    group = call.world[GroupStore].get(call.instance_id, version.definition["group_id"])
    return {
        **api_body(call, api, definition=version.definition),
        **sub_domains(group),
        "version_id": version.id,
        "publish_time": utc_seconds(version.published),
    }


@family.delete("/apis/versions/{version_id}", "DeleteApiByVersionIdV2", status=204)
def take_version_offline(call: Call) -> None:
    """DeleteApiByVersionIdV2 takes the API offline where this version is at work; the version stays."""
    version = _existing_version(call, call.path["version_id"], "modify")
    store = call.world[PublicationStore]
    publication = store.find(call.instance_id, version.api_id, version.env_id)
    if publication is None or not version.effective:
        raise _no_version(version.id)
    store.take_offline(call.instance_id, publication)


def _existing_version(call: Call, version_id: str, role: str) -> Version:
    version = call.world[PublicationStore].version(call.instance_id, version_id)
    if version is None:
        raise _no_version(version_id)
    existing_api(call, version.api_id, role)
    return version


def _no_version(version_id: str) -> ServiceError:
    return ServiceError(404, "APIG.3022", f"The API version does not exist,id:{version_id}")
