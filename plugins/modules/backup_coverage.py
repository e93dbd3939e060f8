#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: backup_coverage
short_description: Count what a backup captures of an instance, and what it does not
version_added: "1.0.0"
description:
  - Say for every kind how many objects the instance has, how many of them its document holds, how many the service's
    own archives hold, and how many neither does, and why.
  - What documents cannot hold is counted on the instance, such as devices.
  - Fail when a kind that has to be captured whole is not.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.backup_coverage
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - This module does not change anything.
  diff_mode:
    support: none
seealso:
  - module: roma.connect.config_export
  - module: roma.connect.backup_manifest
"""

EXAMPLES = r"""
- name: Store the document
  roma.connect.config_export:
    path: /var/backups/roma/document.yml
  register: exported

- name: Make sure that all APIs and topics are captured
  roma.connect.backup_coverage:
    coverage: "{{ exported.coverage }}"
    assets: false
    require: [apis, topics]
  register: counted

- name: Show what is not captured
  ansible.builtin.debug:
    msg: "{{ counted.coverage | rejectattr('whole') }}"
"""

RETURN = r"""
coverage:
  description: How much of what the instance holds is captured, kind by kind.
  returned: success, and when O(require) is not met
  type: list
  elements: dict
  contains:
    kind:
      description: The kind. It can be one that no document holds, such as V(devices).
      returned: always
      type: str
      sample: tasks
    found:
      description: >-
        How many objects the instance has, without those that every instance has. Null when they cannot be counted.
      returned: always
      type: int
      sample: 12
    document:
      description: How many of them the document holds.
      returned: always
      type: int
      sample: 11
    archives:
      description: How many of them the service's own archives hold, as the vendor documents it.
      returned: always
      type: int
      sample: 12
    missing:
      description: How many of them neither holds. Null when they cannot be counted.
      returned: always
      type: int
      sample: 0
    partly:
      description: Of how many of them the document lacks a part.
      returned: always
      type: int
      sample: 0
    whole:
      description: Whether all of them are captured whole.
      returned: always
      type: bool
      sample: true
    reasons:
      description: Why some are not.
      returned: always
      type: list
      elements: dict
      contains:
        what:
          description: What of an object is not captured.
          returned: always
          type: str
          sample: all of them
        why:
          description: Why it is not.
          returned: always
          type: str
          sample: the service does not count them among the assets, and documents do not hold them
        count:
          description: How many objects this is about. Null when they cannot be counted.
          returned: always
          type: int
          sample: 3
        names:
          description: The names of the first ten of them, where they are known.
          returned: always
          type: list
          elements: str
          sample: []
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/apps
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
  sample: ['require[0]: unknown kind; did you mean "apis"?']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("backup_coverage")


if __name__ == "__main__":
    main()
