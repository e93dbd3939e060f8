# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Oracle Commerce: a short-lived access token for an application key, and its renewal."""

from __future__ import annotations

from ..frame.bodies import FormBody
from ..frame.call import Call
from ..frame.family import Family
from ..frame.fields import Text, members
from ..state.occ_exports import OccStore, OccSwitches
from ..state.occ_records import RecordStore
from .occ_common import PREFIX, OccDialect, access_token, application_key

family = Family(
    "occ", OccDialect(), auth=access_token, prefix=PREFIX, stores=(RecordStore, OccStore), switches=OccSwitches
)
families = (family,)


@family.post(
    "/login",
    "login",
    auth=application_key,
    mutating=False,
    body=FormBody(members(grant_type=Text(choices=("client_credentials",), required=True))),
)
def login(call: Call) -> dict[str, str]:
    return _token(call)


@family.post("/refresh", "refresh", mutating=False)
def refresh(call: Call) -> dict[str, str]:
    """refresh starts the clock anew with another token; what has expired cannot be refreshed."""
    return _token(call)


def _token(call: Call) -> dict[str, str]:
    """The lifetime is not told."""
    return {"access_token": call.world[OccStore].issue_token(), "token_type": "bearer"}
