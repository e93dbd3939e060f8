# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests know about the resources of message integration."""

from __future__ import annotations

from tests.integration.case import Case

TOPIC = Case(
    kind="topics",
    module="topic",
    name="order-events",
    needs={"apps": [{"name": "orders"}, {"name": "billing"}, {"name": "shipping"}]},
    create={
        "name": "order-events",
        "app": "orders",
        "partition": 4,
        "replication": 2,
        "retention_time": 24,
        "sync_replication": True,
        "sync_message_flush": True,
        "description": "what becomes of orders",
        "sensitive_word": "iban||name",
        "access_policies": [
            {"app": "orders", "access_policy": "pub"},
            {"app": "billing", "access_policy": "sub", "tag": "new || paid"},
        ],
    },
    required="name",
    created={
        "name": "order-events",
        "app_name": "orders",
        "partition": 4,
        "replication": 2,
        "retention_time": 24,
        "sync_replication": True,
        "sync_message_flush": True,
        "description": "what becomes of orders",
        "sensitive_word": "iban||name",
    },
    created_by=["CreateMqsInstanceTopic", "UpdateTopicAccessPolicy"],
    also=lambda judge: judge.policies("order-events"),
    also_created={"orders": ("pub", ""), "billing": ("sub", "new || paid")},
    update={
        "name": "order-events",
        "app": "orders",
        "partition": 6,
        "sync_message_flush": False,
        "description": "",
        "access_policies": [
            {"app": "shipping", "access_policy": "all", "tag": "sent&paid"},
            {"app": "orders", "access_policy": "all"},
        ],
    },
    updated={
        "app_name": "orders",
        "partition": 6,
        "replication": 2,
        "retention_time": 24,
        "sync_replication": True,
        "sync_message_flush": False,
        "description": "",
        "sensitive_word": "iban||name",
    },
    updated_by=["UpdateMqsInstanceTopic", "UpdateTopicAccessPolicy"],
    also_updated={"orders": ("all", ""), "shipping": ("all", "sent&paid")},
    deleted_by="BatchDeleteMqsInstanceTopic",
)

MESSAGE_CASES = (TOPIC,)
