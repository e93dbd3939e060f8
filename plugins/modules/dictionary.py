#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: dictionary
short_description: Manage data dictionaries of ROMA Connect
version_added: "1.0.0"
description:
  - Create, change and delete data dictionaries, which form a hierarchy.
  - A dictionary is found by its code, or by O(id). Neither its code nor its place in the hierarchy can be changed.
  - When a dictionary is deleted, the service deletes all dictionaries below it too. Dictionaries that the service
    itself has made can be changed, but not deleted.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.dictionary
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - The dictionary above must exist in check mode too. M(roma.connect.config) can do without.
seealso:
  - module: roma.connect.dictionary_info
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Make sure that the dictionary exists
  roma.connect.dictionary:
    code: order_status
    name: Order status

- name: Make sure that an entry exists below it
  roma.connect.dictionary:
    code: order_status_new
    name: New order
    parent: order_status
    remark: Not yet confirmed
    order: 1

- name: Clear the description of the entry
  roma.connect.dictionary:
    code: order_status_new
    remark: ""

- name: Delete the dictionary and all below it
  roma.connect.dictionary:
    code: order_status
    state: absent
"""

RETURN = r"""
dictionary:
  description: The dictionary as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:  # dictionary, written by scripts/return-docs
    id:
      description: ID of the dictionary; null in check mode when it does not exist yet.
      returned: always
      type: str
      sample: 3f8d2c1b7a6e4f509d8c7b6a5f4e3d2c
    code:
      description: Code of the dictionary, unique in the instance.
      returned: always
      type: str
      sample: order_status_new
    name:
      description: Name of the dictionary, unique in the instance.
      returned: always
      type: str
      sample: New order
    parent:
      description: Code of the dictionary above; empty or null when there is none.
      returned: always
      type: str
      sample: order_status
    remark:
      description: Description of the dictionary; empty or null when there is none.
      returned: always
      type: str
      sample: Not yet confirmed
    order:
      description: Position among its siblings; smaller ones come first.
      returned: always
      type: int
      sample: 1
    extend_one:
      description: First additional value; empty or null when there is none.
      returned: always
      type: str
      sample: open
    extend_two:
      description: Second additional value; empty or null when there is none.
      returned: always
      type: str
      sample: ''
    parent_id:
      description: ID of the dictionary that O(parent) names; null without one.
      returned: always
      type: str
      sample: 3f8d2c1b7a6e4f509d8c7b6a5f4e3d2c
    created_at:
      description: When it was made, UTC; null when the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:00Z'
    updated_at:
      description: When it was changed last, UTC; null when the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:00Z'
    type:
      description: V(system) when the service made it, else V(user); null when the service does not say so.
      returned: always
      type: str
      sample: user
error:  # error, written by scripts/return-docs
  description: What the service answered, when this is why the task failed.
  returned: on failure, when a service answered
  type: dict
  contains:
    status:
      description: HTTP status code.
      returned: always
      type: int
      sample: 403
    code:
      description: Error code of the service; the HTTP status code when the answer holds none.
      returned: always
      type: str
      sample: ROMA.00012000
    request_id:
      description: ID of the request, to be quoted to the vendor's support. Empty when the answer holds none.
      returned: always
      type: str
      sample: 13760c1fe8655e61209b75665e9bef43
    method:
      description: Method of the request.
      returned: always
      type: str
      sample: POST
    path:
      description: Path of the request.
      returned: always
      type: str
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/dictionaries
    details:
      description: What else the answer says, by the names of the service; empty when it says nothing more.
      returned: always
      type: dict
      sample: {error_details: The application does not exist.}
problems:  # problems, written by scripts/return-docs
  description: Everything that is wrong with the options. Each sentence starts with the path of an option.
  returned: on failure, when the options are wrong
  type: list
  elements: str
  sample: ['parent: there is no dictionary named ''order_state'', neither on the instance nor in the document']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("dictionary")


if __name__ == "__main__":
    main()
