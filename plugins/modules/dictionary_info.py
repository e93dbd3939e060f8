#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: dictionary_info
short_description: Read data dictionaries of ROMA Connect
version_added: "1.0.0"
description:
  - Read all data dictionaries of an instance on all levels, or those that fit all given options.
  - Dictionaries that the service itself has made are among them.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.dictionary_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.dictionary
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all dictionaries
  roma.connect.dictionary_info:
  register: all_dictionaries

- name: Read one dictionary
  roma.connect.dictionary_info:
    code: order_status
  register: found

- name: Read what is below it
  roma.connect.dictionary_info:
    parent: order_status
  register: states
"""

RETURN = r"""
dictionaries:
  description: The dictionaries that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # dictionary, written by scripts/return-docs
    id:
      description: ID of the dictionary.
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
      description: ID of the dictionary that O(roma.connect.dictionary#module:parent) names; null without one.
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
      sample: GET
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
  sample: ['instance_id: is required; set the option or ROMA_INSTANCE_ID']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("dictionary_info")


if __name__ == "__main__":
    main()
