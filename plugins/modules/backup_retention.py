#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: backup_retention
short_description: Remove backups that a policy does not keep
version_added: "1.0.0"
description:
  - Decide which of an instance's backups are kept, and remove the others. The options have the meanings that they have
    in restic. A backup is kept when one of them keeps it.
  - As long as there are fewer backups than a number asks for, the oldest one is kept, too.
  - Days, weeks, months and years are those of UTC. A week begins on Monday.
  - The newest backup that verifies is always kept. Newer ones are kept as well, and do not count.
  - What holds no manifest is no backup, and is left alone.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.backup_retention
  - roma.connect._attributes.offline
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
seealso:
  - module: roma.connect.backup_verify
  - module: roma.connect.backup_manifest
"""

EXAMPLES = r"""
- name: Show what would be removed
  roma.connect.backup_retention:
    path: /var/backups/roma/roma-main
    keep_last: 3
    keep_daily: 14
  check_mode: true
  diff: true

- name: Keep two weeks of backups, and one of each month of a year
  roma.connect.backup_retention:
    path: /var/backups/roma/roma-main
    keep_within: 14d
    keep_monthly: 12
"""

RETURN = r"""
path:
  description: The directory that holds the backups.
  returned: success
  type: str
  sample: /var/backups/roma/roma-main
decisions:
  description: What becomes of each backup, the newest first.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the backup.
      returned: always
      type: str
      sample: 20260314T020000Z
    path:
      description: Its directory.
      returned: always
      type: str
      sample: /var/backups/roma/roma-main/20260314T020000Z
    keep:
      description: Whether it is kept.
      returned: always
      type: bool
      sample: true
    reasons:
      description: Why it is. Empty when it is removed.
      returned: always
      type: list
      elements: str
      sample: [newest that verifies, last, daily]
removed:
  description: The directories that were removed, or would be in check mode.
  returned: success
  type: list
  elements: str
  sample: [/var/backups/roma/roma-main/20250902T020000Z]
problems:  # problems, written by scripts/return-docs
  description: Everything that is wrong with the options. Each sentence starts with the path of an option.
  returned: on failure, when the options are wrong
  type: list
  elements: str
  sample: ['path: /var/backups/roma/roma-main is not a directory']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("backup_retention")


if __name__ == "__main__":
    main()
