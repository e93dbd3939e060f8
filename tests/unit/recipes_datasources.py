# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a data source of each type is reached with."""

from __future__ import annotations

import typing as t

from ansible_collections.roma.connect.plugins.module_utils._catalog._fdi._datasource_types import (
    TYPES,
    missing_credentials,
    missing_members,
)
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.tests.unit.recipe import Make, Recipe, any_text, one_of, secret

if t.TYPE_CHECKING:
    from ansible_collections.roma.connect.tests.unit.generator import Generator

_ENTRIES = 18
_CONTENT = {f.name: f for f in BY_KIND["datasources"].by_name["content"].fields}
_AUTHENTICATION = {f.name: f for f in _CONTENT["api_auth_detail"].fields}
_AT = "datasources.content"


def _turn(make: Generator) -> tuple[int, int]:
    """Return how often all types have had their turn, and whose it is now; each seed goes on where the last ended."""
    return divmod(make.seed * _ENTRIES + len(make.candidates("datasources")), len(TYPES))


def _type(make: Generator, beside: Values) -> str:
    return list(TYPES)[_turn(make)[1]]


def _content(make: Generator, beside: Values) -> Values:
    """Make what the type needs, some of what it may have, and all that follows from these.

    What decides on other options takes one value after the other, so that none is missing for want of luck.
    """
    number, _index = _turn(make)
    rules = TYPES[beside["type"]]
    deciding = dict.fromkeys(option for option, _value, _names in rules.when)
    wanted = {*rules.needs, *(o for o in (*rules.optional, *deciding) if number % 2 == 0 or make.chance(0.3))}
    made: Values = {}
    while wanted:
        for name in sorted(wanted):
            f = _CONTENT[name]
            if name == "mode":
                made[name] = rules.modes[number % len(rules.modes)]
            elif name in deciding:
                values = f.choices or (True, False)
                made[name] = values[number % len(values)]
            else:
                made[name] = make.value(f, f"{_AT}.{name}", made)
        wanted = {name for name, _why in missing_members(beside["type"], made)}
    return made


def _api_authentication(make: Generator, beside: Values) -> Values:
    at = f"{_AT}.api_auth_detail"
    some = make.members(_AUTHENTICATION.values(), at, {}, share=0.9)
    made = {"auth_method": "none", **{name: value for name, value in some.items() if value != ""}}
    for name, _why in list(missing_credentials(made)):
        made[name] = make.value(_AUTHENTICATION[name], f"{at}.{name}", made)
    return made


def _connector_parameters(make: Generator, beside: Values) -> Values:
    """The names of free parameters tell which of them are secrets."""
    known = {"user": any_text(make, {}), "empty": ""}
    return {**known, **{name: secret(make, {}) for name in ("password", "Access-Token")}}


def _secrets(fields: t.Iterable[Field], path: str) -> t.Iterator[tuple[str, Make]]:
    for f in fields:
        if f.secret:
            yield f"{path}.{f.name}", secret
        yield from _secrets(f.fields, f"{path}.{f.name}")


DATASOURCES = Recipe(
    {
        "type": _type,
        "content": _content,
        "content.api_auth_detail": _api_authentication,
        "content.connector_params": _connector_parameters,
        "content.port": one_of("3306", "1", "65535"),
        "content.redis_database": one_of("0", "15"),
        "content.multi_oracle_address.oracle_port": one_of("1521", "1522"),
        **dict(_secrets(_CONTENT.values(), "content")),
    },
    entries=(_ENTRIES, _ENTRIES),
)
