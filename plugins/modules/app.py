#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: app
short_description: Manage integration applications of ROMA Connect
version_added: "1.0.0"
description:
  - Create, change and delete integration applications, which own API groups, data sources, topics and products.
  - An application is found by its name. Its secret is managed by M(roma.connect.app_secret).
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.app
  - roma.connect._auth
  - roma.connect._attributes
seealso:
  - module: roma.connect.app_info
  - module: roma.connect.app_secret
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Make sure that the application exists
  roma.connect.app:
    name: orders
    remark: Order intake
    members:
      - name: alice
        roles: [read, access]

- name: Remove it
  roma.connect.app:
    name: orders
    state: absent
"""

RETURN = r"""
app:
  description: The application as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the application; null in check mode when it does not exist yet.
      returned: always
      type: str
      sample: 9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e
    name:
      description: Name of the application.
      returned: always
      type: str
      sample: orders
    remark:
      description: Description of the application.
      returned: always
      type: str
      sample: Order intake
    key:
      description: Key by which the application identifies itself.
      returned: always
      type: str
    favorite:
      description: Whether the user that runs this sees the application among the favorites.
      returned: always
      type: bool
    members:
      description: Users that may work with the application; null when O(members) was not given.
      returned: always
      type: list
      elements: dict
      contains:
        name:
          description: Name of the user.
          returned: always
          type: str
        roles:
          description: What the user may do.
          returned: always
          type: list
          elements: str
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("app")


if __name__ == "__main__":
    main()
