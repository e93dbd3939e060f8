#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: occ_export_info
short_description: Read the state of an export process of an Oracle Commerce store
version_added: "1.0.0"
description:
  - Read how far an export process is. The store has no list of processes, so the ID has to be known.
  - The task fails when the store does not know the process.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.occ_export_info
  - roma.connect._auth.occ
  - roma.connect._attributes.info
attributes:
  action_group:
    description: Use C(group/roma.connect.occ) in C(module_defaults) to set options for all modules.
    support: full
    membership:
      - roma.connect.occ
seealso:
  - module: roma.connect.occ_export
"""

EXAMPLES = r"""
- name: Start an export
  roma.connect.occ_export:
    items:
      - id: Inventory
        format: csv
    wait: false
  register: started

- name: Look how far it is
  roma.connect.occ_export_info:
    process_id: "{{ started.process.id }}"
  register: looked
  when: started.process is not none

- name: Show it
  ansible.builtin.debug:
    var: looked.process
  when: looked.process is defined
"""

RETURN = r"""
process:
  description: The process of the store.
  returned: success
  type: dict
  contains:  # process, written by scripts/return-docs
    id:
      description: ID of the process.
      returned: always
      type: str
      sample: N2ECA3RrG1jLYZjN4Q6XTNrkjc_10000
    progress:
      description: >-
        State of the process: V(submitted), V(pending), V(processing), V(paused), V(blocked), V(succeeded), V(failed)
        or V(aborted).
      returned: always
      type: str
      sample: succeeded
    completed:
      description: Whether the process has ended, in whatever way.
      returned: always
      type: bool
      sample: true
    completed_percentage:
      description: How far the process is, in percent; null when the store does not tell it.
      returned: always
      type: int
      sample: 100
    request_status:
      description: HTTP status code of the request that started the process; null when the store does not tell it.
      returned: always
      type: int
      sample: 200
    start_time:
      description: When the process began, UTC; empty when it has not.
      returned: always
      type: str
      sample: '2026-03-14T02:00:01.982Z'
    end_time:
      description: When the process ended, UTC; empty when it has not.
      returned: always
      type: str
      sample: '2026-03-14T02:00:02.190Z'
    error:
      description: Why the process failed; null when it has not.
      returned: always
      type: dict
      contains:
        title:
          description: What happened.
          returned: always
          type: str
          sample: The export failed.
        detail:
          description: More about it.
          returned: always
          type: str
          sample: The records of Products cannot be read.
        type:
          description: Address that stands for this kind of problem.
          returned: always
          type: str
          sample: https://store.example.com/errors/export
    links:
      description: Addresses of the files that the store has made, by C(file) and C(meta); empty until it has.
      returned: always
      type: dict
      sample: {file: 'https://store.example.com/file/export/N2EC/exportProducts.zip'}
error:  # error, written by scripts/return-docs
  description: What the service answered, when this is why the task failed.
  returned: on failure, when a service answered
  type: dict
  contains:
    status:
      description: HTTP status code.
      returned: always
      type: int
      sample: 404
    code:
      description: Error code of the service; the HTTP status code when the answer holds none.
      returned: always
      type: str
      sample: '33011'
    request_id:
      description: ID of the request, to be quoted to the vendor's support. Empty when the answer holds none.
      returned: always
      type: str
      sample: ''
    method:
      description: Method of the request.
      returned: always
      type: str
      sample: GET
    path:
      description: Path of the request.
      returned: always
      type: str
      sample: /ccadmin/v1/exportProcess/N2ECA3RrG1jLYZjN4Q6XTNrkjc_10000
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
  sample: ['occ_application_key: is required; set the option or OCC_APPLICATION_KEY']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("occ_export_info")


if __name__ == "__main__":
    main()
