# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This fragment is private to the roma.connect collection: it may change in any release.
"""The options of every module, rendered from the code that reads them: one attribute for each module."""

from __future__ import annotations

import json

from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_NAME
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS
from ansible_collections.roma.connect.plugins.module_utils._spec._options import option_docs


class ModuleDocFragment:
    """``roma.connect._resource.app_info`` is the attribute ``APP_INFO``."""


for _name, _operation in OPERATIONS.items():
    _docs = option_docs(_operation.options, managed=_name in BY_NAME)
    setattr(ModuleDocFragment, _name.upper(), json.dumps({"options": _docs}))
