# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Makes new objects, but never two of the same."""

from __future__ import annotations

import typing as t

from ._errors import ApiError, LostAnswer, RomaError

Answer = t.TypeVar("Answer")
Found = t.TypeVar("Found")


def create_once(
    send: t.Callable[[], Answer], look_up: t.Callable[[], Found | None], attempts: int, unique: bool = True
) -> tuple[Answer | None, Found | None, bool]:
    """Send a request that makes something, and adopt what a lost request, or somebody else, has made.

    :param look_up: finds the object by its natural key
    :param unique: the service makes no second one. Without it somebody else may have made the first just now
    :returns: the answer, or else what was found; and whether it is the own one: what is found after a request whose
        answer was lost has been made by that, and everything else by somebody else
    """
    if not unique:
        found = look_up()
        if found is not None:
            return None, found, False
    lost = False
    while True:
        try:
            return send(), None, True
        except (LostAnswer, ApiError) as exc:
            lost = lost or isinstance(exc, LostAnswer)
            found = look_up() if _may_exist(exc) else None
            attempts -= 1
            if found is not None:
                return None, found, lost
            if isinstance(exc, ApiError) or not attempts:
                raise


def _may_exist(exc: RomaError) -> bool:
    if not isinstance(exc, ApiError):
        return True
    # device integration answers conflicts with HTTP 500
    return exc.status in (400, 409) or (exc.status == 500 and exc.code.startswith("ROMA.0011"))
