#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: asset_import
short_description: Import an archive of assets into ROMA Connect
version_added: "1.0.0"
description:
  - Have the service import an archive that M(roma.connect.asset_export) has stored, and find out what is left to do.
  - >-
    An archive does not hold everything. What the service leaves undone is returned as RV(to_do), for each object that
    was imported: secrets and members of applications, connections of data sources, environment variables, servers of
    load channels, and what the users of topics have to know. It is put right by hand, or by M(roma.connect.config)
    with the document that M(roma.connect.config_info) read from the first instance.
  - The archive is read and tested before anything is sent. It is sent in blocks, so that its size does not matter here.
  - >-
    Requests that are signed with a key pair can carry 12 MB at most. For larger archives give O(token), or O(username)
    and O(password), instead of O(access_key).
  - A user can run one asset job at a time, so the import waits for other jobs of the same user.
  - >-
    When an application has tasks that call the API of another application, import that one first. Parameters of both
    instances have to match, and so have data dictionaries.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.asset_import
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode the archive is tested, but nothing is sent.
  diff_mode:
    support: none
  idempotent:
    support: none
    details:
      - The service cannot tell whether an archive was imported before. With O(mode=merge) it can be imported again.
seealso:
  - module: roma.connect.asset_export
  - module: roma.connect.asset_job_info
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Import an archive into an instance that has none of its applications
  roma.connect.asset_import:
    archive: /var/backups/roma/assets/assets-001.zip
  register: restored

- name: Show what is left to do
  ansible.builtin.debug:
    msg: "{{ item.kind }} {{ item.name }}: {{ item.what }}, because {{ item.why }}"
  loop: "{{ restored.to_do }}"
  loop_control:
    label: "{{ item.name }}"

- name: Bring applications to their state in the archive, data sources included
  roma.connect.asset_import:
    archive: /var/backups/roma/assets/assets-001.zip
    mode: merge
    datasource_overwrite: true

- name: Import a copy beside the original
  roma.connect.asset_import:
    archive: /var/backups/roma/assets/assets-001.zip
    prefix: copy-of-

- name: Import a large archive with a token
  roma.connect.asset_import:
    archive: /var/backups/roma/assets/assets-002.zip
    token: "{{ login.token }}"
    wait_timeout: 7200
"""

RETURN = r"""
archive:
  description: The archive that was imported.
  returned: success
  type: dict
  contains:
    path:
      description: Path of the archive.
      returned: always
      type: str
      sample: /var/backups/roma/assets/assets-001.zip
    size:
      description: Size of the archive in bytes.
      returned: always
      type: int
      sample: 48213
    sha256:
      description: SHA-256 of the archive, hexadecimal.
      returned: always
      type: str
      sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
job:
  description: The job that imported the archive, or is importing it with O(wait=false); null in check mode.
  returned: success, or when the job failed
  type: dict
  contains:  # job, written by scripts/return-docs
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
imported:
  description: >-
    The names of what is new on the instance, for each of the kinds that RV(to_do) can speak of; empty with
    O(wait=false) and in check mode.
  returned: success, or when the job failed
  type: dict
  sample:
    apps: [orders]
    datasources: [orders-db]
    api_groups: [orders-v1]
    apis: [create-order]
    vpc_channels: []
    topics: [order-events]
to_do:
  description: What the import has left undone; empty with O(wait=false) and in check mode.
  returned: success, or when the job failed
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the object.
      returned: always
      type: str
      sample: datasources
    name:
      description: Name of the object; null when objects of this kind could not be read.
      returned: always
      type: str
      sample: orders-db
    app:
      description: Name of the application that the object is or belongs to; null when it belongs to none.
      returned: always
      type: str
      sample: orders
    what:
      description: What is to be set.
      returned: always
      type: str
      sample: address, account and password
    missing:
      description: The options that the object needs and does not have, as far as that can be told.
      returned: always
      type: list
      elements: str
      sample: [content.host, content.port]
    why:
      description: Why it is to be set.
      returned: always
      type: str
      sample: an archive does not hold them
    module:
      description: The module that sets it.
      returned: always
      type: str
      sample: roma.connect.datasource
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
      sample: ROMA.00010010
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/assets/import
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
  sample:
    - 'archive: /var/backups/roma/assets/assets-001.zip: the archive is not a complete zip file: File is not a zip file'
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("asset_import")


if __name__ == "__main__":
    main()
