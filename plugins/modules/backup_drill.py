#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: backup_drill
short_description: Rehearse the restore of a backup on a scratch instance
version_added: "1.0.0"
description:
  - Restore a backup onto a scratch instance as M(roma.connect.backup_restore) does, compare what is there with the
    backup as M(roma.connect.config_diff) does, and delete what was made.
  - Note in the backup, as C(drill.json), when it was restored, and what was different. M(roma.connect.backup_verify)
    knows of this file, which carries its own checksum.
  - The scratch instance has to be empty, and must not be the one that was backed up. Nothing is touched that the drill
    has not made. What a killed drill has left is tidied up by the next one with the same backups and instance.
  - The module fails when the restore fails, when anything is different, or when something is left on the scratch
    instance. The note is written all the same.
  - Secrets that the service does not give back cannot be compared. RV(unknown_secrets) names them.
  - In check mode the backup is verified and the restore is planned.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.backup_drill
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  idempotent:
    support: none
    details:
      - Each run restores, and writes its own note.
notes:
  - The options of the connection are those of the scratch instance.
  - The document of the backup is restored, without the archives of the service.
  - The backup has to lie where the task runs. Secrets in escrow can be used with a local connection only, since vault
    secrets never leave the controller.
seealso:
  - module: roma.connect.backup_restore
  - module: roma.connect.backup_verify
"""

EXAMPLES = r"""
- name: Prove that the newest backup can be restored
  roma.connect.backup_drill:
    path: /var/backups/roma/roma-main
    instance_id: 5d0e2c7a-1b94-4f3d-8a6e-0c9b7d8e6f51
    secrets:
      datasources/orders-db/orders/content.password: only-for-the-drill
  register: drill

- name: Show what came of it
  ansible.builtin.debug:
    msg: "{{ drill.objects }} objects restored in {{ drill.seconds }} s"
"""

RETURN = r"""
path:
  description: Directory of the backup.
  returned: when there is a backup that verifies
  type: str
  sample: /var/backups/roma/roma-main/20260314T020000Z
backup:
  description: SHA-256 that the manifest of the backup carries of itself.
  returned: when the restore was tried, or planned in check mode
  type: str
  sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
restorable:
  description: Whether the restore made what the backup holds, and nothing was left of it.
  returned: when the restore was tried, or planned in check mode
  type: bool
  sample: true
started:
  description: When the restore began, UTC.
  returned: when the restore was tried, or planned in check mode
  type: str
  sample: "2026-03-14T04:00:02Z"
completed:
  description: When what it made had been deleted again, UTC.
  returned: when the restore was tried, or planned in check mode
  type: str
  sample: "2026-03-14T04:00:14Z"
seconds:
  description: How long it took.
  returned: when the restore was tried, or planned in check mode
  type: float
  sample: 12.3
instance:
  description: The scratch instance.
  returned: when the restore was tried, or planned in check mode
  type: dict
  contains:
    id:
      description: ID of the instance.
      returned: always
      type: str
      sample: 5d0e2c7a-1b94-4f3d-8a6e-0c9b7d8e6f51
objects:
  description: How many objects were made, or would be in check mode.
  returned: when the restore was tried, or planned in check mode
  type: int
  sample: 41
differences:
  description: In what the instance differed from the backup.
  returned: when the restore was tried, or planned in check mode
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the object.
      returned: always
      type: str
      sample: apis
    name:
      description: The names that identify it.
      returned: always
      type: str
      sample: list-orders/orders-v1
    change:
      description: V(added), V(removed) or V(changed).
      returned: always
      type: str
      sample: changed
    options:
      description: The options that differ.
      returned: always
      type: list
      elements: str
      sample: [http_backend.timeout]
unknown_secrets:
  description: Secrets that could not be compared.
  returned: when the restore was tried, or planned in check mode
  type: list
  elements: str
  sample: [datasources/orders-db/orders/content.password]
left:
  description: What was still on the scratch instance at the end.
  returned: when the restore was tried, or planned in check mode
  type: list
  elements: str
  sample: []
problem:
  description: Why the restore failed; empty when it did not.
  returned: when the restore was tried, or planned in check mode
  type: str
  sample: ""
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
  sample: ['members[0].roles[1]: ''write'' is not one of the choices; known are: read, access, delete, modify, admin']
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
      sample: POST
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
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("backup_drill")


if __name__ == "__main__":
    main()
