# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access policies of MQS topics, topics as CSV files, and topics in asset packages."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest
from huaweicloudsdkcore.http.formdata import FormFile

from tests.contract.clients import Api
from tests.contract.packages import document, export_apps, import_package
from tests.contract.vendor import ask, refused
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

INSTANCE = tenant.MAIN_INSTANCE.id
TOPICS = "/v2/{project}/mqs/instances/{instance}/topics"
HEADER = (
    "name,app_name,app_key,partition,replication,access_policy,retention_time,"
    "sync_replication,sync_message_flush,tag,description,sensitive_word"
)


@pytest.fixture
def apps(sdk: roma.RomaClient) -> dict[str, Any]:
    """The applications orders and billing, and a topic of the former."""
    made = {}
    for name in ("orders", "billing"):
        made[name] = ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name=name, key=f"{name}-key"))
    body = roma.CreateMqsInstanceTopicReq(name="intake", app_id="orders-key", access_policy="pub", tag="red")
    ask(sdk, "CreateMqsInstanceTopic", body=body)
    return made


def set_policies(sdk: roma.RomaClient, *policies: dict[str, Any], name: str = "intake", **values: str) -> Any:
    topic = roma.UpdateTopicAccessPolicyTopicsObject(
        name=name, policies=[roma.UpdateTopicAccessPolicyPoliciesObject(**policy) for policy in policies], **values
    )
    return ask(sdk, "UpdateTopicAccessPolicy", body=roma.UpdateTopicAccessPolicyReq(topics=[topic]))


def policies(sdk: roma.RomaClient, **query: Any) -> Any:
    return ask(sdk, "ShowMqsInstanceTopicAccessPolicy", topic_name="intake", **query)


def rows(sdk: roma.RomaClient) -> list[tuple[Any, ...]]:
    return [(row.owner, row.user_name, row.access_policy, row.tag) for row in policies(sdk).policies]


def policy(app: str, access: str, **values: Any) -> dict[str, Any]:
    return {"app_id": f"{app}-key", "app_name": app, "access_policy": access, **values}


def topics(sdk: roma.RomaClient, instance_id: str = INSTANCE) -> dict[str, Any]:
    answer = ask(sdk, "ListMqsInstanceTopics", instance_id=instance_id)
    return {topic.name: topic for topic in answer.topics}


@pytest.mark.usefixtures("apps")
def test_the_owner_has_a_policy_from_the_start(emulator: EmulatorProcess, sdk: roma.RomaClient) -> None:
    shown = policies(sdk)
    assert (shown.name, shown.operation, shown.total, shown.size) == ("intake", "intake", 1, 1)
    assert rows(sdk) == [(True, "orders-key", "pub", "red")]
    assert shown.policies[0].app_name == "orders"
    emulator.switch(mqs_shown_app="id")
    assert policies(sdk).policies[0].user_name != "orders-key"


@pytest.mark.usefixtures("apps")
def test_set_replaces_the_list_but_keeps_the_owner(sdk: roma.RomaClient) -> None:
    answer = set_policies(sdk, policy("orders", "all", owner=True), policy("billing", "sub", tag="x"), description="d")
    assert answer.status_code == 204
    assert rows(sdk) == [(True, "orders-key", "all", ""), (False, "billing-key", "sub", "x")]
    assert topics(sdk)["intake"].description == "d"
    assert len(policies(sdk, limit="1", offset="1").policies) == 1
    set_policies(sdk)
    assert rows(sdk) == [(True, "orders-key", "all", "")]
    assert topics(sdk)["intake"].description == "d"


def test_set_refuses(sdk: roma.RomaClient, apps: dict[str, Any]) -> None:
    for bad, code in (
        (policy("nobody", "all"), "MQS.00400005"),
        (policy("billing", "none"), "MQS.00400800"),
        (policy("billing", "all", owner=True), "MQS.00400800"),
        ({**policy("billing", "all"), "app_name": "orders"}, "MQS.00400800"),
    ):
        with refused(400, code):
            set_policies(sdk, policy("orders", "all", owner=True), bad)
    with refused(400, "MQS.00400800"):
        set_policies(sdk, policy("billing", "all"), policy("billing", "all"))
    with refused(400, "MQS.00400803"):
        set_policies(sdk, name="missing")
    assert rows(sdk) == [(True, "orders-key", "pub", "red")]


@pytest.mark.usefixtures("apps")
def test_batch_add(sdk: roma.RomaClient, api: Api) -> None:
    row = {"user_name": "billing-key", "app_name": "billing", "access_policy": "sub", "tag": ""}
    url = f"{TOPICS}/intake/access-policies/batch-add"
    assert api("POST", url, json={"policies": [row]}).status_code == 204
    assert rows(sdk) == [(True, "orders-key", "pub", "red"), (False, "billing-key", "sub", "")]
    assert api("POST", url, json={"policies": [policy("billing", "sub")]}).status_code == 400
    assert api("POST", f"{TOPICS}/missing/access-policies/batch-add", json={"policies": [row]}).status_code == 400


@pytest.mark.usefixtures("apps")
def test_an_application_that_is_gone_has_no_policy(sdk: roma.RomaClient, apps: dict[str, Any]) -> None:
    set_policies(sdk, policy("orders", "all", owner=True), policy("billing", "sub"))
    ask(sdk, "DeleteRomaApp", app_id=apps["billing"].id)
    assert rows(sdk) == [(True, "orders-key", "all", "")]


@pytest.mark.usefixtures("apps")
def test_sets_are_shuffled_on_demand(emulator: EmulatorProcess, sdk: roma.RomaClient) -> None:
    set_policies(sdk, policy("orders", "all", owner=True), policy("billing", "sub"))
    emulator.switch(shuffle_sets=True)
    assert len({tuple(row[1] for row in rows(sdk)) for _ in range(40)}) == 2


