# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short ways to call the vendor's client by the name of an operation, and to expect its refusals."""

from __future__ import annotations

import re
from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException

from tests.emulator.identity import tenant


def ask(client: roma.RomaClient, operation: str, **parameters: Any) -> Any:
    """`ask(sdk, "ShowDetailsOfApiGroupV2", group_id=id)`, in the main instance unless told otherwise."""
    request = getattr(roma, operation + "Request")(**{"instance_id": tenant.MAIN_INSTANCE.id, **parameters})
    return getattr(client, re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower())(request)


def refused(status: int, code: str, message: str = "") -> Any:
    """The operation below fails with this status and code, and a message that holds these words."""
    pattern = rf"(?s)status_code:{status}\b.*error_code:{re.escape(code)}\b.*error_msg:.*{re.escape(message)}"
    return pytest.raises(ServiceResponseException, match=pattern)
