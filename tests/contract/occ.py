# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plain client of the Oracle Commerce side of the emulator."""

from __future__ import annotations

import time
from typing import Any

import requests

from tests.emulator.identity import tenant

EXPORTS = "/ccadmin/v1/exportProcess"


class Store:
    """Paths are below the emulator's address; after `login` requests carry the token."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()

    def __call__(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.session.request(method, self.url + path, **options)

    def login(self) -> requests.Response:
        headers = {"Authorization": f"Bearer {tenant.TENANT.occ_application_key}"}
        answer = self("POST", "/ccadmin/v1/login", data={"grant_type": "client_credentials"}, headers=headers)
        if answer.ok:
            self.session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return answer

    def start(self, file_name: str, *items: tuple[str, str], **values: Any) -> str:
        """An archive of (id, format) items, or with `mode="standalone"` one file; the token of the process."""
        body = {"fileName": file_name, **({"items": [{"id": i, "format": f} for i, f in items]} if items else {})}
        answer = self("POST", EXPORTS, json=body | values)
        assert answer.status_code == 200, answer.text
        return answer.json()["processId"]

    def status(self, token: str) -> dict[str, Any]:
        return self("GET", f"{EXPORTS}/{token}").json()

    def done(self, token: str) -> dict[str, Any]:
        """The status when the process has ended."""
        for _ in range(200):
            status = self.status(token)
            if status["completed"]:
                return status
            time.sleep(0.02)
        raise AssertionError("the process does not end")

    def file(self, token: str, name: str) -> bytes:
        answer = self("GET", f"/file/export/{token}/{name}")
        assert answer.status_code == 200
        return answer.content
