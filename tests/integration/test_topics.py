# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Topics: what the service does differently from edition to edition, what it refuses, and topics in files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner, Task

APPS = [{"name": "orders"}, {"name": "billing"}]
SHARED = [
    {"app": "orders", "access_policy": "all"},
    {"app": "billing", "access_policy": "sub", "tag": "new || paid"},
]


def topic(title: str, options: dict[str, Any] | None = None, **keywords: Any) -> Task:
    return {"name": title, "roma.connect.topic": {"name": "events", **(options or {})}, **keywords}


def document(title: str, topics: list[dict[str, Any]]) -> Task:
    return {"name": title, "roma.connect.config": {"document": {"apps": APPS, "topics": topics}}}


def operations(result: Run, name: str) -> list[str]:
    return [str(entry["operation"]) for entry in result.requests(name, mutating=True)]


EDITIONS: dict[str, dict[str, Any]] = {
    "as usual": {},
    "shows ids of applications": {"mqs_shown_app": "id"},
    "forgets what an update leaves out": {"mqs_update_resets": True},
    "has small pages": {"max_page_size": 1, "mqs_name_filter": "exact"},
    "tells in numbers what is wrong": {"mqs_numeric_codes": True, "mqs_partial_update": True, "shuffle_sets": True},
}


@pytest.mark.parametrize("switches", EDITIONS.values(), ids=EDITIONS)
def test_editions_of_the_service(run: Runner, judge: Judge, switches: dict[str, Any]) -> None:
    declared = {"app": "orders", "retention_time": 24, "description": "all of them", "access_policies": SHARED}
    result = run(
        [
            {"name": "edition", "emulator": {"switches": switches}},
            document("make", [{"name": "events", **declared}, {"name": "others", "app": "billing"}]),
            topic("again", declared),
            topic("enlarge", {"partition": 5}),
            topic("rename", {"description": "all events", "app": "orders"}),
            {"name": "read", "roma.connect.config_info": {"kinds": ["topics"]}, "register": "state"},
            {"name": "apply", "roma.connect.config": {"document": "{{ state.document }}"}},
        ]
    )
    assert not result["again"].changed
    assert result["enlarge"].changed
    assert result["rename"].changed
    assert result["read"]["document"]["topics"] == [
        {
            "name": "events",
            "app": "orders",
            "partition": 5,
            "retention_time": 24,
            "description": "all events",
            "access_policies": [SHARED[1], SHARED[0]],
        },
        {"name": "others", "app": "billing", "access_policies": [{"app": "billing", "access_policy": "all"}]},
    ]
    assert not result["apply"].changed
    assert judge.policies("events") == {"orders": ("all", ""), "billing": ("sub", "new || paid")}


def test_what_is_refused_before_anything_is_sent(run: Runner) -> None:
    refusals = {
        "fewer partitions": ({"partition": 2}, "partition: cannot be reduced from 4 to 2 on an existing topic"),
        "other replicas": ({"replication": 1}, "replication: cannot be changed from 3"),
        "other owner": ({"app": "billing"}, "app: cannot be changed from 'orders'"),
        "no entry for the owner": (
            {"app": "orders", "access_policies": [SHARED[1]]},
            "access_policies: must have an entry for orders, the application that owns the topic",
        ),
        "nobody at all": ({"app": "orders", "access_policies": []}, "access_policies: cannot be cleared"),
        "owner not named": ({"access_policies": SHARED}, "app: is needed together with access_policies"),
        "unknown application": (
            {"app": "orders", "access_policies": [SHARED[0], {"app": "nobody", "access_policy": "pub"}]},
            "access_policies[1].app: there is no application named 'nobody'",
        ),
        "new without owner": ({"name": "orphan"}, "app: is needed to create topic orphan"),
        "dots": ({"name": "a.b", "app": "orders"}, "name: 'a.b' is not allowed"),
    }
    tasks = [topic(title, options, ignore_errors=True) for title, (options, _words) in refusals.items()]
    result = run([document("make", [{"name": "events", "app": "orders", "partition": 4}]), *tasks])
    for title, (_options, words) in refusals.items():
        assert result[title].failed
        assert words in result[title].msg
        assert result.writes(title) == []


