# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data dictionaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Int, Text, members
from ..frame.paging import page
from ..frame.reply import Reply
from ..frame.times import utc_seconds
from ..identity.authentication import project_user
from ..state.dictionaries import Dictionary, DictionaryStore
from .public_common import INSTANCE, PublicDialect, not_found


@dataclass
class DictionarySwitches:
    dictionary_created_status: Literal[201, 200] = 201
    """CreateDictionary: the definition says 201, the pages say 200."""
    dictionary_order_readable: bool = True
    """Newest pages leave `order` out of answers; older ones and the definition's examples have it."""


family = Family(
    "public",
    PublicDialect(),
    auth=project_user,
    prefix=INSTANCE,
    stores=(DictionaryStore,),
    switches=DictionarySwitches,
)
families = (family,)

LETTERS = r"[\u4e00-\u9fffA-Za-z0-9_ ]*"
NAME = Text(min=2, max=64, pattern=LETTERS, required=True)
DETAILS = {
    "remark": Text(max=200, nullable=True),
    "order": Int(min=1, max=100, nullable=True),
    "extend_one": Text(max=5000, pattern=LETTERS, nullable=True),
    "extend_two": Text(max=5000, pattern=LETTERS, nullable=True),
}


@family.get(
    "/dictionaries",
    "ListDictionary",
    query={
        "offset": Int(min=0, default=0),
        "limit": Int(min=1, max=500, default=10),
        "parent_code": Text(max=64, default=""),
        "code": Text(max=64, default=""),
        "name": Text(max=64, default=""),
    },
)
def list_dictionaries(call: Call) -> dict[str, Any]:
    """ListDictionary shows one level: the top, or the children of `parent_code`."""
    code, name = call.query["code"].lower(), call.query["name"].lower()
    level = call.world[DictionaryStore].level(call.instance_id, call.query["parent_code"])
    found = [item for item in level if code in item.code.lower() and name in item.name.lower()]
    return page(call, found, "dictionaries", lambda item: dictionary_body(call, item))


@family.post(
    "/dictionaries",
    "CreateDictionary",
    body=members(
        name=NAME,
        code=Text(min=2, max=64, pattern="[A-Za-z0-9_ ]*", required=True),
        parent_code=Text(max=64, nullable=True),
        **DETAILS,
    ),
)
def create_dictionary(call: Call) -> Reply:
    item = call.world[DictionaryStore].create(call.instance_id, call.body)
    status = call.world.switches[DictionarySwitches].dictionary_created_status
    return Reply(status, dictionary_body(call, item))


@family.get("/dictionaries/{dict_id}", "CheckDictionary")
def show_dictionary(call: Call) -> dict[str, Any]:
    return dictionary_body(call, _dictionary(call))


@family.put(
    "/dictionaries/{dict_id}",
    "UpdateDictionary",
    body=members(name=Text(min=2, max=64, pattern=LETTERS, nullable=True), **DETAILS),
)
def update_dictionary(call: Call) -> dict[str, Any]:
    """UpdateDictionary: `code` and `parent_code` cannot be changed, so they are not even accepted."""
    item = _dictionary(call)
    call.world[DictionaryStore].update(call.instance_id, item, call.body)
    return dictionary_body(call, item)


@family.delete("/dictionaries/{dict_id}", "DeleteDictionary", status=204)
def delete_dictionary(call: Call) -> None:
    """DeleteDictionary takes the children along; dictionaries of the system stay."""
    item = _dictionary(call)
    if item.type == "system":
        raise ServiceError(400, "ROMA.12002", "The user does not support this feature.")
    call.world[DictionaryStore].delete(call.instance_id, item)


@family.get("/validate-dictionaries", "ValidateDictionary", query={"name": Text(max=64), "code": Text(max=64)})
def validate_dictionary(call: Call) -> dict[str, Any]:
    """ValidateDictionary covers every level of the instance, and does not tell the id."""
    wanted = {name: value for name, value in call.query.items() if value}
    if not wanted:
        raise Invalid("name", "required", "query")
    item = call.world[DictionaryStore].find(call.instance_id, **wanted)
    if item is None:
        raise not_found("The dictionary does not exist")
    return {"name": item.name, "code": item.code}


def _dictionary(call: Call) -> Dictionary:
    item = call.world[DictionaryStore].all(call.instance_id).get(call.path["dict_id"])
    if item is None:
        raise not_found("The dictionary does not exist")
    return item


def dictionary_body(call: Call, item: Dictionary) -> dict[str, Any]:
    body = {
        "id": item.id,
        "name": item.name,
        "code": item.code,
        "remark": item.remark,
        "extend_one": item.extend_one,
        "extend_two": item.extend_two,
        "parent_code": item.parent_code,
        "type": item.type,
        "create_time": utc_seconds(item.created),
        "update_time": utc_seconds(item.updated),
    }
    if call.world.switches[DictionarySwitches].dictionary_order_readable:
        body["order"] = item.order
    return body
