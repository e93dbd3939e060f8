# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Values of options: what counts as none, and what stands for a secret that cannot be shown or held."""

from __future__ import annotations

import typing as t

Values = dict[str, t.Any]

#: What a service shows instead of a secret (data integration, `ListDatasources`).
MASKED = "******"
#: What counts as no value.
EMPTY: tuple[t.Any, ...] = (None, "", [], {})


def placeholder(path: str) -> str:
    """Name a secret that a dump cannot hold. No secret pattern admits the angle brackets."""
    return f"<secret:{path}>"


def is_placeholder(value: t.Any) -> bool:
    return isinstance(value, str) and value.startswith("<secret:") and value.endswith(">")


def secret_name(value: str) -> str:
    """Return the name in a placeholder."""
    return value[len("<secret:") : -1]


class Misshapen(ValueError):
    """A member of an answer has another shape than documented."""
