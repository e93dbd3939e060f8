# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words in which recipes tell a generator of documents what the catalogue's descriptions do not."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field, Limits
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values

if t.TYPE_CHECKING:
    from ansible_collections.roma.connect.tests.unit.generator import Generator, Made

#: (generator, the options beside it) → value
Make = t.Callable[["Generator", Values], t.Any]
#: Each suits all patterns of secrets, and is no part of any other text.
SECRETS = ("Canary-secret-1", "Canary-secret=2", "Canary-secret#3")


@dataclass(frozen=True)
class Recipe:
    """What is special about a kind.

    :param values: option path → what makes its value
    :param mend: brings the options of an entry into agreement with one another and with what they name
    :param unique: groups of options whose values together no two entries have
    :param entries: how many there are in a document, at least and at most
    """

    values: t.Mapping[str, Make] = field(default_factory=dict)
    mend: t.Callable[[Generator, Made], None] = lambda make, made: None
    unique: tuple[tuple[str, ...], ...] = ()
    entries: tuple[int, int] | None = None


def one_of(*values: t.Any) -> Make:
    return lambda make, beside: make.random.choice(values)


def whole_number(low: int, high: int) -> Make:
    return lambda make, beside: make.random.choice((low, high, make.random.randint(low, high)))


def matching(pattern: str, shortest: int, longest: int) -> Make:
    f = Field("", "", limits=Limits(shortest, longest, pattern=pattern))
    return lambda make, beside: make.text(f)


def any_text(make: Generator, beside: Values) -> str:
    return make.text(Field("", ""))


def secret(make: Generator, beside: Values) -> str:
    return make.random.choice(SECRETS)
