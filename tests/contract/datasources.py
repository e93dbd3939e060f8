# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data sources to test with."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma

from tests.contract.vendor import ask

Sdk = roma.RomaClient


def make_datasource(sdk: Sdk, app: Any, name: str, **content: Any) -> Any:
    """A MySQL database of the application."""
    values = {"mode": "default", "host": "10.0.0.7", "port": "3306", "database_name": "orders", **content}
    body = roma.DatasourceInfo(
        datasource_name=name,
        datasource_type="MYSQL",
        app_id=app.id,
        content=roma.Content(**values, user_name="svc", password="s3cret"),
    )
    return ask(sdk, "CreateDatasourceInfo", body=body)
