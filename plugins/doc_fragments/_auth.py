# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This fragment is private to the roma.connect collection: it may change in any release.
"""The options of the connection, rendered from the code that reads them."""

from __future__ import annotations

import json

from ansible_collections.roma.connect.plugins.module_utils._service._connection import CONNECTION, OCC_CONNECTION
from ansible_collections.roma.connect.plugins.module_utils._spec._options import option_docs

_ORDER = (
    "Credentials are used in this order: O(token), then O(access_key) with O(secret_key), then O(username) with "
    "O(password) and O(domain_name)."
)
_TOKENS = (
    "A token of the store lives for five minutes. It is made when the module runs, renewed while it waits, and sent to "
    "no other host, wherever the store's links lead."
)
_NOTES = [
    "Environment variables are read where the module runs. With a local connection that is the controller.",
    "With a local connection the module runs inside the controller, which saves starting a process. "
    "Set the variable C(roma_in_process) to V(false) to have it run as an ordinary module.",
]


class ModuleDocFragment:
    """Its attributes are set below, since a fragment's class may hold literal text only."""


ModuleDocFragment.DOCUMENTATION = json.dumps(
    {"options": option_docs(CONNECTION), "requirements": ["requests >= 2.28"], "notes": [_ORDER, *_NOTES]}
)
# roma.connect._auth.occ: the modules for Oracle Commerce
ModuleDocFragment.OCC = json.dumps(
    {"options": option_docs(OCC_CONNECTION), "requirements": ["requests >= 2.28"], "notes": [_TOKENS, *_NOTES]}
)
