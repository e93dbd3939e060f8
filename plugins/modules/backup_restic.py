#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: backup_restic
short_description: Keep copies of backups in a repository of restic
version_added: "1.0.0"
description:
  - Hand a finished backup to the program C(restic), unless the repository holds a copy of it already, and let restic
    check the repository.
  - With a policy, restic forgets the copies of this instance's backups that it does not keep, and frees their space.
    Other snapshots in the repository are left alone.
  - A copy has the tags C(roma.connect) and the name of the backup, the name of the instance's directory as its host,
    and the time of the backup.
  - The repository has to exist; C(restic init) makes one. Repository and password are given to restic by its
    environment, where other users do not see them.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.backup_restic
  - roma.connect._attributes.offline
attributes:
  check_mode:
    support: full
    details:
      - In check mode restic only says whether it holds a copy. So repository and password are tried.
  idempotent:
    support: full
requirements:
  - restic, 0.14 or newer, where the module runs
seealso:
  - module: roma.connect.backup_retention
  - module: roma.connect.backup_manifest
"""

EXAMPLES = r"""
- name: Keep a copy of a backup elsewhere
  roma.connect.backup_restic:
    path: /var/backups/roma/roma-main/20260314T020000Z
    repository: s3:https://s3.example.com/roma
    repository_password: "{{ vault_restic_password }}"
    keep_daily: 14
    keep_monthly: 12
  environment:
    AWS_ACCESS_KEY_ID: "{{ vault_s3_key }}"
    AWS_SECRET_ACCESS_KEY: "{{ vault_s3_secret }}"
"""

RETURN = r"""
snapshot:
  description: ID of the snapshot that holds the copy; empty in check mode when there is none yet.
  returned: success
  type: str
  sample: 9f08f795
removed:
  description: Names of the backups whose copies were removed.
  returned: success
  type: list
  elements: str
  sample: [20250902T020000Z]
problems:  # problems, written by scripts/return-docs
  description: Everything that is wrong with the options. Each sentence starts with the path of an option.
  returned: on failure, when the options are wrong
  type: list
  elements: str
  sample: ['path: /var/backups/roma/roma-main has not the name of a backup']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("backup_restic")


if __name__ == "__main__":
    main()
