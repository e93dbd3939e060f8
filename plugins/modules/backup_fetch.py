#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: backup_fetch
short_description: Take a backup out of a repository of restic
version_added: "1.0.0"
description:
  - Have the program C(restic) bring back a copy that M(roma.connect.backup_restic) has handed over, as a directory with
    the backup's own name.
  - M(roma.connect.backup_verify) tells whether it is to the byte what was made.
  - Repository and password are given to restic by its environment, where other users do not see them.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.backup_fetch
  - roma.connect._attributes.offline
attributes:
  check_mode:
    support: full
    details:
      - In check mode restic only says which copies it holds. So repository and password are tried.
  idempotent:
    support: none
    details:
      - A directory of the backup's name that is there already is refused.
requirements:
  - restic, 0.14 or newer, where the module runs
seealso:
  - module: roma.connect.backup_restic
  - module: roma.connect.backup_restore
"""

EXAMPLES = r"""
- name: Take the newest backup of an instance out of the repository
  roma.connect.backup_fetch:
    repository: s3:https://s3.example.com/roma
    repository_password: "{{ vault_restic_password }}"
    label: roma-main
    path: /var/tmp/restore
  environment:
    AWS_ACCESS_KEY_ID: "{{ vault_s3_key }}"
    AWS_SECRET_ACCESS_KEY: "{{ vault_s3_secret }}"
  register: fetched

- name: Look whether it is whole
  roma.connect.backup_verify:
    path: "{{ fetched.path }}"
"""

RETURN = r"""
path:
  description: Directory of the backup.
  returned: success
  type: str
  sample: /var/tmp/restore/20260314T020000Z
snapshot:
  description: ID of the snapshot.
  returned: success
  type: str
  sample: 9f08f795
label:
  description: Name of the directory that held the backups of the instance.
  returned: success
  type: str
  sample: roma-main
problems:  # problems, written by scripts/return-docs
  description: Everything that is wrong with the options. Each sentence starts with the path of an option.
  returned: on failure, when the options are wrong
  type: list
  elements: str
  sample: ['path: /var/tmp/restore is not a directory']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("backup_fetch")


if __name__ == "__main__":
    main()