def export(sdk: roma.RomaClient, target: Path, **query: str) -> str:
    answer = ask(sdk, "ExportMqsInstanceTopic", **query)
    answer.consume_download_stream(lambda stream: target.write_bytes(stream.content))
    return target.read_text(encoding="utf-8")


def load(sdk: roma.RomaClient, file: Path, **query: str) -> Any:
    with file.open("rb") as stream:
        body = roma.ImportMqsInstanceTopicRequestBody(upload_file_name=FormFile(stream))
        return ask(sdk, "ImportMqsInstanceTopic", body=body, **query)


def test_export(sdk: roma.RomaClient, api: Api, apps: dict[str, Any], tmp_path: Path) -> None:
    text = export(sdk, tmp_path / "topics.csv")
    assert text.splitlines() == [HEADER, "intake,orders,orders-key,3,3,pub,72,false,false,red,,"]
    answer = api("GET", f"{TOPICS}/export?name=intake")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="topics.csv"'
    assert api("GET", f"{TOPICS}/export?name=intake,missing").json()["error_code"] == "MQS.00400803"


def test_import_merges(sdk: roma.RomaClient, apps: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "topics.csv"
    file.write_text(
        f'{HEADER}\nintake,orders,,4,3,all,24,true,false,,"two, words",\nnew,billing,,1,1,sub,72,false,true,,,\n'
    )
    with refused(400, "MQS.00400801"):
        load(sdk, file)
    assert set(topics(sdk)) == {"intake"}
    assert load(sdk, file, mode="Merge").status_code == 204
    merged = topics(sdk)
    assert (merged["intake"].partition, merged["intake"].description) == (4, "two, words")
    assert (merged["new"].app_name, merged["new"].sync_message_flush) == ("billing", True)
    assert rows(sdk) == [(True, "orders-key", "all", "")]


def test_import_elsewhere(sdk: roma.RomaClient, api: Api, apps: dict[str, Any], tmp_path: Path) -> None:
    """What was exported can be imported as it is; the prefix belongs to the names of applications."""
    file = tmp_path / "topics.csv"
    export(sdk, file)
    ask(sdk, "DeleteMqsInstanceTopic", name="intake")
    with refused(400, "MQS.00400005", "app_name"):
        load(sdk, file, prefix="copy-")
    ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="copy-orders"))
    load(sdk, file, prefix="copy-", mode="AddNew")
    assert topics(sdk)["intake"].app_name == "copy-orders"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "name\nintake\n",
        f"{HEADER}\nx,orders,,1,1,all,72,false,false,,,\n",
        f"{HEADER}\nfine,orders,,many,1,all,72,false,false,,,\n",
        f"{HEADER}\nfine,orders,,1,1,all,72,False,false,,,\n",
        f"{HEADER}\nfine,orders,,1,1,all,72,false,false,,\n",
        f"{HEADER}\nfine,orders,,1,1,all,72,false,false,,,,extra\n",
        f"{HEADER}\nfine,orders,,1,1,all,72,false,false,,,\nfine,orders,,1,1,all,72,false,false,,,\n",
        f"{HEADER}\n" + "".join(f"topic{number},orders,,100,1,all,72,false,false,,,\n" for number in range(3)),
    ],
)
@pytest.mark.usefixtures("apps")
def test_import_refuses(api: Api, sdk: roma.RomaClient, content: str) -> None:
    answer = api("POST", f"{TOPICS}/import", files={"upload_file_name": ("topics.csv", content)})
    assert answer.status_code == 400
    assert set(topics(sdk)) == {"intake"}


def test_import_needs_the_part(api: Api) -> None:
    assert api("POST", f"{TOPICS}/import", files={"file": ("topics.csv", HEADER)}).status_code == 400
    assert api("POST", f"{TOPICS}/import", data=HEADER).status_code == 400
    query = f"{TOPICS}/import?mode=Replace"
    assert api("POST", query, files={"upload_file_name": ("topics.csv", HEADER)}).status_code == 400


def test_quoting(sdk: roma.RomaClient, api: Api, apps: dict[str, Any], tmp_path: Path) -> None:
    set_policies(sdk, policy("orders", "all", owner=True), description='say "hi",\nthen 再见')
    [row] = csv.DictReader(io.StringIO(export(sdk, tmp_path / "topics.csv"), newline=""))
    assert row["description"] == 'say "hi",\nthen 再见'
    assert load(sdk, tmp_path / "topics.csv", mode="Merge").status_code == 204
    assert topics(sdk)["intake"].description == 'say "hi",\nthen 再见'


def test_asset_packages(sdk: roma.RomaClient, api: Api, apps: dict[str, Any]) -> None:
    """Topics travel with their application; a name that is taken makes the application fail."""
    set_policies(sdk, policy("orders", "all", owner=True, tag="red"), policy("billing", "sub"), description="d")
    package = export_apps(api, apps["orders"].id, apps["billing"].id)
    assert [topic["name"] for topic in document(package, "mqs/topics.json")] == ["intake"]
    assert import_package(api, package) == []
    there = topics(sdk, tenant.SECOND_INSTANCE.id)["intake"]
    assert (there.app_name, there.description, there.partition) == ("orders", "d", 3)
    assert import_package(api, package, type="Merge") == []
    [reason] = import_package(api, package, prefix="copy-")
    assert (reason["resource_type"], reason["resource_name"]) == ("application", "copy-orders")
    assert reason["error_msg"].startswith("topic intake")
