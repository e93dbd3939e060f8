# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What applications and products hold besides what documents declare (fact source: `ListDevices` and its kin).

Counts are read just before something is deleted. One that cannot be had is left out: the service can still refuse.
"""

from __future__ import annotations

import typing as t

from .._base._errors import ApiError
from .._spec._values import Values

_LINK = "/v2/{project_id}/link/instances/{instance_id}"


def held_by_app(client: t.Any, app: Values) -> t.Iterator[str]:
    query = {"app_id": app["id"]}
    for what, path in (("device", "/devices"), ("rule", "/rules"), ("notification", "/notifications")):
        yield from _number(_answer(client, path, {}, {**query, "offset": 0, "limit": 1}).get("total"), what)
    tree = _answer(client, "/device-groups", {}, query).get("items")
    yield from _number(len(tree) if isinstance(tree, list) else 0, "device group")


def held_by_product(client: t.Any, product: Values) -> t.Iterator[str]:
    """`ListDevicesInProduct` is a count in spite of its name."""
    answer = _answer(client, "/products/{id}/devices-summary", {"id": product["id"]}, {})
    yield from _number(answer.get("summary"), "device")


def _answer(client: t.Any, path: str, ids: Values, query: Values) -> Values:
    try:
        answer = client.call("GET", _LINK + path, ids, query)
    except ApiError:  # an instance without device integration, or a user who may not read it
        return {}
    return answer if isinstance(answer, dict) else {}


def _number(count: t.Any, what: str) -> t.Iterator[str]:
    if isinstance(count, int) and count > 0:
        yield f"{count} {what}{'s' if count > 1 else ''}"
