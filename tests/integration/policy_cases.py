# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests know about throttling policies and signature keys."""

from __future__ import annotations

from typing import Any

from tests.integration.case import Case
from tests.integration.judge import Judge

Options = dict[str, Any]


def api(name: str, path: str, publications: list[str]) -> Options:
    return {
        "name": name,
        "group": "orders-v1",
        "group_app": "orders",
        "type": "private",
        "protocol": "HTTPS",
        "method": "GET",
        "path": path,
        "auth_type": "APP",
        "mock_backend": {"result_content": "ok", "status_code": 200},
        "publications": publications,
    }


NEEDS: dict[str, list[Options]] = {
    "apps": [{"name": "orders"}, {"name": "shop"}, {"name": "billing"}],
    "environments": [{"name": "STAGE"}],
    "api_groups": [{"name": "orders-v1", "app": "orders"}],
    "apis": [api("orders", "/orders", ["RELEASE", "STAGE"]), api("bills", "/bills", ["RELEASE"])],
}


def bound(judge: Judge, kind: str, name: str) -> set[tuple[str, str]]:
    """API and environment of every binding."""
    policy = judge(kind)[name]
    if kind == "signature_keys":
        rows = judge.all_of("list_apis_binded_to_signature_key_v2", "bindings", sign_id=policy["id"])
        return {(row["api_name"], row["env_name"]) for row in rows}
    rows = judge.all_of("list_apis_binded_to_request_throttling_policy_v2", "apis", throttle_id=policy["id"])
    return {(row["name"], row["run_env_name"]) for row in rows}


def specials(judge: Judge, name: str) -> dict[str, int]:
    """Name or id of a caller -> its limit."""
    throttle_id = judge("throttling_policies")[name]["id"]
    rows = judge.all_of("list_special_throttling_configurations_v2", "throttle_specials", throttle_id=throttle_id)
    return {row["app_name"] if row["object_type"] == "APP" else row["object_id"]: row["call_limits"] for row in rows}


THROTTLING_POLICY = Case(
    kind="throttling_policies",
    module="throttling_policy",
    name="gold",
    needs=NEEDS,
    create={
        "name": "gold",
        "time_unit": "MINUTE",
        "time_interval": 2,
        "api_call_limits": 1000,
        "user_call_limits": 500,
        "app_call_limits": 300,
        "ip_call_limits": 600,
        "type": "shared",
        "remark": "partners",
        "specials": [{"app": "shop", "call_limits": 700}, {"user": "user-1", "call_limits": 100}],
        "bindings": [{"api": "orders", "environment": "STAGE"}, {"api": "bills", "environment": "RELEASE"}],
    },
    required="name",
    created={
        "time_unit": "MINUTE",
        "time_interval": 2,
        "api_call_limits": 1000,
        "user_call_limits": 500,
        "app_call_limits": 300,
        "ip_call_limits": 600,
        "type": 2,
        "remark": "partners",
        "bind_num": 2,
    },
    created_by=[
        "CreateRequestThrottlingPolicyV2",
        "CreateSpecialThrottlingConfigurationV2",
        "CreateSpecialThrottlingConfigurationV2",
        "AssociateRequestThrottlingPolicyV2",
    ],
    also=lambda judge: (bound(judge, "throttling_policies", "gold"), specials(judge, "gold")),
    also_created=({("orders", "STAGE"), ("bills", "RELEASE")}, {"shop": 700, "user-1": 100}),
    update={
        "name": "gold",
        "api_call_limits": 2000,
        "app_call_limits": 0,
        "remark": "",
        "specials": [{"app": "shop", "call_limits": 800}, {"app": "billing", "call_limits": 1}],
        "bindings": [
            {"api": "orders", "group": "orders-v1", "group_app": "orders", "environment": "RELEASE"},
            {"api": "bills", "environment": "RELEASE"},
        ],
    },
    updated={
        "time_interval": 2,
        "api_call_limits": 2000,
        "user_call_limits": 500,
        "app_call_limits": 0,
        "type": 2,
        "remark": "",
        "bind_num": 2,
    },
    updated_by=[
        "UpdateRequestThrottlingPolicyV2",
        "UpdateSpecialThrottlingConfigurationV2",
        "CreateSpecialThrottlingConfigurationV2",
        "DeleteSpecialThrottlingConfigurationV2",
        "DisassociateRequestThrottlingPolicyV2",
        "AssociateRequestThrottlingPolicyV2",
    ],
    also_updated=({("orders", "RELEASE"), ("bills", "RELEASE")}, {"shop": 800, "billing": 1}),
    undone_by=["BatchDisassociateThrottlingPolicyV2"],
    deleted_by="DeleteRequestThrottlingPolicyV2",
)

SIGNATURE_KEY = Case(
    kind="signature_keys",
    module="signature_key",
    name="order_system",
    needs=NEEDS,
    create={
        "name": "order_system",
        "sign_type": "aes",
        "sign_algorithm": "aes-128-cfb",
        "sign_key": "Canary-key-00016",
        "sign_secret": "Canary-secret-01",
        "bindings": [{"api": "orders", "environment": "STAGE"}],
    },
    required="name",
    created={
        "sign_type": "aes",
        "sign_algorithm": "aes-128-cfb",
        "sign_key": "Canary-key-00016",
        "sign_secret": "Canary-secret-01",
        "bind_num": 1,
    },
    created_by=["CreateSignatureKeyV2", "AssociateSignatureKeyV2"],
    also=lambda judge: bound(judge, "signature_keys", "order_system"),
    also_created={("orders", "STAGE")},
    update={
        "name": "order_system",
        "sign_algorithm": "aes-256-cfb",
        "sign_key": "Canary-key-000000000000000000032",
        "sign_secret": "Canary-secret-02",
        "bindings": [{"api": "orders", "environment": "RELEASE"}, {"api": "bills", "environment": "RELEASE"}],
    },
    updated={
        "sign_type": "aes",
        "sign_algorithm": "aes-256-cfb",
        "sign_key": "Canary-key-000000000000000000032",
        "sign_secret": "Canary-secret-02",
        "bind_num": 2,
    },
    updated_by=["UpdateSignatureKeyV2", "DisassociateSignatureKeyV2", "AssociateSignatureKeyV2"],
    also_updated={("orders", "RELEASE"), ("bills", "RELEASE")},
    undone_by=["DisassociateSignatureKeyV2"],
    deleted_by="DeleteSignatureKeyV2",
)

POLICY_CASES = (THROTTLING_POLICY, SIGNATURE_KEY)
