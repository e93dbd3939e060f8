# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Data dictionaries (fact source: `ListDictionary` and the pages around it)."""

from __future__ import annotations

from ..._spec._field import FIXED, Change, Field, Limits, Ref
from ..._spec._resource import Listing, Reach, Resource, Rules, Wire
from ..._spec._values import Values
from .._facts import times

_DICTIONARIES = "/v2/{project_id}/instances/{instance_id}/dictionaries"


def _received(wire: Values) -> Values:
    """An answer without `order` says nothing about it, one with null says that there is none: 0 stands for that."""
    return {**wire, "order": 0} if "order" in wire and wire["order"] is None else wire


def _edited(wire: Values) -> bool:
    return bool(wire.get("update_time")) and wire.get("update_time") != wire.get("create_time")


_TEXT = r"[\u4e00-\u9fffA-Za-z0-9_ ]+"

DICTIONARY = Resource(
    kind="dictionaries",
    name="dictionary",
    title="dictionary",
    description="An entry of the data dictionary. Entries form a hierarchy.",
    identity=("code",),
    sample_id="3f8d2c1b7a6e4f509d8c7b6a5f4e3d2c",
    collection=_DICTIONARIES,
    listing=Listing(items="dictionaries", below="parent"),
    wire=Wire(partial=True, received=_received),
    reach=Reach(builtin=lambda wire: wire.get("type") == "system", edited=_edited),
    rules=Rules(unique=(("name",),)),
    facts=(
        *times("create_time", "update_time"),
        Field("type", "V(system) when the service made it, else V(user).", sample="user"),
    ),
    fields=(
        # the page allows no dashes, but its example of an answer has some
        Field("code", "Code of the dictionary, unique in the instance.", required=True, change=FIXED,
              limits=Limits(2, 64, pattern=r"[A-Za-z0-9_ \-]+",
                            help="2 to 64 letters, digits, underscores, spaces or dashes"), sample="order_status_new"),
        Field("name", "Name of the dictionary, unique in the instance.", on_create=True,
              limits=Limits(2, 64, pattern=_TEXT,
                            help="2 to 64 letters, digits, Chinese characters, underscores or spaces"),
              sample="New order"),
        Ref("parent", "Code of the dictionary above. One without it is at the top.", kind="dictionaries", holds=True,
            member="code", wire="parent_code", change=FIXED, sample="order_status"),
        Field("remark", "Description of the dictionary.", limits=Limits(maximum=200), unset="",
              sample="Not yet confirmed"),
        Field("order", ("Position among its siblings; smaller ones come first.",
                        "Where the service does not give it back, it is sent when the dictionary is created, or "
                        "changed for another reason."),
              type="int", limits=Limits(1, 100), unset=0, silent=True, change=Change(clearable=False), sample=1),
        Field("extend_one", "First additional value.",
              limits=Limits(maximum=5000, pattern=_TEXT,
                            help="letters, digits, Chinese characters, underscores or spaces"), unset="",
              sample="open"),
        Field("extend_two", "Second additional value.",
              limits=Limits(maximum=5000, pattern=_TEXT,
                            help="letters, digits, Chinese characters, underscores or spaces"), unset="", sample=""),
    ),
)  # fmt: skip
