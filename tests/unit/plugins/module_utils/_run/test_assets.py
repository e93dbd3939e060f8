# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an import leaves to be done, and deletions while others delete too."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._run._archives import _asset_delete, _asset_import
from ansible_collections.roma.connect.plugins.module_utils._run._operation import Context
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.plugins.module_utils._transfer import _jobs
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request

ORDERS = {"id": "a1", "name": "orders"}
BILLING = {"id": "a2", "name": "billing"}
SOURCE = {
    "datasource_id": "d1",
    "datasource_name": "orders-db",
    "datasource_type": "REDIS",
    "app_id": "a1",
    "content": {"address": "h:1", "redis_database": "0"},
}
#: what lists call their objects
ITEMS = ("apps", "envs", "groups", "authorizer_list", "vpc_channels", "apis", "entities", "topics", "items", "products")


class Instance:
    """Lists of an instance, by what their paths end in; None for one that cannot be read."""

    def __init__(self, **lists: t.Any) -> None:
        self.lists: dict[str, t.Any] = lists
        self.jobs: list[t.Callable[[Values], bool]] = []
        self.asked: list[Values] = []

    def answer(self, request: Request) -> Answer:
        what = request.path.rpartition("/")[2]
        if request.method == "POST":
            self.asked.append(request.body)
            return Answer(200, {"job_id": f"j{len(self.asked)}"})
        if "/jobs/" in request.path:
            done = self.jobs.pop(0)(self.asked[-1])
            reason = {"resource_type": "application", "error_code": "ROMA.1", "error_msg": "does not exist"}
            return Answer(
                200, {"id": what, "status": "SUCCEEDED" if done else "FAILED", "reason": [] if done else [reason]}
            )
        found = self.lists.get(what.replace("-", "_"), [])
        if found is None:
            return Answer(403, {"error_code": "X.403", "error_msg": "Forbidden"})
        return Answer(200, {"total": len(found), **dict.fromkeys(ITEMS, found)})

    @property
    def client(self) -> FakeClient:
        return FakeClient(self.answer, api_retries=0, concurrency=1)


def left(before: Instance, after: Instance) -> set[tuple[str, t.Any, str]]:
    to_do = _asset_import._Contents(after.client).left_to_do(_asset_import._Contents(before.client))
    return {(item["kind"], item["name"], item["what"]) for item in to_do}


def test_what_is_new_lacks_what_archives_do_not_hold() -> None:
    before = Instance(apps=[BILLING])
    after = Instance(apps=[BILLING, ORDERS], datasources=[SOURCE])
    assert left(before, after) == {
        ("apps", "orders", "secret"),
        ("apps", "orders", "members"),
        ("datasources", "orders-db", "address, account and password"),
    }
    assert left(after, after) == set()


def test_what_was_overwritten_counts_when_it_is_incomplete() -> None:
    before = Instance(apps=[ORDERS], datasources=[SOURCE])
    complete = {**SOURCE, "content": {"address": "h:2", "redis_database": "0"}}
    assert left(before, Instance(apps=[{**ORDERS, "remark": "x"}], datasources=[complete])) == set()
    bare = {**SOURCE, "content": {"redis_database": "0"}}
    assert left(before, Instance(apps=[ORDERS], datasources=[bare])) == {
        ("datasources", "orders-db", "address, account and password")
    }


def test_what_cannot_be_read_does_not_stop_an_import() -> None:
    before = Instance(datasources=None)
    after = _asset_import._Contents(Instance(apps=[ORDERS], datasources=[SOURCE]).client)
    known = _asset_import._Contents(before.client)
    (unknown,) = [item for item in after.left_to_do(known) if item["kind"] == "datasources"]
    assert unknown["name"] is None
    assert "could not be checked" in unknown["why"]
    assert after.new(known)["datasources"] == []
    assert after.differs_from(known)


@pytest.fixture
def deleting(monkeypatch: pytest.MonkeyPatch) -> t.Callable[[Instance, Values], Values]:
    monkeypatch.setattr(_jobs.time, "sleep", lambda seconds: None)

    def run(instance: Instance, options: Values) -> Values:
        monkeypatch.setattr(_asset_delete, "Client", lambda connection: instance.client)
        connection = {"endpoint": "https://roma.test", "project_id": "p", "instance_id": "i", "token": "t"}
        return _asset_delete.delete(Context({**connection, "wait": True, "wait_timeout": 60, **options}))

    return run


def test_what_others_have_deleted_meanwhile_is_not_missed(deleting: t.Callable[[Instance, Values], Values]) -> None:
    instance = Instance(
        apps=[ORDERS, BILLING], tasks=[{"task_id": "t1", "task_name": "copy"}, {"task_id": "t3", "task_name": "other"}]
    )

    def someone_was_faster(body: Values) -> bool:
        instance.lists["apps"] = [BILLING]
        return False

    def all_gone(body: Values) -> bool:
        instance.lists.update(apps=[], tasks=instance.lists["tasks"][1:])
        return True

    instance.jobs = [someone_was_faster, all_gone]
    result = deleting(instance, {"apps": ["orders", "billing"], "task_ids": ["t1", "t2"]})
    assert instance.asked == [
        {"apps": [{"id": "a1"}, {"id": "a2"}], "tasks": [{"id": "t1"}]},
        {"apps": [{"id": "a2"}], "tasks": [{"id": "t1"}]},
    ]
    assert result["changed"]
    assert result["deleted"] == {
        "apps": ["billing", "orders"],
        "app_ids": ["a1", "a2"],
        "tasks": ["copy"],
        "task_ids": ["t1"],
    }
    assert [job["status"] for job in result["jobs"]] == ["failed", "succeeded"]


@pytest.mark.parametrize("partly", [True, False])
def test_a_failed_deletion_tells_what_is_gone(deleting: t.Callable[[Instance, Values], Values], partly: bool) -> None:
    apps = [{"id": f"a{number}", "name": f"app{number}"} for number in range(101)]
    instance = Instance(apps=apps)

    def first(body: Values) -> bool:
        if partly:
            instance.lists["apps"] = apps[100:]
        return partly

    instance.jobs = [first, lambda body: False]
    result = deleting(instance, {"app_ids": [app["id"] for app in apps]})
    assert result["failed"]
    assert result["changed"] == partly
    assert len(result["deleted"]["app_ids"]) == (100 if partly else 0)
    assert "ROMA.1 does not exist" in result["msg"]
