# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients of the emulator: the vendor's own, and plain requests."""

from __future__ import annotations

from typing import Any

import requests
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkroma.v2 import RomaClient

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess


def sdk_client(emulator: EmulatorProcess, user: tenant.User) -> RomaClient:
    credentials = BasicCredentials(user.access_key, user.secret_key, tenant.PROJECT.id)
    return RomaClient.new_builder().with_credentials(credentials).with_endpoint(emulator.url).build()


class Api:
    """Plain requests with a token, for what the vendor's client cannot send: paths are below the emulator's address.

    `{project}`, `{instance}` and `{second}` in a path stand for the default tenant's ids.
    """

    def __init__(self, url: str, user: tenant.User) -> None:
        self.url = url
        self.user = user
        self.session = requests.Session()

    def login(self, scope: dict[str, Any] | None = None) -> requests.Response:
        """A new token for the session."""
        named = {"name": self.user.name, "password": self.user.password, "domain": {"name": tenant.TENANT.domain_name}}
        identity = {"methods": ["password"], "password": {"user": named}}
        body = {"auth": {"identity": identity, "scope": scope or {"project": {"id": tenant.PROJECT.id}}}}
        answer = self.session.post(f"{self.url}/v3/auth/tokens", params={"nocatalog": "true"}, json=body)
        if answer.ok:
            self.session.headers["X-Auth-Token"] = answer.headers["X-Subject-Token"]
        return answer

    def __call__(self, method: str, path: str, **options: Any) -> requests.Response:
        path = path.format(
            project=tenant.PROJECT.id, instance=tenant.MAIN_INSTANCE.id, second=tenant.SECOND_INSTANCE.id
        )
        return self.session.request(method, self.url + path, **options)
