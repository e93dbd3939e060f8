#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: topic_import
short_description: Import topics into ROMA Connect message integration
version_added: "1.0.0"
description:
  - Have the service make the topics that a file of M(roma.connect.topic_export) describes.
  - The applications that own the topics must exist.
  - >-
    Requests that are signed with a key pair can carry 12 MB at most. For larger files give O(token), or O(username)
    and O(password), instead of O(access_key).
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.topic_import
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode the file is read, but nothing is sent.
  diff_mode:
    support: none
  idempotent:
    support: none
    details:
      - The service does not tell whether anything was changed. With O(mode=merge) a file can be imported again.
seealso:
  - module: roma.connect.topic_export
  - module: roma.connect.topic
"""

EXAMPLES = r"""
- name: Make the topics that a file describes
  roma.connect.topic_import:
    file: /var/backups/roma/topics.csv
  register: restored

- name: Show what is new
  ansible.builtin.debug:
    msg: "{{ restored.imported | join(', ') }}"

- name: Bring existing topics to their settings in the file, too
  roma.connect.topic_import:
    file: /var/backups/roma/topics.csv
    mode: merge

- name: Give the topics to the applications of another stage
  roma.connect.topic_import:
    file: /var/backups/roma/topics.csv
    prefix: stage-
"""

RETURN = r"""
file:
  description: The file that was imported.
  returned: success
  type: dict
  contains:  # file, written by scripts/return-docs
    path:
      description: Path of the file.
      returned: always
      type: str
      sample: /var/backups/roma/topics.csv
    size:
      description: Size of the file in bytes.
      returned: always
      type: int
      sample: 2714
    sha256:
      description: SHA-256 of the file, hexadecimal.
      returned: always
      type: str
      sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
imported:
  description: Names of the topics that are new on the instance; empty in check mode.
  returned: success
  type: list
  elements: str
  sample: [order-events]
error:  # error, written by scripts/return-docs
  description: What the service answered, when this is why the task failed.
  returned: on failure, when a service answered
  type: dict
  contains:
    status:
      description: HTTP status code.
      returned: always
      type: int
      sample: 400
    code:
      description: Error code of the service; the HTTP status code when the answer holds none.
      returned: always
      type: str
      sample: MQS.00400026
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/mqs/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/topics/import
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
  sample: ['file: /var/backups/roma/topics.csv: the file is empty']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("topic_import")


if __name__ == "__main__":
    main()
