#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: config
short_description: Bring a ROMA Connect instance to the state that a document declares
version_added: "1.0.0"
description:
  - >-
    Apply an instance document: a mapping from kinds to lists of entries. The kinds are the choices of
    O(roma.connect.config_info#module:kinds), each the plural of a module's name.
  - An entry takes the options of the module for its kind, but for those of the connection. An entry of
    C(datasources), for example, takes the options of M(roma.connect.datasource). Its C(state) is C(present) or
    C(absent), and C(present) when omitted.
  - >-
    Entries name one another by name, never by id. Kinds and entries can stand in any order: what others depend on is
    made first, and deleted last.
  - An option that is omitted is left untouched. C(""), C([]) and C({}) clear what can be cleared. What the document
    does not mention is left alone, so nothing is deleted without C(state=absent).
  - A secret can be a placeholder such as C(<secret:datasources/orders-db/orders/content.password>), made of the kind,
    the names that identify the entry, and the option. O(secrets) gives the values. A placeholder without a value
    counts as an omitted option when the object exists, and is refused when it has to be made.
  - The whole document is checked before the first request, and again against the instance before anything is written.
    All problems are reported together, each with the path of the option.
  - When a write fails, all entries that do not depend on the failed one are still applied. Those that do are dropped.
    The module fails at the end, and RV(results) says what became of every entry. The next run does what is left.
  - Entries can refer to what the document itself declares. So check mode tells the truth on an empty instance too,
    before anything that the entries refer to exists.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.config
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  idempotent:
    support: partial
    details:
      - With O(update_secrets=always) every run that gives a secret which cannot be compared sends it, and
        reports a change.
notes:
  - Runs of the same user on the same machine that change the same instance take turns. One that has waited for 10
    minutes fails. In check mode nothing is waited for.
seealso:
  - module: roma.connect.config_info
  - module: roma.connect.config_export
  - module: roma.connect.asset_export
"""

EXAMPLES = r"""
- name: Bring the instance to the declared state
  roma.connect.config:
    document:
      apps:
        - name: orders
          remark: Order intake
      environments:
        - name: STAGE
      api_groups:
        - name: orders-v1
          app: orders
      env_variables:
        - environment: STAGE
          group: orders-v1
          name: backend_host
          value: 10.0.0.7:8080
      datasources:
        - name: orders-db
          app: orders
          type: MYSQL
          content:
            mode: default
            host: db.orders.internal
            port: "3306"
            database_name: orders
            user_name: intake
            password: "{{ vault_orders_db_password }}"
  register: applied

- name: Show what was done
  ansible.builtin.debug:
    var: applied.summary

- name: See what a document would change, without changing it
  roma.connect.config:
    document:
      env_variables:
        - environment: STAGE
          group: orders-v1
          name: backend_host
          value: 10.0.0.8:8080
  check_mode: true
  diff: true

- name: Store what would be done, for somebody to look at
  roma.connect.config:
    document: instance.yml
    plan_file: plan.json
  check_mode: true
  diff: true

- name: Do just that, or nothing when anything has changed since
  roma.connect.config:
    document: instance.yml
    expect_plan: plan.json

- name: Fail when the instance is not as it is declared
  roma.connect.config:
    document: instance.yml
    fail_on_changes: true
  check_mode: true

- name: Apply what belongs to some applications, and leave the rest alone
  roma.connect.config:
    document: instance.yml
    only:
      apps: [orders*]

- name: Delete APIs and variables of an application that the document does not declare any more
  roma.connect.config:
    document: instance.yml
    prune:
      apps: [orders]
      kinds: [apis, env_variables]
    prune_limit: 5

- name: Apply a document, and store before the first write what takes it back
  roma.connect.config:
    document: instance.yml
    undo_file: undo.yml

- name: Take that back
  roma.connect.config:
    document: undo.yml
    exact: true

- name: Apply a document, and take everything back when a write fails
  roma.connect.config:
    document: instance.yml
    rollback: true

- name: Apply a document from a file, with the secrets that it only names
  roma.connect.config:
    document: instance.yml
    secrets:
      datasources/orders-db/orders/content.password: "{{ vault_orders_db_password }}"

- name: Apply what several teams declare, and what this play adds
  roma.connect.config:
    document:
      - teams
      - environments:
          - name: STAGE

- name: Set all secrets anew, also those that the service does not give back
  roma.connect.config:
    document:
      app_secrets:
        - app: orders
          secret: "{{ vault_orders_secret }}"
      datasources:
        - name: orders-db
          app: orders
          content:
            password: "{{ vault_orders_db_password }}"
    update_secrets: always

- name: Delete what is not used any more
  roma.connect.config:
    document:
      env_variables:
        - environment: STAGE
          group: orders-v1
          name: backend_host
          state: absent
      environments:
        - name: STAGE
          state: absent
"""

RETURN = r"""
results:
  description: One record for every entry, in the order in which kinds depend on one another.
  returned: when the document was applied, or would be in check mode
  type: list
  elements: dict
  contains:  # record, written by scripts/return-docs
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
summary:
  description: Number of entries by outcome. In check mode the outcome is what would be done.
  returned: when the document was applied, or would be in check mode
  type: dict
  contains:  # outcomes, written by scripts/return-docs
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
plan:
  description: >-
    What would be done, creations and changes first, then deletions in the order of the document. Secrets are hidden.
    The values of what is made or deleted as a whole are part of the diff and of O(plan_file).
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
left_out:
  description: Number of entries of the document that are not part of the run.
  returned: with O(only)
  type: int
  sample: 120
cut:
  description: How many entries were left out of C(diff), RV(plan) and RV(results) for the sake of O(result_limit).
  returned: when some were
  type: dict
  sample: {diff: 1500, plan: 870}
plan_digest:
  description: What tells the plan from any other one, for O(expect_plan). It tells nothing about values of secrets.
  returned: when the document was applied, or would be in check mode
  type: str
  sample: 5f2b1c0e9d8a7f6e5d4c3b2a19080706f5e4d3c2b1a0f9e8d7c6b5a493827160
undo:
  description: >-
    The document that takes the run back when it is applied with O(exact=true), with the entries of what was, or would
    be, made, changed or deleted. Secrets are placeholders.
  returned: with O(undo=true)
  type: dict
  sample:
    read_from: {endpoint: "https://roma.example.org", project_id: 0f3c7a9be1d24586a7c0d9e8f1b2a3c4, id: 1c7a0d52}
    apps: [{name: orders, state: absent}]
rollback:
  description: What became of taking back what had been done.
  returned: with O(rollback=true), when a write has failed
  type: dict
  contains:
    summary:
      description: Number of entries by outcome, with the keys of RV(summary). What the run had made counts as deleted.
      returned: always
      type: dict
      sample: {created: 0, updated: 1, deleted: 2, unchanged: 4, adopted: 0, failed: 0, dropped: 0, rolled_back: 0}
    results:
      description: One record for everything that was to be taken back, with the keys of RV(results).
      returned: always
      type: list
      elements: dict
      sample:
        - {kind: apps, name: orders, path: "apps[0]", action: delete, changed: [], status: ok, notes: [], id: acd55029}
    left:
      description: What is not as it was before, and why. Nothing else has stayed when it is empty.
      returned: always
      type: list
      elements: str
      sample:
        - "datasources/orders-db/orders: the former value of content.password cannot be brought back, since the service
          does not give it back"
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
      sample: APIG.3104
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/apic/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/envs
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
  sample: ['datasources[3].content.port: ''99999x'' is not allowed: a port number']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("config")


if __name__ == "__main__":
    main()
