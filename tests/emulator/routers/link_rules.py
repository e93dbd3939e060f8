# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules: create, find, change and delete."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.family import Family
from ..frame.fields import ListOf, Text, members
from ..identity.authentication import project_user
from ..state.apps import App, AppStore
from ..state.link_rules import Rule, RuleStore
from .link_common import (
    APP_ID,
    DESCRIPTION,
    FLAG,
    PAGING,
    PREFIX,
    LinkDialect,
    Whole,
    app_for,
    envelope,
    need_role,
    path_id,
    permissions,
    readable_apps,
    select,
)

family = Family(
    "link", LinkDialect("link-rule"), auth=project_user, prefix=f"{PREFIX}/rules", stores=(RuleStore,)
)  # fmt: skip
families = (family,)

NAME = r"[A-Za-z0-9_-]+"
SQL = Text(max=2000)


@family.post(
    "",
    "CreateRule",
    body=members(
        name=Text(min=1, max=64, pattern=NAME, required=True),
        app_id=Text(min=1, max=64, required=True),
        description=DESCRIPTION,
        status=FLAG,
        data_parsing_status=FLAG,
    ),
)
def create_rule(call: Call) -> dict[str, Any]:
    """CreateRule answers 200; the SQL can only be given by an update."""
    app = app_for(call, call.body["app_id"])
    rule = call.world[RuleStore].create_rule(call.instance_id, app, call.caller, call.body)
    body = _body(call, rule, app)
    for absent in ("app_name", "sql_field", "sql_where", "rule_express"):
        del body[absent]
    return body


@family.get("", "ListRules", query={"app_id": APP_ID, "name": Text(max=64), **PAGING})
def list_rules(call: Call) -> dict[str, Any]:
    apps = readable_apps(call)
    rules = (rule for rule in call.world[RuleStore].shelf(call.instance_id).rules if rule.app_id in apps)
    found = select(call, rules, exact={"app_id": "app_id"}, fuzzy={"name": "name"})
    return envelope(call, found, lambda rule: _body(call, rule, apps[rule.app_id]))


@family.get("/{rule_id}", "ShowRule")
def show_rule(call: Call) -> dict[str, Any]:
    return _body(call, *rule_with_role(call, "read"))


@family.put(
    "/{rule_id}",
    "UpdateRule",
    body=members(
        name=Text(min=1, max=64, pattern=NAME),
        description=DESCRIPTION,
        status=FLAG,
        data_parsing_status=FLAG,
        sql_field=SQL,
        sql_where=SQL,
    ),
)
def update_rule(call: Call) -> dict[str, Any]:
    """UpdateRule changes what it is given."""
    rule, app = rule_with_role(call, "modify")
    rules, name = call.world[RuleStore].shelf(call.instance_id).rules, call.body.get("name", rule.name)
    rules.check(name, rule)
    rule.change(call.body)
    rules.rename(rule, name)
    rule.audit.touch(call.caller)
    return _body(call, rule, app)


@family.delete("/{rule_id}", "DeleteRule", status=204)
def delete_rule(call: Call) -> None:
    """DeleteRule takes sources and destinations along."""
    rule, _ = rule_with_role(call, "delete")
    call.world[RuleStore].shelf(call.instance_id).rules.remove(rule)


@family.post(
    "/batch-delete",
    "BatchDeleteRules",
    body=members(resources=ListOf(item=Whole(), required=True)),
)
def delete_rules(call: Call) -> dict[str, Any]:
    """BatchDeleteRules answers 200 with a result for each rule, whose id is a text."""
    rules, apps, me = call.world[RuleStore].shelf(call.instance_id).rules, call.world[AppStore], call.caller.user_id
    known, results = {rule.id: rule for rule in rules}, []
    for rule_id in call.body["resources"]:
        rule = known.pop(rule_id, None)
        allowed = rule is not None and "delete" in apps.get(call.instance_id, rule.app_id).roles_of(me)
        if allowed:
            rules.remove(rule)
        results.append({"id": str(rule_id), "ret_status": "successful" if allowed else "error"})
    return {"resources": results}


def rule_with_role(call: Call, role: str) -> tuple[Rule, App]:
    """The rule of the path, in whose application the caller must have the role."""
    rule = call.world[RuleStore].shelf(call.instance_id).rules.get(path_id(call, "rule_id", digits=20))
    return rule, need_role(call, rule.app_id, role)


def _body(call: Call, rule: Rule, app: App) -> dict[str, Any]:
    return {
        "permissions": permissions(call, app),
        "rule_id": rule.id,
        "name": rule.name,
        "app_id": app.id,
        "app_name": app.name,
        "description": rule.description,
        "status": rule.status,
        "data_parsing_status": rule.data_parsing_status,
        "sql_field": rule.sql_field,
        "sql_where": rule.sql_where,
        "rule_express": rule.expression,
        **rule.audit.as_members(),
    }
