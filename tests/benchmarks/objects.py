# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A document of every kind, in any size, that is always the same: what a large instance looks like."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

Entry = dict[str, Any]
Document = dict[str, list[Entry]]

#: Entries of each kind, 5,000 together.
COUNTS: Mapping[str, int] = {
    "dictionaries": 500,
    "apps": 250,
    "app_secrets": 250,
    "environments": 10,
    "api_groups": 250,
    "env_variables": 700,
    "authorizers": 100,
    "vpc_channels": 150,
    "apis": 400,
    "app_authorizations": 400,
    "throttling_policies": 100,
    "signature_keys": 100,
    "datasources": 400,
    "tasks": 500,
    "product_templates": 90,
    "products": 250,
    "product_services": 300,
    "topics": 250,
}
_BELOW = 20  # dictionaries on one level
_FUNCTION = "urn:fss:cn-north-4:0f3c7a9be1d24586a7c0d9e8f1b2a3c4:function:default:check"


def sized(share: float) -> dict[str, int]:
    """Return how many entries of each kind a smaller document has: a few at least."""
    return {kind: max(6, round(count * share)) for kind, count in COUNTS.items()}


def document_of(counts: Mapping[str, int] = COUNTS) -> Document:
    make = _Maker(counts)
    return {kind: [getattr(make, kind)(n) for n in range(count)] for kind, count in counts.items()}


def with_changes(document: Document) -> Document:
    """Change one entry in a hundred, of those kinds that have a description, and one at least."""
    changed = copy.deepcopy(document)
    for kind, option in (("apis", "remark"), ("tasks", "description"), ("datasources", "description"),
                         ("apps", "remark"), ("product_services", "description"), ("topics", "description"),
                         ("dictionaries", "remark")):  # fmt: skip
        for entry in changed[kind][::50]:
            entry[option] = "changed"
    return changed


