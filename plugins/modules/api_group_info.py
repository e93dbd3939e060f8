#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: api_group_info
short_description: Read API groups of ROMA Connect
version_added: "1.0.0"
description:
  - Read API groups of ROMA Connect.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.api_group_info
  - roma.connect._auth
  - roma.connect._attributes.info
"""

EXAMPLES = r"""
"""

RETURN = r"""
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("api_group_info")


if __name__ == "__main__":
    main()
