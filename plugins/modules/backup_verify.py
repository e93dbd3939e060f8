#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: backup_verify
short_description: Prove that a backup is whole and can be used
version_added: "1.0.0"
description:
  - Compare every file of a backup with the size and the SHA-256 that its manifest names, and the manifest with its own
    checksum. Any byte that is changed, missing or too much is found, and so is a file that is missing or was added.
  - An archive that is to the byte what was unpacked and found whole when the backup was made is not unpacked again, so
    that a backup is verified as fast as it is read. Any other one is.
  - Check the document as C(roma.connect.config) would, and look whether all that it refers to is in
    the backup, or is part of every instance.
  - When the run has the vault secret, the secrets in escrow are decrypted in memory.
  - A backup that is not finished never verifies.
  - No service is asked, and no credentials are needed.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.backup_verify
  - roma.connect._attributes.offline
attributes:
  check_mode:
    support: full
    details:
      - This module does not change anything.
  idempotent:
    support: full
notes:
  - A checksum tells what has been damaged by accident. Who can write into the backup can also write another manifest.
seealso:
  - module: roma.connect.backup_manifest
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Verify the newest backup of an instance
  roma.connect.backup_verify:
    path: /var/backups/roma/roma-main

- name: Verify one of them
  roma.connect.backup_verify:
    path: /var/backups/roma/roma-main/20260314T020000Z
  register: verified

- name: Show what it is of
  ansible.builtin.debug:
    msg: "{{ verified.path }} of {{ verified.instance.id }}: {{ verified.files }} files, secrets {{ verified.secrets }}"
"""

RETURN = r"""
path:
  description: Directory of the backup.
  returned: when there is a backup
  type: str
  sample: /var/backups/roma/roma-main/20260314T020000Z
digest:
  description: SHA-256 that the manifest carries of itself. It stands for the backup as a whole.
  returned: success
  type: str
  sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
completed:
  description: When the backup was completed, UTC.
  returned: success
  type: str
  sample: "2026-03-14T02:00:31Z"
instance:
  description: The instance that was backed up, as the manifest tells it.
  returned: success
  type: dict
  sample:
    endpoint: https://roma.example.com
    id: 1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d
    project_id: 0f1e2d3c4b5a69788796a5b4c3d2e1f0
files:
  description: How many files the backup holds besides the manifest.
  returned: success
  type: int
  sample: 4
size:
  description: Size of these files in bytes.
  returned: success
  type: int
  sample: 48213
secrets:
  description: >-
    What is known about the secrets in escrow. V(none) when the backup has none, V(not tried) when the run has not the
    vault secret of that name or runs as a module on another machine, V(decrypted) when they could be read.
  returned: success
  type: str
  sample: decrypted
findings:
  description: Everything that is wrong with the backup. Each sentence starts with the path of a file in it.
  returned: on failure, when the backup does not verify
  type: list
  elements: str
  sample:
    - "assets/assets-001.zip: has another content than when the backup was made"
problems:  # problems, written by scripts/return-docs
  description: Everything that is wrong with the options. Each sentence starts with the path of an option.
  returned: on failure, when the options are wrong
  type: list
  elements: str
  sample: ['path: /var/backups/roma/roma-main is not a directory']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("backup_verify")


if __name__ == "__main__":
    main()
