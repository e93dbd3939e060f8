# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by scripts/runtime from the files in plugins/modules. Do not edit.

from __future__ import annotations

from ansible_collections.roma.connect.plugins.action.roma import ActionModule

__all__ = ["ActionModule"]
