# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of what has become of many hosts."""

from __future__ import annotations

import typing as t

from ansible_collections.roma.connect.plugins.module_utils._run._reports._fleet import fleet

TOLD, COLUMNS = ["early", "result"], ["created", "path"]


def of(**variables: t.Any) -> dict[str, t.Any]:
    return fleet(list(variables), variables, TOLD, COLUMNS)


def test_every_host_has_a_line() -> None:
    made = of(
        one={"result": {"changed": True, "summary": {"created": 12, "other": 1}, "path": "/a"}},
        second={"result": {"created": True, "path": None, "changed": False}, "early": {"failed": False}},
        third={"early": {"failed": True, "msg": "no\n  good"}, "result": {"created": 1}},
        fourth={"result": {"failed": True, "created": 0, "path": "/b", "msg": "x" * 200}},
        fifth={"early": {"changed": True, "created": 7}},
        sixth={},
        seventh={"early": {"skipped": True, "changed": False}, "result": {"created": 1}},
    )
    assert made["table"] == [
        "host     outcome  created  path",
        "one      changed  12       /a",
        "second   ok       yes",
        "third    failed   no good",
        "fourth   failed   0        /b    " + "x" * 157 + "...",
        "fifth    failed   see above",
        "sixth    failed   see above",
        "seventh  ok       1",
    ]
    assert made["summary"] == {
        "hosts": 7,
        "ok": 2,
        "changed": 1,
        "failed": ["third", "fourth", "fifth", "sixth"],
        "results": {"one": {"created": 12, "path": "/a"}, "second": {"created": True, "path": None}, "third": {},
                    "fourth": {"created": 0, "path": "/b"}, "fifth": {}, "sixth": {}, "seventh": {"created": 1}},
    }  # fmt: skip


def test_what_is_no_result_is_a_failure() -> None:
    assert of(one={"result": "text"}, two={"result": None}, three={"early": "text"})["summary"]["failed"] == [
        "one", "two", "three",
    ]  # fmt: skip
