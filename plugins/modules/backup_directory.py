#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: backup_directory
short_description: Begin a backup with a directory of its own
version_added: "1.0.0"
description:
  - Make a new directory that no other run has or will have, under a provisional name that begins with a dot and ends
    in C(.partial). M(roma.connect.backup_manifest) gives it its final name, the time in UTC, when it is complete.
  - Of runs that begin in the same second, one takes the name of the next second.
  - A run on the same machine that began in the last six hours and was killed is gone on with. What other killed runs
    have left is removed, and so is what has not changed for a week. Two runs never take or remove each other's.
  - Directories are made accessible for their owner only. One that other users can change, that belongs to another
    user or, below O(root), is a symbolic link, is refused.
  - In a container, a O(root) that is on no mount is refused, and so is one in memory or among the files of a job of
    AWX.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.backup_directory
  - roma.connect._attributes.offline
attributes:
  check_mode:
    support: full
    details:
      - In check mode the options and the directories that exist are checked, and nothing is made.
  idempotent:
    support: none
    details:
      - Every run makes a new directory.
notes:
  - No service is asked. So the module has no options of a connection, and is not in the action group
    C(roma.connect.roma).
seealso:
  - module: roma.connect.backup_manifest
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
"""

RETURN = r"""
path:
  description: The directory. In check mode it does not exist.
  returned: success
  type: str
  sample: /var/backups/roma/roma-main/.20260314T020000Z.partial
target:
  description: Its final name.
  returned: success
  type: str
  sample: /var/backups/roma/roma-main/20260314T020000Z
started:
  description: The time that it is named after, UTC.
  returned: success
  type: str
  sample: "2026-03-14T02:00:00Z"
resumed:
  description: >-
    The directory of a killed run that this one goes on with, null when there is none. What it noted about jobs of the
    service is kept, the rest is made anew.
  returned: success
  type: str
  sample: /var/backups/roma/roma-main/.20260314T015000Z.partial
removed:
  description: The directories of other killed runs, which were removed, or would be in check mode.
  returned: success
  type: list
  elements: str
  sample: [/var/backups/roma/roma-main/.20260313T020000Z.partial]
problems:  # problems, written by scripts/return-docs
  description: Everything that is wrong with the options. Each sentence starts with the path of an option.
  returned: on failure, when the options are wrong
  type: list
  elements: str
  sample: ['root: /var/backups/roma can be changed by other users; chmod go-w /var/backups/roma']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("backup_directory")


if __name__ == "__main__":
    main()
