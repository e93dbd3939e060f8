# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents for another instance."""

from __future__ import annotations

from ansible_collections.roma.connect.plugins.module_utils._document._portable import portable


def test_what_belongs_to_the_instance_is_left_out() -> None:
    document = {
        "read_from": {"id": "x"},
        "apps": [{"name": "orders", "key": "made-by-the-service", "remark": ""}],
        "products": [
            {"name": "printer", "authentication": {"user_name": "made-up-name", "password": "<secret:p>"}},
            {"name": "scanner", "authentication": {"user_name": "made-up-name"}, "topics": [{"name": "t"}]},
        ],
        "tasks": [
            {"name": "past", "schedule": {"start_datetime": "2020-01-31T07:30:00Z", "cron": "0 30 12 * * ?"}},
            {"name": "future", "schedule": {"start_datetime": "2999-01-31T07:30:00Z", "cron": "0 30 12 * * ?"}},
        ],
    }
    before = repr(document)
    assert portable(document) == {
        "read_from": {"id": "x"},
        "apps": [{"name": "orders", "remark": ""}],
        "products": [
            {"name": "printer", "authentication": {"password": "<secret:p>"}},
            {"name": "scanner", "topics": [{"name": "t"}]},
        ],
        "tasks": [
            {"name": "past", "schedule": {"cron": "0 30 12 * * ?"}},
            {"name": "future", "schedule": {"start_datetime": "2999-01-31T07:30:00Z", "cron": "0 30 12 * * ?"}},
        ],
    }
    assert repr(document) == before