class _Maker:
    """One method a kind: a number makes an entry, and always the same one. Most of them are as full as real ones."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts

    def _one(self, kind: str, number: int, name: str) -> str:
        """Name an entry of another kind."""
        return f"{name}{number % self._counts[kind]:04d}"

    def _environment(self, number: int) -> str:
        return self._one("environments", number, "STAGE_")

    def _app(self, number: int) -> str:
        return self._one("apps", number, "application-")

    def dictionaries(self, n: int) -> Entry:
        entry: Entry = {"code": f"dictionary_{n:04d}", "name": f"Dictionary {n:04d}", "remark": _words(n)}
        return {**entry, "parent": f"dictionary_{n - n % _BELOW:04d}", "order": 1 + n % _BELOW} if n % _BELOW else entry

    def apps(self, n: int) -> Entry:
        members = [{"name": "alice", "roles": ["read", "access"]}] if n % 3 == 0 else []
        return {"name": self._app(n), "remark": _words(n), "members": members}

    def app_secrets(self, n: int) -> Entry:
        return {"app": self._app(n), "secret": f"Canary-secret-{n:04d}"}

    def environments(self, n: int) -> Entry:
        return {"name": self._environment(n), "remark": _words(n)}

    def api_groups(self, n: int) -> Entry:
        return {"name": self._one("api_groups", n, "group-"), "app": self._app(n), "remark": _words(n)}

    def env_variables(self, n: int) -> Entry:
        groups = self._counts["api_groups"]
        environment, name = self._environment(n // groups), f"backend_{n // groups}"
        group = self._one("api_groups", n, "group-")
        return {"group": group, "environment": environment, "name": name, "value": f"10.0.{n % 250}.7:8080"}

    def authorizers(self, n: int) -> Entry:
        return {"name": f"authorizer_{n:04d}", "type": "FRONTEND", "authorizer_type": "FUNC",
                "authorizer_uri": f"{_FUNCTION}-{n}", "ttl": n % 3600}  # fmt: skip

    def vpc_channels(self, n: int) -> Entry:
        health = {"protocol": "HTTP", "path": "/health", "http_code": "200-299", "threshold_normal": 2,
                  "threshold_abnormal": 3, "time_interval": 10, "timeout": 5}  # fmt: skip
        members = [{"host": f"10.1.{n % 250}.{m}", "port": 8080, "weight": 10 * m} for m in range(1, 5)]
        return {"name": f"channel-{n:04d}", "port": 8080, "balance_strategy": "round_robin", "health_check": health,
                "members": members}  # fmt: skip

    def apis(self, n: int) -> Entry:
        names = ("order", "customer", "article", "shop")
        group = n % self._counts["api_groups"]
        return {
            "name": f"api-{n:04d}", "group": self._one("api_groups", group, "group-"), "app": self._app(group),
            "type": "private", "protocol": "HTTPS", "method": "POST", "path": f"/{n}/orders/{{order}}",
            "auth_type": "APP", "remark": _words(n), "result_normal_sample": f'{{"answer": "{_words(n, 40)}"}}',
            "tags": [f"team-{n % 20}", "orders"],
            "req_params": [
                {"name": name, "location": "PATH" if name == "order" else "QUERY", "type": "STRING",
                 "required": name == "order", "remark": _words(n, 6)} for name in names
            ],
            "backend_params": [
                {"name": name, "location": "PATH" if name == "order" else "HEADER", "origin": "REQUEST", "value": name}
                for name in names
            ],
            "http_backend": {"url_domain": "orders.internal:8080", "protocol": "HTTP", "method": "POST",
                             "path": "/internal/orders/{order}", "timeout": 6000},
            "publications": [self._environment(n), "RELEASE"],
        }  # fmt: skip

    def _published(self, n: int) -> Entry:
        """Name an API where it is published."""
        api = n % self._counts["apis"]
        return {"api": f"api-{api:04d}", "environment": self._environment(api)}

    def app_authorizations(self, n: int) -> Entry:
        return {"app": self._app(n // 4), **self._published(n)}

    def throttling_policies(self, n: int) -> Entry:
        specials = [{"app": self._app(n + i), "call_limits": 10 + i} for i in range(2)] if n % 4 == 0 else []
        return {"name": f"policy_{n:04d}", "time_unit": "MINUTE", "time_interval": 1, "api_call_limits": 1000 + n,
                "remark": _words(n), "specials": specials, "bindings": [self._published(n)]}  # fmt: skip

    def signature_keys(self, n: int) -> Entry:
        return {"name": f"signature_{n:04d}", "bindings": [self._published(n)] if n % 2 else []}

    def datasources(self, n: int) -> Entry:
        content = {"mode": "default", "host": f"db{n}.example.org", "port": "3306", "database_name": "orders",
                   "user_name": "orders", "password": f"Canary-secret-{n:04d}"}  # fmt: skip
        return {"name": f"database-{n:04d}", "app": self._app(n), "type": "MYSQL", "description": _words(n),
                "content": content}  # fmt: skip

    def tasks(self, n: int) -> Entry:
        columns = [f"column_{n % 7}_{c}" for c in range(20)]
        detail = {
            "mappingRequired": True,
            "mappingInput": {"dataSource": [{"sourceKey": c, "targetKey": c.upper()} for c in columns]},
            "targetSelectedDatasource": {"targetTable": f"SHOP.ORDERS_{n}", "batchNumber": 100, "columns": columns},
        }
        timing = n % 5 < 3
        entry = {"name": f"task-{n:04d}", "type": "timing" if timing else "realtime", "description": _words(n),
                 "source": self._one("datasources", n, "database-"), "detail": detail, "tag": f"team-{n % 20}",
                 "target": self._one("datasources", n + 1, "database-"), "status": "running"}  # fmt: skip
        return {**entry, "schedule": {"cron": f"0 {n % 60} 1 * * ?", "remark": "every night"}} if timing else entry

    def product_templates(self, n: int) -> Entry:
        return {"name": f"template-{n:04d}", "description": _words(n)}

    def products(self, n: int) -> Entry:
        topics = [{"name": f"topic{i}", "version": "1.0", "permission": "publish"} for i in range(n % 3)]
        return {"name": f"product-{n:04d}", "app": self._app(n), "manufacturer_id": "acme", "model": f"model-{n}",
                "manufacturer_name": "Acme", "product_type": "normal", "protocol_type": "mqtt",
                "description": _words(n), "topics": topics}  # fmt: skip

    def product_services(self, n: int) -> Entry:
        properties = [{"name": f"property_{p}", "data_type": "integer", "max": str(100 + p), "method": "R",
                       "description": _words(n, 6)} for p in range(6)]  # fmt: skip
        parameters = [{"name": "copies", "data_type": "integer"}]
        commands = [{"name": "print", "request_properties": parameters, "response_properties": parameters}]
        return {"name": f"service-{n:04d}", "product": self._one("products", n, "product-"), "description": _words(n),
                "properties": properties, "commands": commands if n % 3 == 0 else []}  # fmt: skip

    def topics(self, n: int) -> Entry:
        apps = [self._app(n), self._app(n + 1)]
        return {"name": f"topic-{n:04d}", "app": apps[0], "partition": 1, "description": _words(n),
                "access_policies": [{"app": app, "access_policy": "all"} for app in apps]}  # fmt: skip


def _words(number: int, count: int = 12) -> str:
    """Make a text; real ones are no copies of one another."""
    return " ".join(f"word{(number * 7 + i * 13) % 997}" for i in range(count))
