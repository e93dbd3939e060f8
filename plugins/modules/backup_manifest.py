#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: backup_manifest
short_description: Complete a backup with a report, a manifest and its final name
version_added: "1.0.0"
description:
  - Write the file C(manifest.json) with size and SHA-256 of every file below a directory and a checksum of
    itself, flush all of them to the disk, and give the directory its final name.
  - Archives are unpacked in memory, and the manifest notes those that are whole.
  - Compare the backup with the newest one beside it, and write what was found into C(report.html), one file for people
    that needs nothing else, and C(report.json). Both hold names and numbers, and no values.
  - A directory with the final name is therefore complete. One that was interrupted keeps its first name.
  - All files and directories are made accessible for their owner only.
  - The directory must hold nothing but files and directories.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.backup_manifest
  - roma.connect._attributes.offline
attributes:
  check_mode:
    support: full
    details:
      - In check mode only the names are checked, since a backup in check mode has not written any files.
  idempotent:
    support: none
    details:
      - A second run fails, since a backup is never overwritten.
notes:
  - No service is asked. So the module has no options of a connection, and is not in the action group
    C(roma.connect.roma).
seealso:
  - module: roma.connect.backup_directory
  - module: roma.connect.backup_verify
  - module: roma.connect.asset_export
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Begin a backup
  roma.connect.backup_directory:
    root: /var/backups/roma
    label: roma-main
  register: begun

- name: Store the document
  roma.connect.config_export:
    path: "{{ begun.path }}/document.yml"

- name: Complete the backup
  roma.connect.backup_manifest:
    path: "{{ begun.path }}"
    target: "{{ begun.target }}"
    facts:
      instance: roma-main
      reason: nightly
  register: backup

- name: Show how many files it has
  ansible.builtin.debug:
    msg: "{{ backup.manifest.files | default([]) | length }} files in {{ backup.path }}"
"""

RETURN = r"""
path:
  description: The final name of the directory. With O(skip_unchanged) it may be the one of the backup before.
  returned: success
  type: str
  sample: /var/backups/roma/roma-main/20260314T020000Z
manifest:
  description: >-
    What was written to C(manifest.json), with the members of O(facts) beside those below; null in check
    mode.
  returned: success
  type: dict
  contains:
    format:
      description: Version of the manifest's format.
      returned: always
      type: int
      sample: 1
    collection:
      description: What has written the manifest.
      returned: always
      type: str
      sample: roma.connect 1.0.0
    completed:
      description: When the backup was completed, UTC.
      returned: always
      type: str
      sample: "2026-03-14T02:00:31Z"
    previous:
      description: Name of the backup before, with which this one was compared; null when there is none.
      returned: always
      type: str
      sample: 20260313T020000Z
    unchanged:
      description: Whether both hold the same.
      returned: always
      type: bool
      sample: false
    sha256:
      description: SHA-256 of the manifest itself, as if this member were 64 zeros.
      returned: always
      type: str
      sample: 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
    files:
      description: The files, in the order of their paths.
      returned: always
      type: list
      elements: dict
      contains:
        path:
          description: Path of the file, relative to the directory.
          returned: always
          type: str
          sample: assets/assets-001.zip
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
        tested:
          description: That the file is an archive, which was unpacked and found whole.
          returned: for archives that are whole
          type: bool
          sample: true
unchanged:
  description: Whether the backup holds the same as the one before. With O(skip_unchanged) it was not stored then.
  returned: success
  type: bool
  sample: false
attention:
  description: What somebody should look at, as the report says it; the most urgent first.
  returned: success
  type: list
  elements: str
  sample:
    - "2 of 2 devices are not captured: all of them: the service does not count them among the assets, and documents do
      not hold them."
problems:  # problems, written by scripts/return-docs
  description: Everything that is wrong with the options. Each sentence starts with the path of an option.
  returned: on failure, when the options are wrong
  type: list
  elements: str
  sample: ['target: /var/backups/roma/roma-main/20260314T020000Z exists already; a backup is never overwritten']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("backup_manifest")


if __name__ == "__main__":
    main()
