#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: backup_escrow
short_description: Store the secrets of an instance, encrypted with Ansible Vault
version_added: "1.0.0"
description:
  - Write a file that holds the secrets a document has placeholders for, by the names of these placeholders, encrypted
    with a vault secret of the run. Decrypted it is what O(roma.connect.config#module:secrets) takes.
  - Secrets that the service gives back are read. Others can be handed in, and are stored along.
  - They are encrypted in memory, on the controller. No secret is ever written in clear, nor part of a result.
  - When the run has no vault secret nothing is stored, and it says what a restore would break.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.backup_escrow
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: none
    details:
      - Ansible Vault encrypts the same content differently each time.
notes:
  - Vault secrets never leave the controller. So nothing is encrypted when the task runs on another machine, as another
    user, or in the background; it fails when O(secrets) or O(vault_id) were given all the same.
seealso:
  - module: roma.connect.config_export
  - module: roma.connect.config
  - module: roma.connect.backup_verify
"""

EXAMPLES = r"""
- name: Store the document
  roma.connect.config_export:
    path: /var/backups/roma/document.yml
  register: exported

- name: Store the secrets
  roma.connect.backup_escrow:
    placeholders: "{{ exported.placeholders }}"
    path: /var/backups/roma/secrets.yml
    vault_id: prod
    secrets:
      datasources/orders-db/orders/content.password: "{{ vault_orders_db }}"

- name: Put them back
  roma.connect.config:
    document: /var/backups/roma/document.yml
    secrets: "{{ lookup('ansible.builtin.file', '/var/backups/roma/secrets.yml') | ansible.builtin.from_yaml }}"
  no_log: true
"""

RETURN = r"""
escrow:
  description: >-
    What became of the secrets. V(stored), or V(no vault secret within reach) when the run has none or the task does
    not run on the controller itself.
  returned: success
  type: str
  sample: stored
held:
  description: The names of the secrets that are stored.
  returned: success
  type: list
  elements: str
  sample:
    - app_secrets/orders/secret
missing:
  description: The names of those that are not.
  returned: success
  type: list
  elements: str
  sample:
    - datasources/orders-db/orders/content.password
breaks:
  description: >-
    The names of those among RV(missing) that the service makes up anew when an object is made anew, so that all who
    know the former secret can do nothing any more.
  returned: success
  type: list
  elements: str
  sample: []
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
      sample: GET
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
  sample: ['vault_id: no vault secret of this run is named ''prod''; there are: default']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("backup_escrow")


if __name__ == "__main__":
    main()
