# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Export and import of topics: a file whose layout is the service's own affair."""

from __future__ import annotations

from pathlib import Path

from ..._catalog._mqs._topics import MQS_TOPICS
from ..._catalog._registry import BY_KIND
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._service._http import Sink
from ..._service._upload import FileForm
from ..._spec._field import Field, Limits
from ..._spec._values import Values
from ..._transfer._archive import check_size, examine, writable_directory
from .._operation import Context, Operation
from ._asset_import import MODES
from ._transfer import check_known, check_names, export_file, names_of, not_empty

_NAME = BY_KIND["topics"].by_name["name"]


def export_topics(context: Context) -> Values:
    """Store a file with topics. In check mode it is read as well, but not stored: the service changes nothing."""
    names = context.params.get("topics")
    check_names(TOPIC_EXPORT.options, {} if names is None else {"topics": names}, "topics")
    connection = connection_from(context.params)
    path = Path(context.params["file"])
    if not context.check_mode:
        writable_directory(str(path.parent), "file")
    with Client(connection) as client:
        if names:
            check_known(client, "topics", names, "topics")
        query = {"name": ",".join(dict.fromkeys(names))} if names else {}

        def transfer(sink: Sink) -> None:
            client.download(MQS_TOPICS + "/export", {}, sink, query, safe=True)

        return export_file(context, client, path, transfer)


def import_topics(context: Context) -> Values:
    """Send a file with topics (`ImportMqsInstanceTopic`). The service takes all of it or nothing."""
    params = context.params
    connection = connection_from(params)
    file = examine(params["file"], "file", not_empty)
    form = FileForm("upload_file_name", file.path, "")
    check_size(file, form, connection, "file")
    result: Values = {"changed": True, "file": file.facts, "imported": []}
    if context.check_mode:
        return result
    with Client(connection) as client:
        before = names_of(client, "topics")
        query = {"mode": MODES[params["mode"]], "prefix": params.get("prefix") or None}
        client.upload(MQS_TOPICS + "/import", query, form)
        return {**result, "imported": sorted(names_of(client, "topics") - before)}


TOPIC_EXPORT = Operation(
    "topic_export",
    (
        Field("topics", "Names of the topics to export, all when omitted.", type="list", elements="str",
              limits=Limits(pattern=_NAME.limits.pattern, help=_NAME.limits.help)),
        Field("file", "Path of the file in which the topics are stored. Its directory is made when it does not exist.",
              type="path", required=True),
    ),
    export_topics,
)  # fmt: skip

TOPIC_IMPORT = Operation(
    "topic_import",
    (
        Field("file", "Path of the file, as M(roma.connect.topic_export) stores it.", type="path", required=True),
        Field("mode", ("What to do with topics that exist already.",
                       "V(add) takes all topics in the file as new, and fails when one of them exists.",
                       "V(merge) brings those that exist to the settings in the file."),
              choices=tuple(MODES), default="add"),
        Field("prefix", "Text to put before the name of every application in the file; the topics belong to the "
              "applications of those names, which must exist."),
    ),
    import_topics,
)  # fmt: skip
