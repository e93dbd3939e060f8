# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Moments as results and notes have them: in UTC, to the second."""

from __future__ import annotations

import datetime

SPELLING = "%Y-%m-%dT%H:%M:%SZ"


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)


def spelled(moment: datetime.datetime) -> str:
    """Write a moment in UTC, for example ``2026-03-14T02:00:31Z``."""
    return moment.strftime(SPELLING)
