# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request may say about an API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..frame.codec import loads
from ..frame.errors import Problem
from ..frame.fields import Bool, Field, Int, ListOf, Members, Problems, Text, members
from .apic_common import ANY_ID, NAME

METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "ANY")
STATUS_CODES = (*range(200, 207), *range(300, 308), *range(400, 418), 450, 451, *range(500, 506))
PARAMETER = r"[a-zA-Z][a-zA-Z0-9._-]{0,31}"
POLICY_NAME = r"[a-zA-Z\u4e00-\u9fa5][a-zA-Z0-9_\u4e00-\u9fa5]{2,63}"
TAG = r"[a-zA-Z\u4e00-\u9fa5][a-zA-Z0-9\u4e00-\u9fa5\-*#%.:_]{0,127}"
PATH = r"/[\w*%\-.{}/~+@:!$&'(),;=]*"
BACKEND_PATH = r"/[\w*%\-.{}/~+@:!$&'(),;=#]*"

REF = Text(max=64, pattern=ANY_ID)
NOTE = Text(max=255)
SAMPLE = Text(max=20480)
YES_NO = Int(choices=(1, 2))


def need(field: type[Field], **options: object) -> Field:
    return field(required=True, **options)


# not members(): `required` is a member here
@dataclass(frozen=True, kw_only=True)
class Headers(Field):
    """A list of headers, written as a text; an empty text is none."""

    rows: ListOf

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        if value == "":
            return value
        try:
            self.rows.check(loads(value.encode()), name, problems, where)
        except (AttributeError, ValueError):
            problems.append(Problem(where, name, "no JSON in a text", value))
        return value


HEADER = members(
    key=need(Text, min=1, max=64, pattern=r"[A-Za-z0-9][A-Za-z0-9-]*"),
    value=need(Text, min=1, max=10240),
    remark=Text(max=2048),
)
REQ_PARAM = Members(
    members={
        "name": need(Text, pattern=PARAMETER),
        "type": need(Text, choices=("STRING", "NUMBER")),
        "location": need(Text, choices=("PATH", "QUERY", "HEADER")),
        "default_value": NOTE,
        "sample_value": NOTE,
        "required": YES_NO,
        "valid_enable": YES_NO,
        "remark": NOTE,
        "enumerations": Text(),
        "min_num": Int(),
        "max_num": Int(),
        "min_size": Int(),
        "max_size": Int(),
        "regular": Text(),
        "json_schema": Text(),
        "pass_through": YES_NO,
        "orchestrations": ListOf(item=Text()),
    }
)
BACKEND_PARAM = members(
    name=need(Text, pattern=PARAMETER),
    location=need(Text, choices=("PATH", "QUERY", "HEADER")),
    origin=need(Text, choices=("REQUEST", "CONSTANT", "SYSTEM")),
    value=need(Text, max=255),
    remark=NOTE,
)
BACKEND_PARAMS = ListOf(item=BACKEND_PARAM)
CHANNEL = members(
    vpc_channel_id=need(Text, max=64),
    vpc_channel_proxy_host=NOTE,
    vpc_channel_port=Int(min=0, max=65535),
    cascade_flag=Bool(),
    ecs_id=NOTE,
    ecs_name=NOTE,
)
HTTP: dict[str, Field] = {
    "url_domain": NOTE,
    "req_protocol": need(Text, choices=("HTTP", "HTTPS")),
    "req_method": need(Text, choices=METHODS),
    "req_uri": need(Text, max=512, pattern=BACKEND_PATH),
    "enable_client_ssl": Bool(),
    "retry_count": Text(pattern=r"-1|\d|10"),
    "vpc_channel_status": YES_NO,
    "vpc_channel_info": CHANNEL,
    "authorizer_id": REF,
}
TIMEOUT = {"min": 1, "max": 60000}
FUNCTION: dict[str, Field] = {
    "function_urn": need(Text, min=1),
    "invocation_type": need(Text, choices=("sync", "async")),
    "timeout": need(Int, **TIMEOUT),
    "network_type": Text(choices=("V1", "V2")),
    "version": Text(max=64),
    "alias_urn": Text(),
    "authorizer_id": REF,
}
MOCK: dict[str, Field] = {
    "result_content": Text(),
    "status_code": Int(choices=STATUS_CODES),
    "header": Headers(rows=ListOf(item=HEADER)),
    "authorizer_id": REF,
}
CONDITION = members(
    condition_origin=need(Text, choices=("param", "source", "system", "cookie")),
    condition_type=Text(choices=("exact", "enum", "pattern")),
    condition_value=need(Text),
    req_param_name=Text(max=32),
    sys_param_name=Text(choices=("req_path", "req_method")),
    cookie_param_name=Text(),
)
POLICY: dict[str, Field] = {
    "name": need(Text, pattern=POLICY_NAME),
    "effect_mode": need(Text, choices=("ALL", "ANY")),
    "conditions": need(ListOf, item=CONDITION, min=1),
    "backend_params": BACKEND_PARAMS,
}


def _policies(backend: dict[str, Field]) -> Field:
    return ListOf(item=Members(members={**POLICY, **backend}), max=5)


API = members(
    name=need(Text, pattern=NAME),
    type=need(Int, choices=(1, 2)),
    version=Text(max=16),
    req_protocol=need(Text, choices=("HTTP", "HTTPS", "BOTH")),
    req_method=need(Text, choices=METHODS),
    req_uri=need(Text, max=512, pattern=PATH),
    auth_type=need(Text, choices=("NONE", "APP", "IAM", "AUTHORIZER")),
    auth_opt=members(app_code_auth_type=Text(choices=("DISABLE", "HEADER"))),
    authorizer_id=REF,
    cors=Bool(),
    match_mode=Text(choices=("NORMAL", "SWA")),
    backend_type=need(Text, choices=("HTTP", "FUNCTION", "MOCK")),
    remark=Text(max=1000, pattern=r"[^<>]*"),
    group_id=need(Text, min=1, max=65, pattern=ANY_ID),
    body_remark=SAMPLE,
    result_normal_sample=SAMPLE,
    result_failure_sample=SAMPLE,
    tags=ListOf(item=Text(pattern=TAG), max=10),
    tag=NOTE,
    response_id=REF,
    roma_app_id=REF,
    domain_name=NOTE,
    content_type=Text(choices=("application/json", "application/xml", "multipart/form-data", "text/plain")),
    req_params=ListOf(item=REQ_PARAM),
    backend_params=BACKEND_PARAMS,
    backend_api=Members(
        members={**HTTP, "timeout": need(Int, **TIMEOUT), "version": Text(max=16), "remark": NOTE},
    ),
    func_info=Members(members={**FUNCTION, "remark": NOTE}),
    mock_info=Members(members={**MOCK, "version": Text(max=64), "remark": NOTE}),
    policy_https=_policies({**HTTP, "timeout": Int(**TIMEOUT)}),
    policy_functions=_policies(FUNCTION),
    policy_mocks=_policies(MOCK),
)
