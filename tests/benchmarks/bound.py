# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests it takes to read what a document holds.

That is the pages of lists, and one for each object whose list shows only a part of it, for each part that has requests
of its own, and for each object that has a list of its own.
"""

from __future__ import annotations

from collections import Counter

from .objects import Document, Entry

#: What an instance has from the start, and documents do not hold.
_BUILT_IN = {"api_groups": 1, "dictionaries": 1, "environments": 1}
#: operation → kind that it lists at once, and its largest page
_LISTS = {
    "ListRomaApp": ("apps", 500),
    "ListEnvironmentsV2": ("environments", 500),
    "ListApiGroupsV2": ("api_groups", 500),
    "ListCustomAuthorizersV2": ("authorizers", 500),
    "ListVpcChannelsV2": ("vpc_channels", 500),
    "ListApisV2": ("apis", 500),
    "ListAppsBindedToApiV2": ("app_authorizations", 500),
    "ListRequestThrottlingPolicyV2": ("throttling_policies", 500),
    "ListSignatureKeysV2": ("signature_keys", 500),
    "ListDatasources": ("datasources", 999),
    "ListTasks": ("tasks", 999),
    "ListProductTemplates": ("product_templates", 999),
    "ListProducts": ("products", 999),
    "ListMqsInstanceTopics": ("topics", 500),
}


def to_dump(document: Document) -> Counter[str]:
    """Count the requests that read all of an instance, without secrets."""
    count = {kind: len(entries) + _BUILT_IN.get(kind, 0) for kind, entries in document.items()}
    owners = count["products"] + count["product_templates"]
    return _to_read(document) + Counter(
        ListDictionary=1 + count["dictionaries"], ListEnvironmentVariablesV2=count["api_groups"], ListServices=owners
    )


def to_plan(document: Document) -> Counter[str]:
    """Count the requests that compare an instance with a document of all it holds: looked into is what that names."""
    named = {
        (kind, option): len({entry[option] for entry in document[kind] if option in entry})
        for kind, option in (("dictionaries", "parent"), ("env_variables", "group"), ("product_services", "product"))
    }
    return _to_read(document) + Counter(
        ListDictionary=1 + named["dictionaries", "parent"],
        ListEnvironmentVariablesV2=named["env_variables", "group"],
        ListServices=named["product_services", "product"],
        CheckRomaAppSecret=len(document["app_secrets"]),
    )


def _to_read(document: Document) -> Counter[str]:
    def with_(kind: str, option: str) -> list[Entry]:
        return [entry for entry in document[kind] if entry.get(option)]

    pages = {
        operation: -(-(len(document[kind]) + _BUILT_IN.get(kind, 0)) // size)
        for operation, (kind, size) in _LISTS.items()
    }
    commands = sum(len(service["commands"]) for service in document["product_services"])
    return Counter(pages) + Counter(
        ShowDetailsOfApiV2=len(document["apis"]),
        ShowDetailsOfVpcChannelV2=len(document["vpc_channels"]),
        ShowTask=len(document["tasks"]),
        ShowDispatches=len(with_("tasks", "schedule")),
        CheckAuthUsersOfApp=len(document["apps"]),
        ListSpecialThrottlingConfigurationsV2=len(with_("throttling_policies", "specials")),
        ListApisBindedToRequestThrottlingPolicyV2=len(with_("throttling_policies", "bindings")),
        ListApisBindedToSignatureKeyV2=len(with_("signature_keys", "bindings")),
        ListProductTopics=len(document["products"]),
        ListProperties=len(document["product_services"]),
        ListCommands=len(document["product_services"]),
        ListRequestProperties=commands,
        ListResponseProperties=commands,
        ShowMqsInstanceTopicAccessPolicy=len(document["topics"]),
    )
