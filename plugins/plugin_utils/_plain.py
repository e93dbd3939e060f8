# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This is private to the roma.connect collection: it may change in any release.

"""Makes ordinary values of the controller's own, and its own of ordinary ones."""

from __future__ import annotations

import re
import typing as t

from ansible.utils.unsafe_proxy import wrap_var


def plain(value: t.Any) -> t.Any:
    """Return ordinary values: the controller marks its own with where they come from, and decrypts on demand."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    for kind in (int, float):
        if isinstance(value, kind):
            return kind(value)
    return "".join(str(value))


def data(value: t.Any) -> t.Any:
    """Return a copy of what a service says, in which no text is ever taken for a template, or for a part of one."""
    if isinstance(value, dict):
        return {data(key): data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [data(item) for item in value]
    return wrap_var(value) if isinstance(value, str) and re.search("[{}#%]", value) else value
