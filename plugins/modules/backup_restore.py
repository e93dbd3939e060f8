#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: backup_restore
short_description: Restore a backup, or a part of it
version_added: "1.0.0"
description:
  - Verify a backup, and bring an instance to what it holds. That may be the instance that was backed up, or another
    one.
  - The document of the backup is applied as M(roma.connect.config) applies one with
    O(roma.connect.config#module:exact=true). What is missing is made, what differs is changed back, and what the backup
    does not hold is left alone unless O(prune) asks for its deletion.
  - Everything that could stand in the way is looked at before the first write, and told at once. That includes secrets
    which are needed and not at hand. No secret is ever replaced by an empty one.
  - Secrets come from the backup when the run has the vault secret with which they were encrypted, and from O(secrets).
    Those of objects that are there and need not be made are not needed.
  - Everything is read again afterwards, secrets that can be read included. The module fails when anything that was
    asked for is not there.
  - The service's own archives are imported only where they are needed, see O(archives). What only they hold is part of
    the backup like all else.
  - A run that was ended early is gone on with by starting it again. An import that was under way is waited for.
  - In check mode all this is looked at, and the plan is shown.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.backup_restore
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  idempotent:
    support: partial
    details:
      - With O(update_secrets=always) every run that has a secret which cannot be compared sends it, and reports a
        change.
notes:
  - Which import is under way is noted below the directory for temporary files (E(TMPDIR)), without any secret. A run on
    another machine does not know of it.
  - The backup has to lie where the task runs. Secrets in escrow can be used with a local connection only, since vault
    secrets never leave the controller.
seealso:
  - module: roma.connect.backup_verify
  - module: roma.connect.config
  - module: roma.connect.config_diff
"""

EXAMPLES = r"""
- name: See what a restore of the newest backup would do
  roma.connect.backup_restore:
    path: /var/backups/roma/roma-main
  check_mode: true
  diff: true
  register: planned

- name: Do just that
  roma.connect.backup_restore:
    path: "{{ planned.path }}"
    expect_plan: "{{ planned.plan_digest }}"
  register: restored

- name: Show what was done
  ansible.builtin.debug:
    var: restored.summary

- name: Bring back one application with all that belongs to it
  roma.connect.backup_restore:
    path: /var/backups/roma/roma-main/20260314T020000Z
    only:
      apps: [orders]
    undo_file: undo.yml

- name: Restore onto another instance, with a secret that the backup does not hold
  roma.connect.backup_restore:
    path: /var/backups/roma/roma-main
    instance_id: 5d0e2c7a-1b94-4f3d-8a6e-0c9b7d8e6f51
    portable: true
    secrets:
      datasources/orders-db/orders/content.password: "{{ vault_orders_db_password }}"
"""

RETURN = r"""
path:
  description: Directory of the backup.
  returned: when there is a backup
  type: str
  sample: /var/backups/roma/roma-main/20260314T020000Z
backup:
  description: What backup it is.
  returned: when the backup was restored, or would be in check mode
  type: dict
  contains:
    digest:
      description: SHA-256 that the manifest of the backup carries of itself. It stands for the backup as a whole.
      returned: always
      type: str
      sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    completed:
      description: When the backup was completed, UTC.
      returned: always
      type: str
      sample: "2026-03-14T02:00:31Z"
    instance:
      description: The instance that was backed up.
      returned: always
      type: dict
      sample:
        endpoint: https://roma.example.com
        id: 1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d
        project_id: 0f1e2d3c4b5a69788796a5b4c3d2e1f0
target:
  description: What was there before.
  returned: when the backup was restored, or would be in check mode
  type: dict
  contains:
    instance_id:
      description: ID of the instance.
      returned: always
      type: str
      sample: 1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d
    objects:
      description: Number of objects, but for what every instance has. V(0) means that the instance was empty.
      returned: always
      type: int
      sample: 0
    counts:
      description: Number of objects by kind. Kinds of which not all had to be read are left out.
      returned: always
      type: dict
      sample: {apps: 12, environments: 2}
    lacking:
      description: >-
        What the instance is not able to do, or to hold, that the one that was backed up is, as far as the service tells
        of both: a smaller edition, features, limits. Empty when nothing has to be made.
      returned: always
      type: list
      elements: str
      sample: [the feature public_key is off in this instance, and on in the one that was backed up]
results:
  description: >-
    One record for every entry, in the order in which kinds depend on one another. After these, one for everything that
    the backup holds and is not asked for, or that it does not hold, or not whole.
  returned: when the backup was restored, or would be in check mode
  type: list
  elements: dict
  contains:  # restored, written by scripts/return-docs
    kind:
      description: Kind of the entry.
      returned: always
      type: str
      sample: datasources
    name:
      description: Name of the entry.
      returned: always
      type: str
      sample: orders-db
    path:
      description: Where the entry stands in the document; C(prune[...]) for what O(prune) deletes.
      returned: always
      type: str
      sample: datasources[0]
    action:
      description: 'What was done, or would be done in check mode: V(none), V(create), V(update) or V(delete).'
      returned: always
      type: str
      sample: update
    changed:
      description: The options that differ; for a new object all that are given.
      returned: always
      type: list
      elements: str
      sample: [content.host]
    status:
      description: >-
        V(ok), V(failed), or V(dropped) when something that the entry depends on failed. In check mode always V(ok).
      returned: always
      type: str
      sample: ok
    notes:
      description: >-
        What people have to know about the entry, for example which options cannot be brought back. These are shown as
        warnings, too.
      returned: always
      type: list
      elements: str
      sample: [schedule has a value that was not given and cannot be taken away]
    id:
      description: ID of the object; for the secret of an application, the ID of the application.
      returned: when the object exists
      type: str
      sample: acd5502992254b3ab2dfd5b6900159db
    error:
      description: Why the entry failed.
      returned: when RV(results[].status) is V(failed)
      type: dict
      contains:
        msg:
          description: Why the entry failed.
          returned: always
          type: str
          sample: 'POST /v2/0f3c/apic/instances/1c7a/envs failed with HTTP 403: APIG.3104: The quota is used up'
        error:
          description: What the service answered; has the keys of RV(error).
          returned: when a service answered
          type: dict
        problems:
          description: What is wrong with the entry.
          returned: when the entry is found to be impossible only while it is applied
          type: list
          elements: str
    outcome:
      description: >-
        What became of it, or would in check mode: V(created), V(updated), V(deleted), V(unchanged), V(skipped),
        V(dropped) or V(failed).
      returned: always
      type: str
      sample: updated
    reason:
      description: >-
        Why it was skipped, dropped or has failed; the options that differ of what was updated; empty otherwise.
      returned: always
      type: str
      sample: content.host
summary:
  description: Number of records by outcome. In check mode the outcome is what would be done.
  returned: when the backup was restored, or would be in check mode
  type: dict
  contains:  # restored_outcomes, written by scripts/return-docs
    created:
      description: Objects that were made.
      returned: always
      type: int
      sample: 2
    updated:
      description: Objects that were changed.
      returned: always
      type: int
      sample: 1
    deleted:
      description: Objects that were deleted.
      returned: always
      type: int
      sample: 0
    unchanged:
      description: Entries for which nothing was to be done.
      returned: always
      type: int
      sample: 14
    adopted:
      description: >-
        Objects that were to be made, and that somebody else had made since they were planned; they have the declared
        options now.
      returned: always
      type: int
      sample: 0
    failed:
      description: Entries that failed.
      returned: always
      type: int
      sample: 0
    dropped:
      description: Entries that were not tried, because something that they depend on failed.
      returned: always
      type: int
      sample: 0
    rolled_back:
      description: Changes that were made, and taken back again since another one failed.
      returned: always
      type: int
      sample: 0
    skipped:
      description: What the backup holds and is not asked for, and what it does not hold, or not whole.
      returned: always
      type: int
      sample: 1
secrets:
  description: Names of secrets, as placeholders have them.
  returned: when the backup was restored, or would be in check mode
  type: dict
  contains:
    at_hand:
      description: Secrets that are known, from the backup or from O(secrets).
      returned: always
      type: list
      elements: str
      sample: [app_secrets/orders/secret]
    new:
      description: Secrets that the service makes up, since the former ones are not at hand. See O(allow_new_secrets).
      returned: always
      type: list
      elements: str
      sample: []
    untouched:
      description: Secrets that are not at hand, of objects that are there and keep what they have.
      returned: always
      type: list
      elements: str
      sample: []
archives:
  description: What became of the service's own archives.
  returned: when the backup was restored, or would be in check mode
  type: dict
  contains:
    used:
      description: Whether they were imported, or would be in check mode.
      returned: always
      type: bool
      sample: true
    why:
      description: Why they are used, or are not.
      returned: always
      type: str
      sample: only they hold tasks/capture
    order:
      description: >-
        Their names in the order of import: those with applications to whose objects others refer come first.
      returned: always
      type: list
      elements: str
      sample: [assets/assets-001.zip]
    cycles:
      description: >-
        Groups of names of archives whose applications refer to one another, so that no order suits all of them. What
        fails is imported again after the others.
      returned: always
      type: list
      elements: list
      sample: []
    jobs:
      description: The jobs that imported them, those that were tried again included.
      returned: always
      type: list
      elements: dict
      contains:  # imported, written by scripts/return-docs
        id:
          description: ID of the job.
          returned: always
          type: str
          sample: d1e4f8a2b6c94d07a3e5f7091b2c4d6e
        status:
          description: 'State of the job: V(running), V(succeeded) or V(failed).'
          returned: always
          type: str
          sample: succeeded
        progress_percent:
          description: How far the job is, in percent.
          returned: always
          type: int
          sample: 100
        reasons:
          description: Why parts of the job failed.
          returned: always
          type: list
          elements: dict
          contains:
            resource_type:
              description: 'What failed: V(application) or V(task).'
              returned: always
              type: str
              sample: application
            resource_name:
              description: Name of the application or task.
              returned: always
              type: str
              sample: orders
            error_code:
              description: Error code of the service.
              returned: always
              type: str
              sample: ROMA.00000101
            error_msg:
              description: What the service says about it.
              returned: always
              type: str
              sample: The application does not exist.
        begin_time:
          description: When the job began, UTC; empty when the service does not say so.
          returned: always
          type: str
          sample: '2026-03-14T02:00:00Z'
        end_time:
          description: When the job ended, UTC; empty when it has not, or the service does not say so.
          returned: always
          type: str
          sample: '2026-03-14T02:00:12Z'
        path:
          description: Path of the archive.
          returned: always
          type: str
          sample: /var/backups/roma/roma-main/20260314T020000Z/assets/assets-001.zip
attention:
  description: Sentences for people about what is left to do by hand, most of all about secrets.
  returned: when the backup was restored, or would be in check mode
  type: list
  elements: str
  sample: ["the secret app_secrets/orders/secret is a new one: tell all who use the application"]
plan:
  description: >-
    What would be done, creations and changes first, then deletions. Secrets are hidden. The values of what is made or
    deleted as a whole are part of the diff and of O(plan_file).
  returned: in check mode
  type: list
  elements: dict
  contains:  # planned, written by scripts/return-docs
    action:
      description: V(create), V(update) or V(delete).
      returned: always
      type: str
      sample: update
    kind:
      description: Kind of the object.
      returned: always
      type: str
      sample: apps
    name:
      description: The names that identify the object, its own first.
      returned: always
      type: str
      sample: orders
    id:
      description: ID of the object.
      returned: when the object exists
      type: str
      sample: acd5502992254b3ab2dfd5b6900159db
    changed:
      description: The options that differ.
      returned: when RV(plan[].action) is V(update)
      type: list
      elements: str
      sample: [remark]
    before:
      description: The options that differ, as they are.
      returned: when RV(plan[].action) is V(update)
      type: dict
      sample: {remark: Order intake}
    after:
      description: The options that differ, as they would be.
      returned: when RV(plan[].action) is V(update)
      type: dict
      sample: {remark: Order intake and returns}
cut:
  description: How many entries were left out of C(diff), RV(plan) and RV(results) for the sake of O(result_limit).
  returned: when some were
  type: dict
  sample: {diff: 1500, plan: 870}
plan_digest:
  description: What tells the plan from any other one, for O(expect_plan). It tells nothing about values of secrets.
  returned: when the backup was restored, or would be in check mode
  type: str
  sample: 5f2b1c0e9d8a7f6e5d4c3b2a19080706f5e4d3c2b1a0f9e8d7c6b5a493827160
left_out:
  description: Number of entries of the backup that are not part of the run.
  returned: with O(only)
  type: int
  sample: 120
undo:
  description: The document that takes the run back when M(roma.connect.config) applies it exactly.
  returned: with O(undo=true)
  type: dict
  sample:
    read_from: {endpoint: "https://roma.example.org", project_id: 0f3c7a9be1d24586a7c0d9e8f1b2a3c4, id: 1c7a0d52}
    apps: [{name: orders, state: absent}]
findings:
  description: Everything that is wrong with the backup. Each sentence starts with the path of a file in it.
  returned: on failure, when the backup does not verify
  type: list
  elements: str
  sample:
    - "assets/assets-001.zip: has another content than when the backup was made"
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
problems:  # problems, written by scripts/return-docs
  description: Everything that is wrong with the options. Each sentence starts with the path of an option.
  returned: on failure, when the options are wrong
  type: list
  elements: str
  sample: ['path: /var/backups/roma/roma-main is not a directory']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("backup_restore")


if __name__ == "__main__":
    main()
