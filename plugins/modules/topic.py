#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: topic
short_description: Manage topics of ROMA Connect message integration
version_added: "1.0.0"
description:
  - Create, change and delete topics, and say which applications may publish to them and subscribe to them.
  - A topic is found by its name, which cannot be changed. Neither can its application and its replicas.
  - The number of partitions can only be enlarged; a smaller one is refused before anything is sent.
  - >-
    O(access_policies) is exact: who is not in it may not use the topic afterwards.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.topic
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - Applications must exist in check mode too. Use M(roma.connect.config) to check what does not exist yet.
seealso:
  - module: roma.connect.topic_info
  - module: roma.connect.topic_export
  - module: roma.connect.topic_import
  - module: roma.connect.app
  - module: roma.connect.config
"""

EXAMPLES = r"""
- name: Make sure that the topic exists
  roma.connect.topic:
    name: order-events
    app: orders
    retention_time: 24

- name: Choose who may use it
  roma.connect.topic:
    name: order-events
    app: orders
    access_policies:
      - app: orders
        access_policy: all
      - app: billing
        access_policy: sub
        tag: created||changed

- name: Enlarge it, and leave everything else as it is
  roma.connect.topic:
    name: order-events
    partition: 6

- name: Delete it
  roma.connect.topic:
    name: order-events
    state: absent
"""

RETURN = r"""
topic:
  description: The topic as it is now, or as it would be in check mode; null when it does not exist.
  returned: success
  type: dict
  contains:  # topic, written by scripts/return-docs
    id:
      description: ID of the topic; null in check mode when it does not exist yet.
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
      description: >-
        Which applications may publish to the topic and subscribe to it; null when O(access_policies) was not given.
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
      description: ID of the application that O(app) names; null without one.
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
      sample: POST
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
  sample: ['access_policies: must have an entry for orders, the application that owns the topic']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("topic")


if __name__ == "__main__":
    main()