def test_many_are_deleted_at_once(run: Runner, judge: Judge) -> None:
    names = [f"events-{number}" for number in range(5)]
    absent = [{"name": name, "state": "absent"} for name in (*names, "never-was")]
    rows = {"topics": [{"id": name, "success": name != names[2]} for name in names]}
    fault = {"match": {"method": "POST", "path": "/topics/delete$"}, "status": 200, "body": rows}
    result = run(
        [
            document("make", [{"name": name, "app": "orders"} for name in names]),
            {"name": "refuse", "emulator": {"faults": fault}},
            {**document("some", absent), "ignore_errors": True},
            document("all", absent),
        ]
    )
    # what the service reports as failed, and what is still there, is told; all else has gone as far as is known
    failed = [item for item in result["some"]["results"] if item["status"] == "failed"]
    assert [item["name"] for item in failed] == [names[2]]
    assert "did not delete the topic events-2" in result["some"].msg
    assert operations(result, "all") == ["BatchDeleteMqsInstanceTopic"]
    assert judge("topics") == {}


def test_topics_in_files(run: Runner, judge: Judge, tmp_path: Path) -> None:
    file, one = tmp_path / "new" / "topics.csv", tmp_path / "new" / "one.csv"
    store = {"roma.connect.topic_export": {"file": str(file)}}
    fetch = {"roma.connect.topic_import": {"file": str(file)}}
    topics = [
        {"name": "events", "app": "orders", "description": 'a, "b"', "partition": 4},
        {"name": "rest", "app": "billing"},
    ]
    result = run(
        [
            document("make", topics),
            {"name": "plan", **store, "check_mode": True},
            {"name": "store", **store},
            {"name": "again", **store},
            {"name": "one", "roma.connect.topic_export": {"file": str(one), "topics": ["rest"]}},
            {"name": "taken", **fetch, "ignore_errors": True},
            topic("delete", {"state": "absent"}),
            {"name": "plan import", **fetch, "check_mode": True},
            {"name": "merge", "roma.connect.topic_import": {"file": str(file), "mode": "merge"}},
            {"name": "no application", "roma.connect.topic_import": {"file": str(one), "mode": "merge", "prefix": "x-"},
             "ignore_errors": True},
        ],
    )  # fmt: skip
    assert [result[name].changed for name in ("plan", "store", "again")] == [True, True, False]
    assert result["plan"]["file"] == result["store"]["file"] == result["again"]["file"]
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert sorted(path.name for path in file.parent.iterdir()) == ["one.csv", "topics.csv"]
    assert b"rest" in one.read_bytes()
    assert b"events" not in one.read_bytes()
    assert "MQS.00400801" in result["taken"].msg
    assert (result["plan import"].changed, result.requests("plan import")) == (True, [])
    assert result["merge"]["imported"] == ["events"]
    assert judge("topics")["events"]["partition"] == 4
    assert judge("topics")["events"]["description"] == 'a, "b"'
    assert result["no application"].failed


def test_files_that_cannot_be(run: Runner, tmp_path: Path) -> None:
    empty, blocked = tmp_path / "empty.csv", tmp_path / "blocked"
    empty.touch()
    blocked.touch()
    refusals = {
        "empty": ("topic_import", {"file": str(empty)}, f"file: {empty}: the file is empty"),
        "missing": ("topic_import", {"file": str(tmp_path / "none")}, "cannot be read"),
        "no directory": ("topic_export", {"file": str(blocked / "x.csv")}, "file: "),
        "none chosen": ("topic_export", {"file": str(empty), "topics": []}, "topics: names nothing"),
        "bad name": (
            "topic_export",
            {"file": str(empty), "topics": ["events", "a,b"]},
            "topics[1]: 'a,b' is not allowed",
        ),
        "unknown": ("topic_export", {"file": str(empty), "topics": ["events"]}, "there is no topic named 'events'"),
    }
    tasks = [
        {"name": title, f"roma.connect.{module}": options, "ignore_errors": True}
        for title, (module, options, _words) in refusals.items()
    ]
    result = run(tasks)
    for title, (_module, _options, words) in refusals.items():
        assert result[title].failed
        assert words in result[title].msg
        assert result.writes(title) == []
    assert empty.read_bytes() == b""
