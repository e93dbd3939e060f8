#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: asset_export
short_description: Export assets of ROMA Connect into archives
version_added: "1.0.0"
description:
  - Export assets of ROMA Connect into archives.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.asset_export
  - roma.connect._auth
  - roma.connect._attributes
"""

EXAMPLES = r"""
"""

RETURN = r"""
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("asset_export")


if __name__ == "__main__":
    main()
