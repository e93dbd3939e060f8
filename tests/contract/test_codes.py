# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words for codes: each value of an option becomes the code to which the vendor's own texts give that meaning.

The limits of a member would agree all the same if two words were swapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import RESOURCES
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field

from tests.contract.limits import catalogued
from tests.contract.limits.documented import texts_of

Meanings = dict[Any, str]

IN_USE: Meanings = {True: "启用", False: "停用|禁用"}
NEEDED: Meanings = {True: "必填", False: "非必填"}
YES: Meanings = {True: "是", False: "否"}
#: Option -> its values, and how the vendor's text for their codes begins; nothing where only its newer pages know it.
MEANINGS: dict[str, Meanings] = {
    "vpc_channels.balance_strategy": {
        "round_robin": "加权轮询",
        "least_connections": "加权最少连接",
        "source_hash": "源地址哈希",
        "uri_hash": "URI哈希",
    },
    "vpc_channels.members.enabled": {True: "可用", False: "不可用"},
    "apis.type": {"public": "公有", "private": "私有"},
    "apis.req_params.required": YES,
    "apis.req_params.valid_enable": {True: "开启", False: "不开启"},
    "apis.req_params.pass_through": YES,
    "throttling_policies.type": {"exclusive": "基础", "shared": "共享"},
    "tasks.type": {"realtime": "实时", "timing": "定时"},
    "product_templates.enabled": IN_USE,
    "products.product_type": {"normal": "普通", "gateway": "网关"},
    "products.protocol_type": {"mqtt": "mqtt", "coap": "", "modbus": "modbus", "opcua": "opcua", "extension": ""},
    "products.data_format": {"json": "JSON", "custom": "USER_DEFINED"},
    "products.topics.permission": {"publish": "发布", "subscribe": "订阅"},
    "product_services.enabled": IN_USE,
    "product_services.properties.required": NEEDED,
    "product_services.commands.request_properties.required": NEEDED,
    "product_services.commands.response_properties.required": NEEDED,
}
#: ``0-...``, ``1\uff1a...``, ``REALTIME (...)``
_CODE = re.compile(r"(?<!\w)(\d|[A-Z]{4,})(?:[-\uff1a]| \()(\w+)")


def _coded(fields: Iterable[Field], path: str) -> Iterator[tuple[str, Field]]:
    for f in fields:
        here = f"{path}.{f.name}"
        if f.codes:
            yield here, f
        yield from _coded(f.fields, here)


CODED = {path: f for resource in RESOURCES for path, f in _coded(resource.fields, resource.kind)}
REQUESTS: dict[str, list[tuple[str, str]]] = {}
for _option in catalogued.options():
    REQUESTS.setdefault(_option.path, []).append((_option.operation, _option.place))


def test_every_word_has_a_meaning() -> None:
    assert {path: {word for word, _code in f.codes} for path, f in CODED.items()} == {
        path: set(meanings) for path, meanings in MEANINGS.items()
    }


@pytest.mark.parametrize("path", MEANINGS)
def test_words_stand_for_the_codes_that_mean_it(path: str) -> None:
    found = [text for operation, place in REQUESTS[path] if (text := texts_of(operation).get(place))]
    assert found
    for text in found:
        told = dict(_CODE.findall(text))
        known = {str(code): MEANINGS[path][word] for word, code in CODED[path].codes if MEANINGS[path][word]}
        assert told.keys() == known.keys()
        for code, meaning in known.items():
            assert re.match(meaning, told[code]), f"{code} is {told[code]}"
