# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Export and import of products: a CSV file whose columns are the service's own affair."""

from __future__ import annotations

from pathlib import Path

from ..._base._errors import InputError
from ..._base._numbers import whole_number
from ..._catalog._link._products import PRODUCTS
from ..._catalog._registry import BY_KIND
from ..._service._answers import some_list
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._service._http import Sink
from ..._service._upload import FileForm
from ..._spec._field import Change, Field, Limits
from ..._spec._values import Values
from ..._transfer._archive import check_size, examine, writable_directory
from .._operation import Context, Operation
from ._transfer import check_known, check_names, export_file, names_of, not_empty

_NAME = BY_KIND["products"].by_name["name"]
_SUFFIX = ".csv"


def export_products(context: Context) -> Values:
    """Store a file with products (`DownloadProducts`); none when there are no products.

    In check mode it is read as well, but not stored: the service changes nothing.
    """
    chosen = {option: context.params[option] for option in ("products", "product_ids")
              if context.params.get(option) is not None}  # fmt: skip
    check_names(PRODUCT_EXPORT.options, chosen, "products")
    connection = connection_from(context.params)
    path = Path(context.params["file"])
    with Client(connection) as client:
        query = {}
        if chosen:
            ((option, wanted),) = chosen.items()
            records = check_known(client, "products", wanted, option)
            query = {"product_ids": ",".join(record.id for record in records)}
            found = [record.name for record in records]
        else:
            found = sorted(names_of(client, "products"))
        if not found:
            return {"changed": False, "file": None, "products": []}
        if not context.check_mode:
            writable_directory(str(path.parent), "file")

        def transfer(sink: Sink) -> None:
            client.download(PRODUCTS + "/export", {}, sink, query, safe=True)

        return {**export_file(context, client, path, transfer), "products": found}


def import_products(context: Context) -> Values:
    """Send a file with products (`UploadProduct`). Each is a new one; the service says how many it has taken."""
    path = Path(context.params["file"])
    if path.suffix.lower() != _SUFFIX:
        raise InputError([f"file: {path} does not end in {_SUFFIX}, and the service takes nothing else"])
    connection = connection_from(context.params)
    file = examine(str(path), "file", not_empty)
    form = FileForm("file", path, _SUFFIX)
    check_size(file, form, connection, "file")
    result: Values = {"changed": True, "file": file.facts, "imported": [], "existing": [], "refused": []}
    if context.check_mode:
        return result
    with Client(connection) as client:
        before = names_of(client, "products")
        answer = client.upload(PRODUCTS + "/import", {}, form)
        imported = sorted(names_of(client, "products") - before)
    # names, in spite of what they are called
    failed = [str(name) for name in some_list(answer, "fail_objects_ids", "the answer to the import", optional=True)]
    existing = sorted(before.intersection(failed))
    refused = sorted(set(failed) - before)
    taken = whole_number(answer.get("succ_num")) or 0
    result.update(changed=bool(imported or taken), imported=imported, existing=existing,
                  refused=refused)  # fmt: skip
    rejected = whole_number(answer.get("fail_num")) or 0
    missing = max(rejected - len(existing), len(refused))
    if missing:
        names = ", ".join(refused) or "the service does not say which"
        total = rejected + taken
        result.update(failed=True, msg=f"{missing} of {total} products were not imported: {names}")
    return result


PRODUCT_EXPORT = Operation(
    "product_export",
    (
        Field("products", "Names of the products to export, all when omitted.", type="list", elements="str",
              limits=Limits(maximum=500, pattern=_NAME.limits.pattern, help=_NAME.limits.help)),
        Field("product_ids", "IDs of the products to export.", type="list", elements="str",
              limits=Limits(maximum=500), change=Change(replaces=("products",))),
        Field("file", "Path of the file in which the products are stored, which should end in C(.csv). Its directory "
              "is made when it does not exist.", type="path", required=True),
    ),
    export_products,
)  # fmt: skip

PRODUCT_IMPORT = Operation(
    "product_import",
    (
        Field(
            "file",
            "Path of the file, as M(roma.connect.product_export) stores it. It must end in C(.csv).",
            type="path",
            required=True,
        ),
    ),
    import_products,
)
