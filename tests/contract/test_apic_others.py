# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access control policies, plugins and client quotas: what can be made is listed and counted."""

from __future__ import annotations

import json
from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.apis import Sdk, make_app
from tests.contract.vendor import ask, refused


def make_acl(sdk: Sdk, **values: Any) -> Any:
    given = {"acl_name": "office", "acl_type": "PERMIT", "entity_type": "IP", "acl_value": "10.0.0.0/8", **values}
    return ask(sdk, "CreateAclStrategyV2", body=roma.ApiAclCreate(**given))


def make_plugin(sdk: Sdk, **values: Any) -> Any:
    content = json.dumps({"allow_origin": "*"})
    given = {"plugin_name": "origins", "plugin_type": "cors", "plugin_scope": "global", "plugin_content": content}
    return ask(sdk, "CreatePlugin", body=roma.PluginCreate(**{**given, **values}))


def make_quota(sdk: Sdk, **values: Any) -> Any:
    given = {"name": "partners", "call_limits": 100, "time_unit": "DAY", "time_interval": 1, **values}
    return ask(sdk, "CreateAppQuota", body=roma.AppQuotaCreate(**given))


def test_access_control_policies(sdk: Sdk) -> None:
    office, _guests = make_acl(sdk), make_acl(sdk, acl_name="guests", acl_type="DENY")
    listed = ask(sdk, "ListAclStrategiesV2")
    assert (listed.total, [acl.acl_name for acl in listed.acls]) == (2, ["guests", "office"])
    for query in ({"id": office.id}, {"acl_type": "PERMIT"}, {"name": "OFF"},
                  {"name": "office", "precise_search": "name"}):  # fmt: skip
        (found,) = ask(sdk, "ListAclStrategiesV2", **query).acls
        assert (found.id, found.acl_value, found.bind_num) == (office.id, "10.0.0.0/8", 0)
    assert ask(sdk, "ListAclStrategiesV2", entity_type="DOMAIN").total == 0
    with refused(400, "APIG.3206"):
        make_acl(sdk)
    with refused(400, "APIG.2011"):
        make_acl(sdk, acl_name="x")


def test_plugins(sdk: Sdk) -> None:
    app = make_app(sdk)
    make_plugin(sdk)
    limits = make_plugin(sdk, plugin_name="limits", plugin_type="rate_limit", plugin_scope="app", roma_app_id=app.id)
    assert (limits.roma_app_name, limits.plugin_content) == (app.name, json.dumps({"allow_origin": "*"}))
    assert ask(sdk, "ListPlugins").total == 2
    for query in ({"plugin_id": limits.plugin_id}, {"plugin_type": "rate_limit"}, {"plugin_scope": "app"},
                  {"roma_app_id": app.id}, {"roma_app_name": app.name}, {"plugin_name": "limit"}):  # fmt: skip
        assert [plugin.plugin_name for plugin in ask(sdk, "ListPlugins", **query).plugins] == ["limits"]
    assert ask(sdk, "ListPlugins", plugin_name="limit", precise_search="plugin_name").total == 0
    with refused(400, "APIG.3326"):
        make_plugin(sdk)
    for wrong in ({"plugin_content": "{"}, {"plugin_scope": "app"}, {"plugin_scope": "app", "roma_app_id": "x"}):
        with refused(400, "APIG.2011"):
            make_plugin(sdk, plugin_name="another", **wrong)


def test_client_quotas(sdk: Sdk) -> None:
    quota = make_quota(sdk)
    make_quota(sdk, name="guests", time_unit="HOUR")
    assert ask(sdk, "ListAppQuotas").total == 2
    (found,) = ask(sdk, "ListAppQuotas", name="artner").quotas
    assert (found.app_quota_id, found.call_limits, found.bound_app_num) == (quota.app_quota_id, 100, 0)
    with refused(400, "APIG.3325"):
        make_quota(sdk)


@pytest.mark.parametrize("wrong", [{"call_limits": 0}, {"time_unit": "HOURE"}, {"remark": "<b>"}])
def test_quotas_that_are_refused(sdk: Sdk, wrong: dict[str, Any]) -> None:
    with refused(400, "APIG.2011"):
        make_quota(sdk, **wrong)
