# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of MQS topics, consumer groups and disk usage."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest

from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.process import EmulatorProcess

MQS = "/v2/{project}/mqs/instances/{instance}"
EVER = {"start_time": "0", "end_time": "9999999999999"}


@pytest.fixture
def topic(emulator: EmulatorProcess) -> str:
    """A topic with three messages."""
    emulator.seed("messages", 3)
    return "seeded-000000"


def messages(sdk: roma.RomaClient, topic: str, **query: Any) -> Any:
    return ask(sdk, "ShowMqsInstanceMessages", topic=topic, **query)


def test_by_time_there_is_no_content(sdk: roma.RomaClient, topic: str) -> None:
    answer = messages(sdk, topic, asc=True, **EVER)
    assert (answer.total, answer.size) == (3, 3)
    first = answer.messages[0]
    assert (first.topic, first.partition, first.message_offset, first.key) == (topic, 0, 0, "key-0")
    assert (first.value, first.size, first.huge_message) == ("", 13, False)
    newest = messages(sdk, topic, limit="1", offset="0", **EVER)
    assert (newest.total, newest.size, newest.messages[0].message_offset) == (3, 1, 2)
    assert messages(sdk, topic, key="key-1", **EVER).messages[0].message_offset == 1
    assert messages(sdk, topic, message_id=first.message_id, **EVER).messages[0].key == "key-0"
    assert messages(sdk, topic, tag="none", **EVER).total == 0
    assert messages(sdk, topic, start_time="0", end_time="1").total == 0


def test_by_offset_there_is(sdk: roma.RomaClient, api: Api, topic: str) -> None:
    answer = messages(sdk, topic, message_offset="2", partition="0")
    assert [message.value for message in answer.messages] == ['{"number": 2}']
    assert messages(sdk, topic, message_offset="9", partition="0").total == 0
    file = api("GET", f"{MQS}/messages?topic={topic}&start_time=0&end_time=9999999999999&download=true")
    assert file.headers["Content-Disposition"] == 'attachment; filename="messages.json"'
    assert [message["value"] for message in file.json()][-1] == '{"number": 0}'


@pytest.mark.parametrize(
    "query", ["", "topic=seeded-000000", "topic=seeded-000000&start_time=1", "topic=none&start_time=1&end_time=2"]
)
@pytest.mark.usefixtures("topic")
def test_messages_refuse(api: Api, query: str) -> None:
    assert api("GET", f"{MQS}/messages?{query}").status_code == 400


def test_resend(sdk: roma.RomaClient, topic: str) -> None:
    def resend(offset: int, action: str = "resend") -> Any:
        body = roma.ResetMessagesReq(topic=topic, partition=0, message_offset=offset, consumer_key="c")
        return ask(sdk, "ResetMessages", action_id=action, body=body)

    answer = resend(1)
    assert (answer.topic, answer.partition, answer.message_offset, answer.consumer_key) == (topic, 0, 1, "c")
    assert messages(sdk, topic, message_offset="3", partition="0").messages[0].value == '{"number": 1}'
    for bad in ((9, "resend"), (1, "delete")):
        with refused(400, "MQS.00400800"):
            resend(*bad)


def test_consumer_groups(emulator: EmulatorProcess, api: Api, topic: str) -> None:
    emulator.seed("consumer_groups", 12)
    answer = api("GET", f"{MQS}/groups").json()
    assert (answer["total"], len(answer["groups"])) == (12, 10)
    assert set(answer["groups"][0]) == {"createdAt", "group_id", "state", "coordinator_id"}
    assert len(api("GET", f"{MQS}/groups?offset=10&limit=50").json()["groups"]) == 2
    assert api("GET", f"{MQS}/groups?group=p-00001").json()["total"] == 2
    assert api("GET", f"{MQS}/groups?topic={topic}").json()["total"] == 12
    assert api("GET", f"{MQS}/groups?topic=none").json()["total"] == 0
    for query in ("limit=0", "limit=51", "offset=-1", "name=x"):
        assert api("GET", f"{MQS}/groups?{query}").status_code == 400


def test_delete_consumer_groups(emulator: EmulatorProcess, api: Api) -> None:
    emulator.seed("consumer_groups", 6)
    url = f"{MQS}/groups/batch-delete"
    assert api("POST", url, json=["group-000000"]).json() == {"failed_groups": [], "total": 0}
    answer = api("POST", url, json={"group_ids": ["group-000001", "group-000002", "group-000000"]})
    assert answer.status_code == 200
    assert answer.json()["total"] == 2
    assert [row["group_id"] for row in answer.json()["failed_groups"]] == ["group-000002", "group-000000"]
    assert emulator.state()["consumer_groups"] == 4
    for body in ([], {}, {"group_ids": "x"}, {"groups": ["x"]}):
        assert api("POST", url, json=body).status_code == 400


def test_disk_usage(api: Api, topic: str) -> None:
    url = f"{MQS}/topics/diskusage"
    answer = api("GET", f"{url}?top=5").json()
    assert (answer["broker_name"], answer["data_disk_size"], answer["data_disk_use_percentage"]) == (
        "broker-0",
        "600G",
        0,
    )
    assert [(row["topic_name"], row["topic_partition"], row["size"]) for row in answer["topic_list"]] == [
        (topic, 0, "12K")
    ]
    assert api("GET", f"{url}?minSize=1G").json()["topic_list"] == []
    assert len(api("GET", f"{url}?minSize=1K").json()["topic_list"]) == 1
    assert api("GET", f"{url}?percentage=1").json()["topic_list"] == []
    for query in ("", "?minSize=1T", "?top=0", "?percentage=101"):
        assert api("GET", url + query).status_code == 400
