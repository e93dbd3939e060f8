# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trying out an API. No backend is called: the emulator answers in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..frame.call import Call
from ..frame.errors import Problem, ServiceError
from ..frame.family import Family
from ..frame.fields import Field, ListOf, Problems, Text, members
from ..identity.authentication import project_user
from ..state.apic_apis import uses_variable
from ..state.apic_groups import GroupStore
from .apic_api_fields import METHODS
from .apic_apis import existing_api
from .apic_common import INSTANCE, ApicDialect
from .apic_groups import sub_domains

family = Family("apic", ApicDialect(), auth=project_user, prefix=INSTANCE)
families = (family,)

LONGEST_BODY = 2097152
RESERVED = re.compile("x-apig-|x-sdk-|x-stage$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Lines(Field):
    """Names, each with several texts; some names are the gateway's own."""

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        texts = ListOf(item=Text())
        if not isinstance(value, dict):
            problems.append(Problem(where, name, "type", value))
            return value
        for key, item in value.items():
            if not re.fullmatch(r"[A-Za-z][\w.-]{0,31}", key) or RESERVED.match(key):
                problems.append(Problem(where, f"{name}.{key}", "pattern", key))
            texts.check(item, f"{name}.{key}", problems, where)
        return value


@family.post(
    "/apis/debug/{api_id}",
    "DebugApiV2",
    body=members(
        mode=Text(choices=("DEVELOPER", "CONSUMER", "MARKET"), required=True),
        scheme=Text(choices=("HTTP", "HTTPS"), required=True),
        method=Text(choices=METHODS[:-1], required=True),
        path=Text(max=1024, pattern=r"/.*", required=True),
        header=Lines(),
        query=Lines(),
        body=Text(max=LONGEST_BODY),
        app_key=Text(max=255),
        app_secret=Text(max=255),
        domain=Text(max=255),
        stage=Text(max=64),
    ),
)
def debug_api(call: Call) -> dict[str, Any]:
    """DebugApiV2: APIs whose backend address holds variables cannot be debugged."""
    api, body = existing_api(call, call.path["api_id"], "read"), call.body
    if uses_variable(api.definition, ""):
        raise ServiceError(400, "APIG.2030", "APIs that use environment variables cannot be debugged")
    group = call.world[GroupStore].get(call.instance_id, api.group_id)
    host = body.get("domain") or sub_domains(group)["sl_domain"]
    query = "&".join(f"{name}={text}" for name, texts in body.get("query", {}).items() for text in texts)
    headers = {"Host": [host], **body.get("header", {}), "X-Stage": [body.get("stage", "RELEASE")]}
    lines = [f"{body['method']} {body['path']}{'?' if query else ''}{query} HTTP/1.1"]
    lines += [f"{name}: {text}" for name, texts in headers.items() for text in texts]
    mock = api.definition["mock_info"] or {"status_code": 200, "result_content": ""}
    answer = [f"HTTP/1.1 {mock['status_code']}", f"X-Request-Id: {call.request_id}", "", mock["result_content"]]
    return {
        "request": "\r\n".join([*lines, "", body.get("body", "")]),
        "response": "\r\n".join(answer),
        "latency": 7,
        "log": f"request-id: {call.request_id}",
    }
