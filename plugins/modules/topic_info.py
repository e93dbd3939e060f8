#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: topic_info
short_description: Read topics of ROMA Connect message integration
version_added: "1.0.0"
description:
  - Read all topics of an instance, or those that fit all given options.
  - The access policies of each topic are read with a request of their own.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.topic_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.topic
  - module: roma.connect.topic_export
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all topics of an application
  roma.connect.topic_info:
    app: orders
  register: found

- name: Show which applications use them
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.access_policies | map(attribute='app') | join(', ') }}"
  loop: "{{ found.topics }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
topics:
  description: The topics that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # topic, written by scripts/return-docs
    id:
      description: ID of the topic.
      returned: always
      type: str
      sample: order-events
    name:
      description: Name of the topic, unique in the instance.
      returned: always
      type: str
      sample: order-events
    app:
      description: Name of the application that owns the topic.
      returned: always
      type: str
      sample: orders
    partition:
      description: Number of partitions.
      returned: always
      type: int
      sample: 3
    replication:
      description: Number of replicas of each partition.
      returned: always
      type: int
      sample: 3
    retention_time:
      description: Hours for which messages are kept.
      returned: always
      type: int
      sample: 72
    sync_replication:
      description: Whether a message is acknowledged only when all replicas have it.
      returned: always
      type: bool
      sample: false
    sync_message_flush:
      description: Whether a message is acknowledged only when it is on the disk.
      returned: always
      type: bool
      sample: false
    description:
      description: Description of the topic; empty or null when there is none.
      returned: always
      type: str
      sample: What becomes of orders
    sensitive_word:
      description: >-
        Names of fields whose values are hidden from those who look at messages, separated by C(||); empty or null when
        there is none.
      returned: always
      type: str
      sample: card_number||iban
    access_policies:
      description: Which applications may publish to the topic and subscribe to it.
      returned: always
      type: list
      elements: dict
      contains:
        app:
          description: Name of the application.
          returned: always
          type: str
          sample: billing
        access_policy:
          description: 'What the application may do: publish, subscribe, or all.'
          returned: always
          type: str
          sample: sub
        tag:
          description: >-
            Tags of the messages that it may publish or subscribe to, separated by C(||); empty or null when there is
            none.
          returned: always
          type: str
          sample: created||changed
    app_id:
      description: ID of the application that O(roma.connect.topic#module:app) names; null without one.
      returned: always
      type: str
      sample: 9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e
    permissions:
      description: What the caller may do with the topic; null when the service does not say so.
      returned: always
      type: list
      elements: str
      sample: [read, modify]
    topic_type:
      description: Type of the topic; null when the service does not say so.
      returned: always
      type: int
      sample: 0
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
      sample: GET
    path:
      description: Path of the request.
      returned: always
      type: str
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/mqs/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/topics
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
    run_module("topic_info")


if __name__ == "__main__":
    main()
