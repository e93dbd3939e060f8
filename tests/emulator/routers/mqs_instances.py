# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The MQS view of an instance: its Kafka cluster. Read-only."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.family import Family
from ..frame.fields import Text
from ..identity.authentication import project_user
from ..identity.tenant import OPERATOR, RomaInstance
from ..state.iam import IamStore
from ..state.topics import TopicStore
from .mqs_common import PREFIX, MqsDialect

family = Family("mqs", MqsDialect(), auth=project_user, prefix=PREFIX)
families = (family,)


@family.get("", "ListMqsInstance", query={"include_internal": Text(choices=("true",), required=True)})
def list_instances(call: Call) -> dict[str, Any]:
    """ListMqsInstance: `include_internal` is required although it has only one value; there is no paging."""
    rows = [
        _instance(call, instance)
        for instance in call.world[IamStore].tenant.instances
        if instance.project_id == call.project_id
    ]
    return {"instances": rows, "instance_num": len(rows)}


@family.get("/{instance_id}", "ShowMqsInstance")
def show_instance(call: Call) -> dict[str, Any]:
    tenant = call.world[IamStore].tenant
    return _instance(call, next(item for item in tenant.instances if item.id == call.instance_id))


def _instance(call: Call, instance: RomaInstance) -> dict[str, Any]:
    """`partition_num` and `created_at` are texts, and `public_boundwidth` is spelt so."""
    return {
        "name": instance.name,
        "description": instance.description,
        "engine": "kafka",
        "engine_version": "2.7",
        "specification": "100MB",
        "storage_space": 492,
        "used_storage_space": 10,
        "total_storage_space": 600,
        "partition_num": str(call.world[TopicStore].max_partitions(instance.id)),
        "connect_address": "192.0.2.10,192.0.2.11,192.0.2.12",
        "port": 9094,
        "status": "RUNNING",
        "instance_id": instance.id,
        "resource_spec_code": "dms.instance.kafka.cluster.c3.mini",
        "type": "cluster",
        "charging_mode": 1,
        "vpc_id": "6f1d3c0a-98b7-4c6d-8e5f-1a2b3c4d5e6f",
        "vpc_name": "vpc-main",
        "subnet_id": "7a2e4d1b-09c8-4d7e-9f60-2b3c4d5e6f70",
        "subnet_name": "subnet-main",
        "subnet_cidr": "192.0.2.0/24",
        "security_group_id": "8b3f5e2c-1ad9-4e8f-a071-3c4d5e6f7081",
        "security_group_name": "default",
        "created_at": "1705305600000",
        "user_id": OPERATOR.id,
        "user_name": OPERATOR.name,
        "maintain_begin": "22:00:00",
        "maintain_end": "02:00:00",
        "enable_publicip": False,
        "ssl_enable": True,
        "vpc_client_plain": False,
        "enterprise_project_id": "0",
        "enable_auto_topic": False,
        "product_id": "00300-30308-0--0",
        "available_zones": ["az1"],
        "storage_spec_code": "dms.physical.storage.ultra",
        "service_type": "advanced",
        "storage_type": "hec",
        "retention_policy": "time_base",
        "kafka_public_status": "closed",
        "public_bandwidth": 0,
        "public_boundwidth": 0,
        "ipv6_enable": False,
        "ipv6_connect_addresses": [],
        "connector_enable": False,
        "mqs_connector_enable": False,
        "rest_enable": False,
        "rest_connect_address": "",
        "message_query_inst_enable": True,
        "trace_enable": False,
        "disk_encrypted": False,
        "node_num": 3,
        "listeners": {},
    }
