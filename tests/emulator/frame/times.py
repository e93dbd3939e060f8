# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The spellings of time that the services use."""

from __future__ import annotations

import time
from datetime import datetime, timezone


def utc_seconds(moment: float | None = None) -> str:
    """2019-12-06T06:49:04Z"""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def utc_millis(moment: float | None = None) -> str:
    """2019-12-06T06:49:04.000Z"""
    moment = time.time() if moment is None else moment
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(moment))}.{int(moment * 1000) % 1000:03d}Z"


def utc_micros(moment: float | None = None) -> str:
    """2020-01-03T09:05:22.701000Z"""
    moment = time.time() if moment is None else moment
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def utc_nanos(moment: float | None = None) -> str:
    """2020-07-31T06:55:55.383169299Z"""
    moment = time.time() if moment is None else moment
    return f"{utc_micros(moment)[:-1]}{int(moment * 1e9) % 1000:03d}Z"


def epoch_millis(moment: float | None = None) -> int:
    return int((time.time() if moment is None else moment) * 1000)
