#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: config_export
short_description: Store a ROMA Connect instance as files
version_added: "1.0.0"
description:
  - Read an instance, or some kinds of objects on it, into an instance document, as M(roma.connect.config_info) does,
    and store it as YAML in one file or in several.
  - O(roma.connect.config#module:document) takes the path of what was stored. The document says by its member
    C(read_from) that it was read from an instance. So it is data, whatever people have typed into the console of the
    service, and nothing in it is ever evaluated. Texts that look like templates have the tag C(!unsafe) besides, which
    makes Ansible leave them alone when it reads such a file by other ways.
  - Kinds, entries and options have a fixed order, and files hold no time. So the difference of two files is the
    difference of two states of the instance.
  - Files are readable for their owner only. Each has its former content or the new one, never a part of it.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.config_export
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode the instance is read and compared with the files, but nothing is stored.
  diff_mode:
    support: partial
    details:
      - With O(include_secrets=true) there is no diff, which would show secrets.
seealso:
  - module: roma.connect.config
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Store the instance as one file
  roma.connect.config_export:
    path: instance.yml

- name: Store a large instance in a git repository, a file for each application
  roma.connect.config_export:
    path: roma/prod
    layout: apps
  register: stored

- name: Show what would have to be changed to get back to what was stored
  roma.connect.config:
    document: roma/prod
  check_mode: true
  diff: true
"""

RETURN = r"""
path:
  description: The file, or the directory that holds the files.
  returned: success
  type: str
  sample: /srv/roma/prod
files:
  description: Every file that holds a part of the document. In check mode they may not exist.
  returned: success
  type: list
  elements: str
  sample:
    - /srv/roma/prod/apps/orders.yml
    - /srv/roma/prod/instance.yml
differences:
  description: >-
    What is new, gone or not as it was in the files, by kind and names. In check mode this tells how an instance differs
    from what was stored.
  returned: success
  type: list
  elements: str
  sample:
    - apps/orders
    - env_variables/backend_host/STAGE/orders-v1
placeholders:  # placeholders, written by scripts/return-docs
  description: The placeholders in the document.
  returned: success
  type: list
  elements: str
  sample: ['<secret:app_secrets/orders/secret>', '<secret:datasources/orders-db/orders/content.password>']
instance:  # instance, written by scripts/return-docs
  description: The instance that was read.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the instance.
      returned: always
      type: str
      sample: 1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d
    project_id:
      description: ID of the project that it belongs to.
      returned: always
      type: str
      sample: 0f3c7a9be1d24586a7c0d9e8f1b2a3c4
    endpoint:
      description: URL of the ROMA Connect API.
      returned: always
      type: str
      sample: https://roma.cn-north-4.myhuaweicloud.com
counts:  # counts, written by scripts/return-docs
  description: Number of entries of each kind that was read.
  returned: success
  type: dict
  sample: {apps: 1, env_variables: 1}
not_covered:  # not_covered, written by scripts/return-docs
  description: What was found on the instance and is not in the document, object by object.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the object.
      returned: always
      type: str
      sample: apis
    name:
      description: The names that identify the object.
      returned: always
      type: str
      sample: order-status/orders-v1
    what:
      description: What of the object is not in the document.
      returned: always
      type: str
      sample: the definition that is published in STAGE
    why:
      description: Why it is not.
      returned: always
      type: str
      sample: it has been changed since; documents hold the changed one
coverage:  # document_coverage, written by scripts/return-docs
  description: >-
    How many objects of each kind the instance has, and how many of them the document and the service's own archives
    can hold. M(roma.connect.backup_coverage) completes it for a backup.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: The kind.
      returned: always
      type: str
      sample: tasks
    found:
      description: How many there are, without those that every instance has.
      returned: always
      type: int
      sample: 12
    document:
      description: How many of them the document holds.
      returned: always
      type: int
      sample: 11
    archivable:
      description: How many of them the service's own archives hold, as the vendor documents it.
      returned: always
      type: int
      sample: 12
    archive_only:
      description: How many of these the document does not hold.
      returned: always
      type: int
      sample: 1
    partly:
      description: Of how many of them the document lacks a part.
      returned: always
      type: int
      sample: 0
    reasons:
      description: >-
        Why the document does not hold some, or not whole. The keys are C(what), C(why), C(count), C(archived), which
        is how many of them the archives hold, and C(names) of the first ten.
      returned: always
      type: list
      elements: dict
      sample:
        - what: the task
          why: it is a composite task, which is defined by other operations of the service
          count: 1
          archived: 1
          names:
            - orders-to-events
refers_outside:  # refers_outside, written by scripts/return-docs
  description: The names of what the document may refer to without holding it, by kind.
  returned: success
  type: dict
  sample: {environments: [RELEASE]}
parameters:
  description: What the instance is able to do, as far as the service tells.
  returned: success
  type: dict
  contains:
    edition:
      description: >-
        Size of the instance: V(basic), V(professional), V(enterprise) or V(platinum). Empty when it is not told.
      returned: always
      type: str
      sample: basic
    features:
      description: Features of API integration with their configuration, V(off) for those that are.
      returned: always
      type: dict
      sample: {public_key: "on", backend_timeout: '{"max_timeout":600000}'}
    limits:
      description: How much API integration may hold, by the names of the service.
      returned: always
      type: dict
      sample: {API_NUM_LIMIT: 5000}
    partitions:
      description: How many partitions the topics may have together.
      returned: always
      type: int
      sample: 300
out_of_reach:  # out_of_reach, written by scripts/return-docs
  description: What an instance may hold besides, and what is not looked at.
  returned: success
  type: list
  elements: dict
  contains:
    what:
      description: What is not looked at.
      returned: always
      type: str
      sample: AppCodes and client quotas
    why:
      description: Why it is not.
      returned: always
      type: str
      sample: the service does not export them
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
      sample: APIG.1005
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/apic/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/api-groups
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
  sample: ['instance_id: is required; set the option or ROMA_INSTANCE_ID']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("config_export")


if __name__ == "__main__":
    main()
