# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This fragment is private to the roma.connect collection: it may change in any release.
"""The options of the inventory that say where instances are looked for, rendered from the code that reads them."""

from __future__ import annotations

import json

from ansible_collections.roma.connect.plugins.module_utils._run._resources._sources import REACH, SOURCES
from ansible_collections.roma.connect.plugins.module_utils._spec._options import option_docs


class ModuleDocFragment:
    """Its attribute is set below, since a fragment's class may hold literal text only."""


_options = option_docs((*REACH, SOURCES))
for _option in _options.values():
    _option.pop("default", None)  # what is omitted is taken from the environment first
ModuleDocFragment.DOCUMENTATION = json.dumps({"options": _options, "requirements": ["requests >= 2.28"]})
