# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Apply a whole document, and read an instance into one."""

from __future__ import annotations

import typing as t

from ..._base._errors import RomaError
from ..._base._redaction import HIDDEN
from ..._catalog._coverage import OUT_OF_REACH
from ..._catalog._registry import BY_KIND, RESOURCES
from ..._document._entries import READ_FROM, kinds_in, parse
from ..._document._overrides import Overrides
from ..._document._portable import portable
from ..._instance._dump import dump
from ..._instance._parameters import parameters_of
from ..._planning._secrets import secrets_in
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._spec._field import Field, Secret
from ..._spec._values import Values
from .._operation import Context, Operation
from . import _overriding
from ._apply import APPLYING, apply_entries
from ._kept_plan import instance_of
from ._limit import within
from ._rollback import ROLLBACK
from ._undo import check_instance


def apply(context: Context) -> Values:
    change = Overrides(context.params.get("overrides"))
    entries = parse(context.params["document"], context.params.get("secrets"), change)
    check_instance(_documents(context.params), connection_from(context.params).instance_id)
    kinds = kinds_in(context.params["document"])
    result = apply_entries(context, entries, kinds, exact=bool(context.params.get("exact")))
    return within(result, context.params.get("result_limit"))


def read(context: Context) -> Values:
    if context.params.get("include_secrets") and not context.no_log:
        raise RomaError("include_secrets: the result would hold secrets; set no_log to true on the task")
    document, facts = read_document(context)
    return {"changed": False, "document": document, **facts}


def read_document(context: Context, parameters: bool = False) -> tuple[Values, Values]:
    """Read the instance.

    :param parameters: also what it is able to do
    :returns: the document, and what a result says about it
    """
    kinds = context.params.get("kinds") or list(BY_KIND)
    with Client(connection_from(context.params)) as client:
        found = dump(client, kinds, bool(context.params.get("include_secrets")))
        instance = instance_of(client)
        more = {"parameters": parameters_of(client)} if parameters else {}
    facts = {
        "instance": instance,
        "counts": {kind: len(entries) for kind, entries in found.document.items()},
        "placeholders": found.placeholders,
        "not_covered": found.not_covered,
        "coverage": found.coverage,
        "refers_outside": found.refers_outside,
        "out_of_reach": [dict(item) for item in OUT_OF_REACH],
        **more,
    }
    document = {READ_FROM: instance, **found.document}
    return portable(document) if context.params.get("portable") else document, facts


def _hide(fields: tuple[Field, ...], params: Values) -> Values:
    """A document is only described: what is misplaced in one may be a secret, and results tell what became of it."""
    shown = _overriding.hide(fields, params)
    if params.get("document") is not None:
        shown["document"] = _described(_documents(params))
    return shown


def _described(documents: list[t.Any]) -> str:
    if not all(isinstance(document, dict) for document in documents):
        return HIDDEN
    kinds = {kind for document in documents for kind in document if kind in BY_KIND}
    number = sum(
        len(document[kind]) for document in documents for kind in kinds if isinstance(document.get(kind), list)
    )
    return f"{len(kinds)} kinds, {number} entries"


def _documents(params: Values) -> list[t.Any]:
    given = params.get("document")
    return given if isinstance(given, list) else [given]


def _secrets(fields: tuple[Field, ...], params: Values) -> t.Iterator[t.Any]:
    yield from _overriding.secrets(fields, {name: value for name, value in params.items() if name != "secrets"})
    yield params.get("secrets")
    for document in _documents(params):
        for kind, entries in document.items() if isinstance(document, dict) else ():
            for entry in entries if kind in BY_KIND and isinstance(entries, list) else ():
                if isinstance(entry, dict):
                    yield from secrets_in(BY_KIND[kind].fields, entry).values()


CONFIG = Operation(
    "config",
    (
        Field("document", (
            "The instance document: a mapping from kinds to lists of entries. An entry takes the options of the kind's "
            "module, and O(ignore:state).",
            "Instead of it, the path on the controller of a YAML or JSON file that holds one, or of a directory, which "
            "stands for all files below it whose names end in C(.yml), C(.yaml) or C(.json). A relative path starts at "
            "the directory in which Ansible was called. Files may be encrypted with Ansible Vault, and so may single "
            "texts.",
            "Templates in a file are evaluated with the variables of the task, unless the document has the member "
            "C(read_from). That says that it was read from an instance, and nothing in it is ever evaluated.",
            "A list of documents and paths is one document that is the sum of them all."),
            type="raw", required=True),
        Field("secrets", (
            "Values for the placeholders of the document, by the text between C(<secret:) and C(>).",
            "They may be given as a text in JSON or YAML that holds this mapping, as credentials in automation "
            "controllers hold texts only. An empty text stands for none."),
            type="raw", secret=Secret()),
        Field("exact", (
            "Whether options that an entry leaves out get their defaults, at every depth, instead of being left "
            "untouched. So a document that was read from an instance brings back what it does not mention because it "
            "had its default.",
            "Left alone are secrets that are not given, keys and user names that the service has made up, and what "
            "cannot be changed or taken away. Objects that the document does not declare are left alone, too."),
            type="bool", default=False),
        *APPLYING,
        ROLLBACK,
        Field("fail_on_changes", "Whether to fail in check mode when something would be changed. The results say what. "
              "Without check mode it means nothing.", type="bool", default=False),
    ),
    apply,
    hide=_hide,
    secrets=_secrets,
    documents=("document",),
)  # fmt: skip

READING = (
    Field("kinds", "The kinds to read, all when omitted.", type="list", elements="str",
          choices=tuple(resource.kind for resource in RESOURCES)),
    Field("portable", "Whether to leave out what belongs to the one instance: keys and user names that the service has "
          "made up, and times in the past at which schedules began. Other instances then make their own.", type="bool",
          default=False),
)  # fmt: skip

CONFIG_INFO = Operation(
    "config_info",
    (
        *READING,
        Field("include_secrets", "Whether the document holds the secrets that can be read. The task must have "
              "C(no_log) set then.", type="bool", default=False),
    ),
    read,
)  # fmt: skip
