# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The option `overrides` in logs: counted, since what is misplaced in one may be a secret."""

from __future__ import annotations

import typing as t

from ..._base._redaction import HIDDEN
from ..._document._overrides import misplaced_secrets
from ..._spec._field import Field
from ..._spec._values import Values
from .._operation import hide_options, secret_options


def hide(fields: tuple[Field, ...], params: Values) -> Values:
    """Return the options as they may be logged."""
    shown = hide_options(fields, params)
    given = params.get("overrides")
    if given is not None:
        shown["overrides"] = f"{len(given)} overrides" if isinstance(given, list) else HIDDEN
    return shown


def secrets(fields: tuple[Field, ...], params: Values) -> t.Iterator[t.Any]:
    """Yield the secrets among the options."""
    yield from secret_options(fields, params)
    yield from misplaced_secrets(params.get("overrides"))
