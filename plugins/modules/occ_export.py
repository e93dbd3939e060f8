#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: occ_export
short_description: Export data of an Oracle Commerce store into files
version_added: "1.0.0"
description:
  - Have an Oracle Commerce store export profiles, products and other data, wait for it, and store the files.
  - Either several items are exported as one archive, which holds a data file for each, or one item as its data file.
  - The files are downloaded under another name, tested (an archive as a whole, JSON to its end), flushed to the disk,
    and only then given their name. A download that breaks is repeated.
  - The store's status file, which counts the records, is stored beside the file, under the file's name with
    C(.status.zip) after it. When it tells of records that could not be exported, the export is partial, and the task
    fails unless O(allow_partial=true).
  - A process that is paused or blocked by the store is waited for until O(wait_timeout) is over.
  - Names of items, formats and parameters are checked before the first request.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.occ_export
  - roma.connect._auth.occ
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode a login is made, but no process is started and no directory is made.
  diff_mode:
    support: none
  idempotent:
    support: none
    details:
      - Every run makes new files, which replace those of the same name.
  action_group:
    description: Use C(group/roma.connect.occ) in C(module_defaults) to set options for all modules.
    support: full
    membership:
      - roma.connect.occ
seealso:
  - module: roma.connect.occ_export_info
  - module: roma.connect.backup_manifest
"""

EXAMPLES = r"""
- name: Export products and prices into one archive
  roma.connect.occ_export:
    items:
      - id: ProductsV2
        format: json
      - id: Prices
        format: csv
    directory: /var/backups/store
    file_name: catalog.zip
  register: exported

- name: Show how much there is
  ansible.builtin.debug:
    msg: "{{ item.success_count }} records of {{ item.id }}"
  loop: "{{ exported.counts }}"
  loop_control:
    label: "{{ item.id }}"

- name: Export the profiles of business shoppers as one JSON file, and accept that some cannot be exported
  roma.connect.occ_export:
    items:
      - id: Profiles
        format: json
        params:
          q: profileType eq "b2b_user"
          prettyPrintJson: true
    directory: /var/backups/store
    file_name: business-profiles.json
    allow_partial: true
    wait_timeout: 600
    abort_on_timeout: true

- name: Start an export, and do not wait for it
  roma.connect.occ_export:
    items:
      - id: Inventory
        format: csv
    wait: false
  register: started

- name: Fetch its files later
  roma.connect.occ_export:
    process_id: "{{ started.process.id }}"
    directory: /var/backups/store
  when: started.process is not none
"""

RETURN = r"""
process:
  description: The process of the store; null in check mode.
  returned: success, and on failure when there is one
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
counts:
  description: How much was exported, in the order of O(items), as the status file says.
  returned: success, and on failure unless the options are wrong
  type: list
  elements: dict
  contains:
    id:
      description: Name of the item.
      returned: always
      type: str
      sample: ProductsV2
    format:
      description: Format of the data file; null when it is not known.
      returned: always
      type: str
      sample: json
    file_name:
      description: Name of the data file, in the archive or by itself; null when it is not known.
      returned: always
      type: str
      sample: ProductsV2.json
    success_count:
      description: How many records were exported; null when this is not known.
      returned: always
      type: int
      sample: 1520
    failure_count:
      description: How many records could not be exported; null when this is not known.
      returned: always
      type: int
      sample: 0
success_count:
  description: How many records were exported in all; null when this is not known.
  returned: success, and on failure unless the options are wrong
  type: int
  sample: 1520
failure_count:
  description: How many records could not be exported in all; null when this is not known.
  returned: success, and on failure unless the options are wrong
  type: int
  sample: 0
failures:
  description: What the store says about records that could not be exported, at most 100 of them.
  returned: success, and on failure unless the options are wrong
  type: list
  elements: dict
  contains:
    id:
      description: Name of the item.
      returned: always
      type: str
      sample: Profiles
    message:
      description: What the store says.
      returned: always
      type: str
      sample: Profiles 110002 cannot be exported.
files:
  description: The files that were stored; empty with O(wait=false) and in check mode.
  returned: success, and on failure unless the options are wrong
  type: list
  elements: dict
  contains:
    kind:
      description: >-
        V(export) for what was exported, V(status) for the store's status file.
      returned: always
      type: str
      sample: export
    path:
      description: Path of the file.
      returned: always
      type: str
      sample: /var/backups/store/catalog.zip
    size:
      description: Size of the file in bytes.
      returned: always
      type: int
      sample: 48213
    sha256:
      description: SHA-256 of the file, hexadecimal.
      returned: always
      type: str
      sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
error:  # error, written by scripts/return-docs
  description: What the service answered, when this is why the task failed.
  returned: on failure, when a service answered
  type: dict
  contains:
    status:
      description: HTTP status code.
      returned: always
      type: int
      sample: 400
    code:
      description: Error code of the service; the HTTP status code when the answer holds none.
      returned: always
      type: str
      sample: '33010'
    request_id:
      description: ID of the request, to be quoted to the vendor's support. Empty when the answer holds none.
      returned: always
      type: str
      sample: ''
    method:
      description: Method of the request.
      returned: always
      type: str
      sample: POST
    path:
      description: Path of the request.
      returned: always
      type: str
      sample: /ccadmin/v1/exportProcess
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
  sample: ['items[0].id: ''Product'' cannot be exported; did you mean "Products"?']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("occ_export")


if __name__ == "__main__":
    main()
