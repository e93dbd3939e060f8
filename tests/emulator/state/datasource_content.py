# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The `content` of a data source: which of its members are secret, and which lead to the source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Content = dict[str, Any]

MASK = "******"
SECRETS = frozenset(
    {
        "password",
        "sk",
        "ssl_password",
        "config_file_content",
        "trust_store",
        "trust_store_password",
        "key_store",
        "key_store_password",
        "key_store_key_password",
        "snmp_community",
    }
)
AUTH_SECRETS = frozenset({"password", "app_secret", "client_secret", "secret", "authorization"})
_TELLING = re.compile("pass|secret|token", re.IGNORECASE)

ADDRESSES = ("host", "address", "url", "broker", "dis_endpoint", "hdfs_path")
_CONNECTION = SECRETS.union(
    ADDRESSES,
    {"port", "multi_oracle_address", "user_name", "ak", "ssl_username", "principal_name", "config_file_name"},
    {"api_auth_detail", "connector_params"},
)


def masked(content: Mapping[str, Any]) -> Content:
    """As operations show it: secrets that are set as asterisks, the others not at all."""
    shown = _masked(content, SECRETS)
    if "api_auth_detail" in shown:
        shown["api_auth_detail"] = _masked(shown["api_auth_detail"], AUTH_SECRETS)
    if "connector_params" in shown:
        shown["connector_params"] = _masked_parameters(shown["connector_params"])
    return shown


def _masked(values: Mapping[str, Any], secrets: frozenset[str]) -> Content:
    return {
        name: MASK if name in secrets else value
        for name, value in values.items()
        if value not in ("", None) or name not in secrets
    }


def _masked_parameters(value: Any) -> Any:
    """Parameters of a custom connector are free; their names tell which are secret."""
    if isinstance(value, list):
        return [_masked_parameters(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: MASK if _TELLING.search(name) and isinstance(item, str) and item else _masked_parameters(item)
        for name, item in value.items()
    }


def with_stored_secrets(new: Mapping[str, Any], old: Mapping[str, Any]) -> Content:
    """What an update means: secrets that are left out or masked keep their value, all else is replaced."""
    content = _with_stored(new, old, SECRETS)
    auth, stored_auth = content.get("api_auth_detail"), old.get("api_auth_detail")
    if auth and stored_auth and auth.get("auth_method") == stored_auth.get("auth_method"):
        content["api_auth_detail"] = _with_stored(auth, stored_auth, AUTH_SECRETS)
    if "connector_params" in content and "connector_params" in old:
        content["connector_params"] = _with_stored_parameters(content["connector_params"], old["connector_params"])
    return content


def _with_stored(new: Mapping[str, Any], old: Mapping[str, Any], secrets: frozenset[str]) -> Content:
    content = dict(new)
    for name in secrets & old.keys():
        if content.get(name, MASK) == MASK:
            content[name] = old[name]
    return content


def _with_stored_parameters(new: Any, old: Any) -> Any:
    if new == MASK:
        return old
    if not isinstance(new, dict) or not isinstance(old, dict):
        return new
    return {name: _with_stored_parameters(item, old.get(name)) for name, item in new.items()}


def addresses(content: Mapping[str, Any]) -> list[str]:
    """Wherever the source may be."""
    found = [content[name] for name in ADDRESSES if name in content]
    found.extend(item.get("oracle_address", "") for item in content.get("multi_oracle_address", ()))
    found.extend(item for item in content.get("connector_params", {}).values() if isinstance(item, str))
    return found


def without_connection(content: Mapping[str, Any]) -> Content:
    """What an asset package tells: neither address nor account nor secrets."""
    return {name: value for name, value in content.items() if name not in _CONNECTION}


def with_stored_connection(new: Mapping[str, Any], old: Mapping[str, Any]) -> Content:
    """What an import that overwrites leaves: the package's content, and the connection as it was."""
    return {**{name: value for name, value in old.items() if name in _CONNECTION}, **new}
