# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Device integration: services of products, with properties and commands (fact source: `CreateService` and its kin)."""

from __future__ import annotations

import typing as t
from decimal import Decimal, InvalidOperation

from ..._base._numbers import whole_number
from ..._spec._field import FIXED, Change, Field, Limits, Ref
from ..._spec._resource import Listing, Resource, Rules, Wire
from ..._spec._values import Values
from .._facts import created, times, users
from .._rows import Rows
from ._products import ENABLED, LINK, NAME, NAME_HELP, enabled_by_default

_SERVICES = LINK + "/services"
_COMMANDS = _SERVICES + "/{service_id}/commands"
_MOST_DIGITS = 100
_LONGEST_ENUM_LIST = 2000
_DATA_TYPES = ("integer", "number", "string", "datetime", "json", "boolean", "array")


def plain_number(value: t.Any) -> t.Any:
    """Return a number as a text in one spelling: answers hold texts or numbers."""
    try:
        number = Decimal(str(value).strip()).normalize()
    except (InvalidOperation, ValueError):
        return value
    # one with thousands of digits is no limit of a property; it must not be written out
    return format(number, "f") if abs(number.adjusted()) <= _MOST_DIGITS else value


def _texts(mapping: t.Any) -> t.Any:
    return {str(key): str(value) for key, value in mapping.items()} if isinstance(mapping, dict) else mapping


def _property_received(wire: Values) -> Values:
    mended = dict(wire)
    for name in ("min", "max", "step"):
        if wire.get(name) is not None:
            mended[name] = plain_number(wire[name])
    longest = whole_number(wire.get("max_length"))
    if longest is not None:
        mended["max_length"] = longest
    return mended


def _property_sent(body: Values) -> Values:
    mended = {"required": 0, **body}
    if "enum_dict" in body:
        mended["enum_dict"] = _texts(body["enum_dict"])
    return mended


def _command_received(wire: Values) -> Values:
    """Some editions write their answers in another spelling."""
    found = {"command_id": wire.get("commandId"), "command_name": wire.get("commandName")}
    return {**{name: value for name, value in found.items() if value is not None}, **wire}


def _limit(name: str, description: str, unset: str) -> Field:
    return Field(name, description,
                 limits=Limits(maximum=10, pattern=r"[+\-]?\d+(\.\d+)?([eE][+\-]?\d+)?",
                               help="a number of at most 10 characters, in quotes when it has a fraction"), unset=unset,
                 canonical=plain_number, sample=unset)  # fmt: skip


_PROPERTY = (
    Field("name", "Name of the property.", wire="property_name", required=True,
          limits=Limits(2, 50, pattern=r"[A-Za-z][A-Za-z0-9_\-]*",
                        help="2 to 50 letters, digits, underscores or dashes, beginning with a letter"),
          sample="paper"),
    Field("data_type", "Type of the values.", required=True, choices=_DATA_TYPES, sample="integer"),
    Field("description", "Description of the property.", limits=Limits(maximum=200), unset="",
          sample="Labels that are left"),
    Field("required", "Whether the property must be there.", type="bool", codes=((True, 1), (False, 0)), unset=False,
          sample=True),
    _limit("min", "Smallest value of a number.", "0"),
    _limit("max", "Largest value of a number.", "65536"),
    _limit("step", "Step between two values of a number.", "1"),
    Field("max_length", "Longest length of a text, a time or JSON.", type="int", limits=Limits(1, 999999), unset=10,
          sample=10),
    Field("unit", "Unit of the values.", limits=Limits(maximum=10), unset="", sample="labels"),
    Field("enum_list", "The allowed texts.", type="list", elements="str", written="commas", compare="ordered", unset=[],
          limits=Limits(pattern="[^,]+", help="texts without commas"), sample=["small", "large"]),
    Field("enum_dict", "What the values of a truth value mean, for example V({\"0\": \"off\", \"1\": \"on\"}).",
          type="dict", compare="json", unset={}, canonical=_texts, sample={"0": "off", "1": "on"}),
)  # fmt: skip
_METHOD = Field(
    "method", "What can be done with the property: read (R), write (W), execute (E).",
    limits=Limits(maximum=3, pattern="(?!.*(.).*\\1)[RWE]{1,3}", help="some of the letters R, W and E"), unset="RWE",
    change=FIXED, canonical=lambda letters: "".join(sorted(letters)) if letters else letters, sample="R",
)  # fmt: skip


