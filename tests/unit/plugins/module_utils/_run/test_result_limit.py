# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Large results are cut, and say so; what went wrong stays."""

from __future__ import annotations

import copy
import json
import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._run._documents._limit import within

LIMIT = 250_000


def outcome(number: int, status: str = "ok") -> dict[str, t.Any]:
    error = {"error": {"msg": "no"}} if status == "failed" else {}
    return {"kind": "apps", "name": f"app-{number:04d}", "path": f"apps[{number}]", "action": "create", "notes": [],
            "changed": ["name", "remark"], "status": status, **error}  # fmt: skip


def result(number: int, failed: int = 0, **more: t.Any) -> dict[str, t.Any]:
    return {
        "changed": True,
        "results": [outcome(n, "failed" if n >= number - failed else "ok") for n in range(number)],
        "plan": [{"kind": "apps", "name": f"app-{n:04d}", "action": "create"} for n in range(number)],
        "diff": [{"before": {}, "after": {"name": f"app-{n:04d}", "remark": "x" * 50}} for n in range(number)],
        "warnings": ["one"],
        **more,
    }


def size(value: t.Any) -> int:
    return len(json.dumps(value))


@pytest.mark.parametrize(("number", "limit"), [(10, LIMIT), (1500, 0), (1500, -1), (1500, None), (1500, 10_000_000)])
def test_what_fits_is_left_alone(number: int, limit: int | None) -> None:
    assert within(result(number), limit) == result(number)


@pytest.mark.parametrize("limit", [50_000, 150_000, LIMIT, 400_000])
def test_it_is_cut_to_the_limit_and_no_further(limit: int) -> None:
    before = result(1500)
    whole = copy.deepcopy(before)
    cut = within(before, limit)
    assert before == whole, "what was given is left alone"
    assert limit - 4000 < size(cut) < limit
    for name in ("diff", "plan", "results"):
        assert cut[name] == whole[name][: len(cut[name])]
        assert cut["cut"].get(name, 0) == len(whole[name]) - len(cut[name])
    assert cut["warnings"][0] == "one"
    assert f"larger than {limit} bytes" in cut["warnings"][1]
    assert f"{cut['cut']['diff']} of 1500 entries of diff" in cut["warnings"][1]


def test_differences_go_first() -> None:
    whole = result(1500)
    cut = within(whole, size(whole) - 5000)
    assert set(cut["cut"]) == {"diff"}


def test_failures_stay() -> None:
    cut = within(result(1500, failed=1000, msg="m" * 90_000), 100_000)
    assert [item["status"] for item in cut["results"]] == ["failed"] * 1000
    assert len(cut["msg"]) == 90_000
    assert cut["cut"] == {"diff": 1500, "plan": 1500, "results": 500}


def test_the_way_back_stays() -> None:
    undo = {"apps": [{"name": f"app-{n:04d}", "state": "absent"} for n in range(5000)]}
    cut = within(result(5, undo=undo), 100_000)
    assert cut["undo"] == undo
    assert cut["warnings"][-1] == "undo makes the result larger than 100000 bytes (result_limit); use undo_file instead"
