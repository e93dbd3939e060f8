# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Data integration: data sources (fact source: `CreateDatasourceInfo`, model `Content`)."""

from __future__ import annotations

import typing as t

from ..._base._errors import quoted
from ..._spec._field import Change, Field, Limits, Ref, always
from ..._spec._resource import Listing, Reach, Resource, Rules, Wire
from ..._spec._values import Values
from .._facts import times
from ._datasource_content import CONTENT
from ._datasource_types import TYPES, missing_credentials, missing_members, unsuited_members

_FDI = "/v2/{project_id}/fdi/instances/{instance_id}"


def _received(wire: Values) -> Values:
    """Answers call the description ``remark``, and some carry both (`ListDatasources`, response example)."""
    return {**wire, "description": wire["remark"]} if "remark" in wire else wire


def _check(values: Values) -> t.Iterator[tuple[str, str]]:
    kind, content = values.get("type"), values.get("content")
    if kind not in TYPES or not isinstance(content, dict):
        return
    for option, why in (*missing_members(kind, content), *unsuited_members(kind, content)):
        yield f"content.{option}", why
    detail = content.get("api_auth_detail")
    if isinstance(detail, dict):
        for option, why in missing_credentials(detail):
            yield f"content.api_auth_detail.{option}", why


#: What answers have beside the documented members (`ListDatasources`, response example); it follows from the rest.
_ADDED = frozenset(("project_id", "type", "instance_id"))
_NAMED = frozenset(f.wire_name for f in CONTENT)


def _not_held(datasource: Values, raw: Values) -> t.Iterator[tuple[str, str]]:
    """What the console has made may have members that no option names. An update carries them over."""
    del raw
    content = datasource.get("content")
    for name in sorted(content.keys() - _NAMED - _ADDED if isinstance(content, dict) else ()):
        yield "content", f"no option names its member {quoted(name, 100)}"


DATASOURCE = Resource(
    kind="datasources",
    name="datasource",
    title="data source",
    description="A data source: where the tasks of data integration read and write.",
    identity=("name", "app"),
    sample_id="acd5502992254b3ab2dfd5b6900159db",
    collection=_FDI + "/datasources",
    listing=Listing(items="entities", page_size=999, filters=(("name", "name", 30),)),
    id_member="datasource_id",
    reach=Reach(not_held=_not_held, archived=always),
    unique_names=False,  # CreateDatasourceInfo does not say that equal names are refused
    created="create_time",
    wire=Wire(received=_received),
    rules=Rules(check=_check),
    facts=(
        *times("create_time", "update_time"),
        Field("app_permission", "What the caller may do with the application, as the service gives it.",
              type="list", elements="str", sample=["read", "modify"]),
        Field("vpc_id", "ID of the network.", sample="b4c8f0a2-13d5-4e7f-9a6b-0c1d2e3f4a5b"),
        Field("custom_plugin_id", "ID of the connector.", sample="a6b1c2d3e4f54a7f8091a2b3c4d5e6f7"),
    ),
    fields=(
        Field("name", "Name of the data source, unique in its application.", required=True, wire="datasource_name",
              limits=Limits(maximum=255, pattern=r"""[^&<>"'()]+""",
                            help="""1 to 255 characters, none of which is one of & < > " ' or a parenthesis"""),
              sample="orders-db"),
        Ref("app", "Name of the application that the data source belongs to.", required=True, kind="apps", holds=True,
            wire="app_id", change=Change(mutable=False, sent=True), sample="orders"),
        Field("type", "Kind of system that the data source stands for.", wire="datasource_type",
              choices=tuple(TYPES), on_create=True, change=Change(mutable=False, sent=True), sample="MYSQL"),
        Field("content", ("How the system is reached. Which options are needed depends on O(type).",
                          "Options that are left out keep their value. With O(type) everything that the type needs "
                          "has to be given; leave O(type) out to change single options of a data source."),
              type="dict", on_create=True, compare="members", change=Change(carries=True),
              sample={"mode": "default", "host": "db.orders.internal", "port": "3306", "database_name": "orders",
                      "user_name": "intake"}, fields=CONTENT),
        Field("description", "Description of the data source.", limits=Limits(maximum=1024), unset="",
              sample="Orders as they came in"),
    ),
)  # fmt: skip
