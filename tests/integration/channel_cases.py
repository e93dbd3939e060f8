# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests know about authorizers and load channels."""

from __future__ import annotations

from tests.integration.case import Case
from tests.integration.judge import Judge

FUNCTION = "urn:fss:cn-north-4:0f3c7a9be1d24586a7c0d9e8f1b2a3c4:function:default:loyalty"


def servers(judge: Judge, channel: str) -> dict[tuple[str, int], tuple[int, int, bool, str]]:
    """Address of each server of a load channel → weight, status, whether it is a spare one, and group."""
    return {
        (item["host"], item["port"]): (item["weight"], item["status"], item["is_backup"], item["member_group_name"])
        for item in judge("vpc_channels")[channel]["members"]
    }


def server_groups(judge: Judge, channel: str) -> dict[str, tuple[str, int]]:
    """Name of each group of servers → remark and weight."""
    return {
        item["member_group_name"]: (item["member_group_remark"], item["member_group_weight"])
        for item in judge("vpc_channels")[channel]["member_groups"]
    }


AUTHORIZER = Case(
    kind="authorizers",
    module="authorizer",
    name="loyalty_card",
    create={
        "name": "loyalty_card",
        "type": "FRONTEND",
        "authorizer_type": "FUNC",
        "authorizer_uri": FUNCTION,
        "authorizer_version": "latest",
        "authorizer_alias_uri": FUNCTION + ":live",
        "network_type": "V2",
        "identities": [
            {"name": "X-Card", "location": "HEADER", "validation": "[0-9]{12}"},
            {"name": "card", "location": "QUERY"},
        ],
        "ttl": 300,
        "user_data": "\u4f1a\u5458",
        "need_body": True,
    },
    required="name",
    created={
        "type": "FRONTEND",
        "authorizer_type": "FUNC",
        "authorizer_uri": FUNCTION,
        "authorizer_version": "latest",
        "authorizer_alias_uri": FUNCTION + ":live",
        "network_type": "V2",
        "identities": [
            {"name": "X-Card", "location": "HEADER", "validation": "[0-9]{12}"},
            {"name": "card", "location": "QUERY"},
        ],
        "ttl": 300,
        "user_data": "\u4f1a\u5458",
        "need_body": True,
    },
    created_by=["CreateCustomAuthorizerV2"],
    update={
        "name": "loyalty_card",
        "authorizer_type": "LD",
        "authorizer_uri": "/loyalty",
        "ld_api_id": "5f918d104dc84480a75166ba99efff21",
        "authorizer_version": "",
        "authorizer_alias_uri": "",
        "identities": [{"name": "X-Card", "location": "HEADER", "validation": ""}],
        "ttl": 0,
        "need_body": False,
    },
    updated={
        "type": "FRONTEND",
        "authorizer_type": "LD",
        "authorizer_uri": "/loyalty",
        "network_type": "V2",
        "ld_api_id": "5f918d104dc84480a75166ba99efff21",
        "authorizer_version": "",
        "authorizer_alias_uri": "",
        "identities": [{"name": "X-Card", "location": "HEADER"}],
        "ttl": 0,
        "user_data": "\u4f1a\u5458",
        "need_body": False,
    },
    updated_by=["UpdateCustomAuthorizerV2"],
    deleted_by="DeleteCustomAuthorizerV2",
)

VPC_CHANNEL = Case(
    kind="vpc_channels",
    module="vpc_channel",
    name="order-system",
    create={
        "name": "order-system",
        "port": 8080,
        "balance_strategy": "least_connections",
        "health_check": {
            "protocol": "HTTP",
            "path": "/health",
            "http_code": "200-299",
            "threshold_normal": 2,
            "threshold_abnormal": 3,
            "time_interval": 10,
            "timeout": 5,
        },
        "member_groups": [{"name": "second-site", "remark": "\u7b2c\u4e8c", "weight": 5}, {"name": "test-site"}],
        "members": [
            {"host": "10.0.0.11", "port": 8080, "weight": 20},
            {"host": "10.0.0.11", "port": 8081, "enabled": False},
            {"host": "10.1.0.11", "port": 8080, "group": "second-site", "is_backup": True},
        ],
    },
    required="name",
    created={
        "port": 8080,
        "balance_strategy": 2,
        "member_type": "ip",
        "type": 2,
        "vpc_health_config": {
            "protocol": "HTTP",
            "path": "/health",
            "method": "GET",
            "http_code": "200-299",
            "threshold_normal": 2,
            "threshold_abnormal": 3,
            "time_interval": 10,
            "timeout": 5,
        },
    },
    created_by=["CreateVpcChannelV2", "UpdateBackendInstancesV2"],
    also=lambda judge: (servers(judge, "order-system"), server_groups(judge, "order-system")),
    also_created=(
        {
            ("10.0.0.11", 8080): (20, 1, False, ""),
            ("10.0.0.11", 8081): (1, 2, False, ""),
            ("10.1.0.11", 8080): (1, 1, True, "second-site"),
        },
        {"second-site": ("\u7b2c\u4e8c", 5), "test-site": ("", 0)},
    ),
    update={
        "name": "order-system",
        "port": 9090,
        "balance_strategy": "uri_hash",
        "health_check": {"time_interval": 20, "method": "HEAD"},
        "member_groups": [{"name": "second-site", "weight": 0}],
        "members": [
            {"host": "10.1.0.11", "port": 8080, "group": "second-site"},
            {"host": "10.0.0.11", "port": 8081, "weight": 7},
            {"host": "orders.internal", "port": 443},
        ],
    },
    updated={
        "port": 9090,
        "balance_strategy": 4,
        "vpc_health_config": {
            "protocol": "HTTP",
            "path": "/health",
            "method": "HEAD",
            "http_code": "200-299",
            "threshold_normal": 2,
            "time_interval": 20,
            "timeout": 5,
        },
    },
    updated_by=["UpdateVpcChannelV2", "UpdateBackendInstancesV2"],
    also_updated=(
        {
            ("10.1.0.11", 8080): (1, 1, True, "second-site"),
            ("10.0.0.11", 8081): (7, 2, False, ""),
            ("orders.internal", 443): (1, 1, False, ""),
        },
        {"second-site": ("\u7b2c\u4e8c", 0)},
    ),
    deleted_by="DeleteVpcChannelV2",
)
