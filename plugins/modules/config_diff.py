#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: config_diff
short_description: Compare documents, backups and a ROMA Connect instance
version_added: "1.0.0"
description:
  - Compare two of a document, a backup and an instance, in any combination, and say which objects were added or
    removed, and which options of the others differ.
  - Options are compared as M(roma.connect.config) compares them. An option that has its default is the same as one that
    was never given, and of lists whose order means nothing the order does not count.
  - Kinds of which one side does not speak are not compared. RV(not_compared) names them.
  - Secrets are compared where both sides know them, and never shown. RV(unknown_secrets) names the others. Nothing is
    said about whether they are the same.
  - Two documents, two backups, or one of each are compared without asking a service, and without credentials.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.config_diff
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - Reports are not written in check mode.
notes:
  - RV(ignore:changed) is V(true) when a report was written that was not there in the same words. A difference between
    the two sides is in RV(drift).
seealso:
  - module: roma.connect.config
  - module: roma.connect.config_export
  - module: roma.connect.backup_verify
"""

EXAMPLES = r"""
- name: See what was changed by hand since the document was applied
  roma.connect.config_diff:
    before: instance.yml
  register: drift

- name: Show it
  ansible.builtin.debug:
    msg: "{{ drift.differences }}"
  when: drift.drift

- name: Fail when the instance is not what the newest backup holds, and say so to the build server
  roma.connect.config_diff:
    before_backup: /var/backups/roma/roma-main
    reports:
      - reports/drift.xml
      - reports/drift.html
    fail_on_drift: true

- name: Compare a backup with a document, without any credentials
  roma.connect.config_diff:
    before: instance.yml
    after_backup: /var/backups/roma/roma-main/20260314T020000Z
"""

RETURN = r"""
drift:
  description: Whether there is any difference.
  returned: when both sides could be read
  type: bool
  sample: true
title:
  description: What was compared, as reports are headed.
  returned: when both sides could be read
  type: str
  sample: From document to instance 1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d
told:
  description: The outcome in one line.
  returned: when both sides could be read
  type: str
  sample: '1 added, 0 removed, 1 changed, 40 the same; secrets that could not be compared: 2'
lines:
  description: The first 20 objects that differ, in lines for people, with values that are cut when they are long.
  returned: when both sides could be read
  type: list
  elements: str
  sample:
    - changed env_variables/order_system/STAGE/orders-v1
    - '  value: "orders.stage.example.org:8080" -> "10.0.0.9:8080"'
summary:
  description: How many objects and secrets.
  returned: when both sides could be read
  type: dict
  contains:
    added:
      description: How many objects only the side O(after) has.
      returned: always
      type: int
      sample: 1
    removed:
      description: How many objects only the side O(before) has.
      returned: always
      type: int
      sample: 0
    changed:
      description: How many objects both sides have, with different options.
      returned: always
      type: int
      sample: 1
    equal:
      description: How many objects are the same on both sides, as far as is known.
      returned: always
      type: int
      sample: 40
    secrets_compared:
      description: How many secrets were compared.
      returned: always
      type: int
      sample: 3
    secrets_unknown:
      description: How many secrets could not be compared.
      returned: always
      type: int
      sample: 2
equal:
  description: How many objects of each kind are the same. All kinds that were compared are there.
  returned: when both sides could be read
  type: dict
  sample: {apps: 2, topics: 38}
before:
  description: What was compared with the other side.
  returned: when both sides could be read
  type: dict
  contains: &side
    source:
      description: V(document), V(backup) or V(instance).
      returned: always
      type: str
      sample: document
    where:
      description: Directory of the backup, or ID of the instance; empty for a document.
      returned: always
      type: str
      sample: ""
after:
  description: The other side.
  returned: when both sides could be read
  type: dict
  contains: *side
differences:
  description: The objects that differ.
  returned: when both sides could be read
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the object.
      returned: always
      type: str
      sample: topics
    name:
      description: The names that identify the object.
      returned: always
      type: str
      sample: orders-events
    change:
      description: V(added), V(removed) or V(changed).
      returned: always
      type: str
      sample: changed
    options:
      description: Paths of the options that differ. Of an object that one side lacks, the options that the other gives.
      returned: always
      type: list
      elements: str
      sample: [partition]
    before:
      description: These options on the side O(before), secrets hidden.
      returned: always
      type: dict
      sample: {partition: 3}
    after:
      description: These options on the side O(after), secrets hidden.
      returned: always
      type: dict
      sample: {partition: 5}
unknown_secrets:
  description: The secrets of objects on both sides that could not be compared.
  returned: when both sides could be read
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the object.
      returned: always
      type: str
      sample: datasources
    name:
      description: The names that identify the object.
      returned: always
      type: str
      sample: orders-db/orders
    option:
      description: Path of the option.
      returned: always
      type: str
      sample: content.password
    unknown:
      description: The sides that do not know it.
      returned: always
      type: list
      elements: str
      sample: [after]
    why:
      description: Why they do not.
      returned: always
      type: str
      sample: "after: the service does not give it back"
not_compared:
  description: What else was not compared.
  returned: when both sides could be read
  type: list
  elements: dict
  contains:
    what:
      description: A kind, or an object.
      returned: always
      type: str
      sample: topics
    why:
      description: Why it was not.
      returned: always
      type: str
      sample: before does not speak of this kind
cut:
  description: How many entries of these lists were left out for the sake of O(result_limit).
  returned: when some were
  type: dict
  sample: {diff: 1500, differences: 870}
reports:
  description: Paths of the reports.
  returned: when both sides could be read
  type: list
  elements: str
  sample: [/home/ops/reports/drift.html]
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
  sample: ['members[0].roles[1]: ''write'' is not one of the choices; known are: read, access, delete, modify, admin']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("config_diff")


if __name__ == "__main__":
    main()