def _rows(name: str, description: str, path: str, fields: tuple[Field, ...], sample: t.Any = None) -> Rows:
    option = Field(name, description, type="list", elements="dict", compare="keyed", key="name", unset=[],
                   fields=fields, sample=sample)  # fmt: skip
    return Rows(option, path, "property_id", received=_property_received, sent=_property_sent)


PROPERTIES = _rows(
    "properties", "What devices report and take.", _SERVICES + "/{service_id}/properties", (*_PROPERTY, _METHOD)
)
_REQUESTS = _rows("request_properties", "What is sent with the command.", _COMMANDS + "/{command_id}/requests",
                  _PROPERTY, [{"name": "copies", "data_type": "integer", "required": True}])  # fmt: skip
_RESPONSES = _rows("response_properties", "What devices answer to the command.",
                   _COMMANDS + "/{command_id}/responses", _PROPERTY,
                   [{"name": "printed", "data_type": "integer", "required": True}])  # fmt: skip
COMMANDS = Rows(
    Field("commands", "What devices can be told to do.", type="list", elements="dict", compare="keyed", key="name",
          unset=[], fields=(
              Field("name", "Name of the command.", wire="command_name", required=True,
                    limits=Limits(2, 50, pattern=r"[A-Za-z0-9_\-]+",
                                  help="2 to 50 letters, digits, underscores or dashes"), sample="print"),
              Field("description", "Description of the command.", limits=Limits(maximum=200), unset="",
                    sample="Print labels"),
              _REQUESTS.option,
              _RESPONSES.option,
          )),
    _COMMANDS, "command_id", received=_command_received,
    # requests call the name otherwise than answers
    sent=lambda body: {"name" if name == "command_name" else name: value for name, value in body.items()},
    below={"request_properties": _REQUESTS, "response_properties": _RESPONSES},
)  # fmt: skip


_OWNER = Change(mutable=False, clearable=False)


def _of_service(service: Values) -> Values:
    return {"service_id": service["service_id"]}


def _check(values: Values) -> t.Iterator[tuple[str, str]]:
    for path, row in _property_rows(values):
        joined = ",".join(map(str, row["enum_list"]))
        if len(joined) > _LONGEST_ENUM_LIST:
            yield f"{path}.enum_list", (f"has {len(joined)} characters when its texts are joined by commas, at most "
                                        f"{_LONGEST_ENUM_LIST} are allowed")  # fmt: skip


def _property_rows(values: Values, path: str = "") -> t.Iterator[tuple[str, Values]]:
    """Yield (option path, property) of every property that lists its values."""
    for option in ("properties", "commands", "request_properties", "response_properties"):
        rows = values.get(option)
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            here = f"{path}{option}[{index}]"
            if isinstance(row, dict):
                yield from _property_rows(row, here + ".")
                if isinstance(row.get("enum_list"), list):
                    yield here, row


PRODUCT_SERVICE = Resource(
    kind="product_services",
    name="product_service",
    title="product service",
    titles={"template": "product template service"},
    description="A service of a product or of a product template: the properties and commands of its devices.",
    identity=("name", "product", "template"),
    sample_id="1507",
    collection=_SERVICES,
    listing=Listing(items="items", page_size=999, filters=(("name", "service_name", 64),), queries=created(2)),
    id_member="service_id",
    scope=("product", "template"),
    unique_names=False,  # CreateService does not say that equal names are refused
    created="created_datetime",
    wire=Wire(created_with=enabled_by_default),
    rules=Rules(check=_check),
    facts=(
        *times("created_datetime", "last_updated_datetime"),
        *users("created_user", "last_updated_user"),
    ),
    fields=(
        Ref("product", "Name of the product that the service belongs to. Either this or O(template) is required.",
            kind="products", member="id", wire="product_id", change=_OWNER, sample="label-printer"),
        Ref("template", ("Name of the product template that the service belongs to. Either this or O(product) is "
                         "required.",
                         "A product that is made from the template gets a service of its own like this one. Products "
                         "that were made before stay as they are."),
            kind="product_templates", member="id", wire="product_template_id", change=_OWNER),
        Field("name", "Name of the service, unique in what it belongs to.", wire="service_name", required=True,
              limits=Limits(2, 64, pattern=NAME, help="2 to 64 " + NAME_HELP), sample="printing"),
        Field("enabled", "Whether the service is in use.", type="bool", wire="status", codes=ENABLED, unset=True,
              sample=True),
        Field("description", "Description of the service.", limits=Limits(maximum=200), unset="",
              sample="What the printer does"),
        PROPERTIES.child(_of_service),
        COMMANDS.child(_of_service),
    ),
)  # fmt: skip
