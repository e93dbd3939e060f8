# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data sources of all types."""

from __future__ import annotations

from typing import Any

import huaweicloudsdkroma.v2 as roma
import pytest
from huaweicloudsdkcore.utils.http_utils import sanitize_for_serialization

from tests.contract.clients import Api
from tests.contract.vendor import ask, refused
from tests.emulator.process import EmulatorProcess

BASE = "/v2/{project}/fdi/instances/{instance}/datasources"
Sdk = roma.RomaClient

ACCOUNT = {"user_name": "svc", "password": "s3cret"}
HOST = {"host": "10.0.0.7", "port": "3306"}
DATABASE = {**HOST, **ACCOUNT, "database_name": "orders", "mode": "default"}
KERBEROS = {"principal_name": "svc", "config_file_name": "krb.zip", "config_file_content": "UEsDBA=="}
BROKER = {"broker": "10.0.0.7:9092"}
TRUST = {"ssl_enable": True, "trust_store": "MIIC", "trust_store_file_type": "jks", "trust_store_password": "changeit"}
KEYS = {
    "key_store": "MIID",
    "key_store_file_type": "jks",
    "key_store_password": "changeit",
    "key_store_key_password": "changeit",
}
CONTENTS: dict[str, dict[str, Any]] = {
    "DWS": DATABASE,
    "HANA": DATABASE,
    "MYSQL": {**DATABASE, "encoding": "utf8mb4", "mysql_timeout": 30},
    "TAURUS": {**ACCOUNT, "mode": "professional", "url": "jdbc:mysql://10.0.0.7:3306/orders"},
    "POSTGRESQL": DATABASE,
    "GAUSS200": DATABASE,
    "GAUSS100": {**DATABASE, "gauss100_version": "V300R001C00"},
    "SQLSERVER": DATABASE,
    "DB2": DATABASE,
    "ORACLE": {
        **ACCOUNT,
        "mode": "multiAddress",
        "multi_oracle_address": [{"oracle_address": "10.0.0.7", "oracle_port": "1521"}],
        "oracle_service_name": "XE",
        "database_name": "orders",
        "cdc_mode": "logminer",
    },
    "HIVE": DATABASE,
    "MONGODB": {**ACCOUNT, "address": "10.0.0.7:27017", "mongodb_auth_source": "admin", "mongodb_cluster_enable": True},
    "REDIS": {"address": "10.0.0.7:6379", "redis_database": "0", "password": "s3cret"},
    "KAFKA": {**BROKER, "ssl_enable": True, "ssl_username": "key", "ssl_password": "s3cret"},
    "MQS": {**BROKER, "ssl_enable": False},
    "MRSKAFKA": KERBEROS,
    "FIKAFKA": {**KERBEROS, **BROKER},
    "MRSHBASE": KERBEROS,
    "MRSHDFS": {**KERBEROS, "hdfs_path": "hdfs:///hacluster"},
    "MRSHIVE": {**KERBEROS, "hdfs_path": "hdfs:///hacluster"},
    "FIHDFS": {**KERBEROS, "hdfs_path": "hdfs:///hacluster"},
    "FIHIVE": {**KERBEROS, "hdfs_path": "hdfs:///hacluster"},
    "API": {
        "url": "https://orders.internal/v1",
        "api_method": "POST",
        "api_auth_detail": {"auth_method": "oauth2.0", "access_token_url": "https://sso", "client_secret": "s3cret"},
    },
    "OBS": {"address": "obs.internal", "port": "443", "ak": "AK", "sk": "SK", "bucket_name": "b", "https": True},
    "DIS": {
        "ak": "AK",
        "sk": "SK",
        "dis_tunnel_name": "t",
        "dis_data_type": "JSON",
        "dis_setting_type": "senior",
        "dis_endpoint": "https://10.0.0.7",
        "dis_region": "cn-north-4",
        "dis_source_project_id": "p",
    },
    "FTP": {**HOST, **ACCOUNT, "ftp_protocol": "ftp", "ftp_connect_mode": "passive"},
    "LDAP": {**ACCOUNT, "url": "ldap://10.0.0.7", "ldap_security_auth_type": "simple"},
    "WEBSOCKET": {**ACCOUNT, "url": "wss://10.0.0.7", "auth_method": "basicauth"},
    "RABBITMQ": {**HOST, **ACCOUNT, **TRUST, "rabbitmq_virtual_host": "/", "rabbitmq_ssl_protocol": "TLS"},
    "ACTIVEMQ": {**BROKER, **ACCOUNT, **TRUST, **KEYS, "ssl_auth_method": "two-way"},
    "ARTEMISMQ": {**HOST, **ACCOUNT, **TRUST, "ssl_auth_method": "one-way"},
    "IBMMQ": {
        **HOST,
        **ACCOUNT,
        **TRUST,
        "ibmmq_ccs_id": "819",
        "ibmmq_queue_manager": "QM1",
        "ibmmq_channel": "DEV",
        "ibmmq_cipher_suite": "TLS",
    },
    "SAP": {**HOST, **ACCOUNT, "sap_client": "456", "sap_sysnr": "00"},
    "SNMP": {**HOST, "snmp_network_protocol": "udp", "snmp_version": 0, "snmp_community": "public"},
    "HL7": {**HOST, "hl7_position": "target"},
    "CUSTOMIZED": {
        "connection_instance_id": "20ceec02-1773-4054-8e5b-3819117d6c1c",
        "connector_params": {"host": "10.0.0.7", "passWord": "s3cret", "login": {"token": "s3cret", "user": "u"}},
    },
}


@pytest.fixture
def app(sdk: Sdk) -> Any:
    return ask(sdk, "CreateRomaApp", body=roma.CreateAppReq(name="orders"))


def body_of(app: Any, kind: str = "MYSQL", name: str = "orders-db", **content: Any) -> dict[str, Any]:
    """A full body; further arguments replace members of its content, None takes one away."""
    content = {key: value for key, value in {**CONTENTS[kind], **content}.items() if value is not None}
    return {"datasource_name": name, "datasource_type": kind, "app_id": app.id, "content": content}


def info_of(app: Any, kind: str = "MYSQL", name: str = "orders-db", **content: Any) -> Any:
    """The same as a model of the vendor's, which knows no members but its own."""
    body = body_of(app, kind, name, **content)
    content = body["content"]
    if "api_auth_detail" in content:
        content["api_auth_detail"] = roma.ApiAuthDetail(**content["api_auth_detail"])
    if "multi_oracle_address" in content:
        content["multi_oracle_address"] = [roma.MultiOracleAddress(**item) for item in content["multi_oracle_address"]]
    return roma.DatasourceInfo(**{**body, "content": roma.Content(**content)})


def leaks(content: Any, secrets: tuple[str, ...] = ("s3cret", "changeit", "SK", "MIIC", "MIID", "UEsDBA==")) -> bool:
    return any(f"'{secret}'" in str(content) for secret in secrets)


@pytest.mark.parametrize("kind", list(CONTENTS))
def test_every_type_comes_back_with_masked_secrets(sdk: Sdk, app: Any, kind: str) -> None:
    made = ask(sdk, "CreateDatasourceInfo", body=info_of(app, kind))
    found = ask(sdk, "ShowDataourceDetail", datasource_id=made.datasource_id)
    assert (found.datasource_name, found.datasource_type, found.app_name) == ("orders-db", kind, "orders")
    assert isinstance(found.create_time, int)
    shown = {name: value for name, value in found.content.to_dict().items() if value is not None}
    assert shown.keys() == CONTENTS[kind].keys()
    assert not leaks(shown)
    assert not leaks(made.content.to_dict())
    assert leaks(CONTENTS[kind]) == ("******" in str(shown)) or kind == "SNMP"


def test_answers_hold_what_the_server_added(emulator: EmulatorProcess, api: Api, app: Any) -> None:
    made = api("POST", BASE, json=body_of(app, "KAFKA") | {"description": "No change."}).json()
    content = made["content"]
    assert (content["type"], content["instance_id"], content["ssl_username"]) == ("KAFKA", made["instance_id"], "key")
    assert (len(content["project_id"]), content["ssl_password"]) == (32, "******")
    assert (made["description"], made["remark"]) == ("No change.", "No change.")
    assert "app_permission" not in made
    assert "vpc_id" not in made
    emulator.switch(datasource_text_key="remark")
    shown = api("GET", f"{BASE}/{made['datasource_id']}").json()
    assert shown["remark"] == "No change."
    assert "description" not in shown
    assert set(shown["app_permission"]) == {"read", "access", "delete", "modify"}


def test_the_vendors_odd_spellings_are_taken(api: Api, app: Any) -> None:
    body = body_of(app, "FTP", ftp_protocol=None, ftp_connect_mode=None, protocol="ftp", connect_mode="active")
    content = api("POST", BASE, json=body).json()["content"]
    assert (content["ftp_protocol"], content["ftp_connect_mode"]) == ("ftp", "active")
    auth = {"auth_method": "none"}
    body = body_of(app, "API", "other", api_auth_detail=None, ApiAuthDetail=auth)
    assert api("POST", BASE, json=body).json()["content"]["api_auth_detail"] == auth


def test_list(sdk: Sdk, app: Any) -> None:
    names = ["orders-db", "Orders-queue", "stock-db"]
    for name, kind in zip(names, ("MYSQL", "KAFKA", "MYSQL"), strict=True):
        ask(sdk, "CreateDatasourceInfo", body=info_of(app, kind, name))

    def listed(**query: Any) -> list[str]:
        return [item.datasource_name for item in ask(sdk, "ListDatasources", **query).entities]

    assert listed() == names[::-1]
    assert listed(sort_field="CREATED_DATE", sort_type="ASC") == names
    assert listed(name="orders") == ["orders-db"]
    assert listed(datasource_type="MYSQL", app_id=app.id) == ["stock-db", "orders-db"]
    assert listed(limit=1, offset=1) == ["Orders-queue"]
    assert listed(custom_plugin_id="x") == []
    page = ask(sdk, "ListDatasources", limit=0)
    assert (page.total, page.size, page.entities) == (3, 0, [])


def test_update_replaces_all_but_secrets(sdk: Sdk, api: Api, app: Any) -> None:
    made = ask(sdk, "CreateDatasourceInfo", body=info_of(app, encoding="gbk"))
    path = f"{BASE}/{made.datasource_id}"
    request = info_of(app, "MYSQL", "renamed", password="******", encoding=None, host="10.0.0.8")
    updated = ask(sdk, "UpdateDatasourceInfo", datasource_id=made.datasource_id, body=request)
    assert (updated.datasource_name, updated.content.host, updated.content.encoding) == ("renamed", "10.0.0.8", None)
    assert updated.content.password == "******"
    assert api("PUT", path, json=body_of(app, password=None)).json()["content"]["password"] == "******"
    wrong_type = api("PUT", path, json=body_of(app, "DWS"))
    assert wrong_type.json() == {"error_code": "FDI.3033", "error_msg": "Invalid parameter [datasource_type]."}


def test_update_keeps_nested_secrets(api: Api, app: Any) -> None:
    source = api("POST", BASE, json=body_of(app, "API")).json()["datasource_id"]
    kept = {"auth_method": "oauth2.0", "access_token_url": "https://sso2"}
    content = api("PUT", f"{BASE}/{source}", json=body_of(app, "API", api_auth_detail=kept)).json()["content"]
    assert content["api_auth_detail"] == {**kept, "client_secret": "******"}
    other = {"auth_method": "none"}
    content = api("PUT", f"{BASE}/{source}", json=body_of(app, "API", api_auth_detail=other)).json()["content"]
    assert content["api_auth_detail"] == other


def test_names_are_unique_unless_switched(emulator: EmulatorProcess, sdk: Sdk, app: Any) -> None:
    ask(sdk, "CreateDatasourceInfo", body=info_of(app))
    with refused(400, "FDI.3002"):
        ask(sdk, "CreateDatasourceInfo", body=info_of(app))
    emulator.switch(duplicate_datasource_names=True)
    ask(sdk, "CreateDatasourceInfo", body=info_of(app))


def test_delete_answers_once(sdk: Sdk, app: Any) -> None:
    made = ask(sdk, "CreateDatasourceInfo", body=info_of(app))
    ask(sdk, "DeleteDatasourceInfoById", datasource_id=made.datasource_id)
    with refused(404, "FDI.3081"):
        ask(sdk, "DeleteDatasourceInfoById", datasource_id=made.datasource_id)
    with refused(404, "FDI.3081"):
        ask(sdk, "ShowDataourceDetail", datasource_id=made.datasource_id)


@pytest.mark.parametrize(
    ("kind", "content", "code", "words"),
    [
        ("MYSQL", {"host": None}, "FDI.3033", "content.host"),
        ("MYSQL", {"password": ""}, "FDI.3033", "content.password"),
        ("MYSQL", {"port": 3306}, "FDI.3002", "content.port: type"),
        ("MYSQL", {"port": "65536"}, "FDI.3002", "content.port: pattern"),
        ("MYSQL", {"hostname": "x"}, "FDI.3002", "content.hostname: unknown"),
        ("MYSQL", {"mode": "multiAddress"}, "FDI.3033", "content.mode"),
        ("ORACLE", {"multi_oracle_address": []}, "FDI.3002", "content.multi_oracle_address: length"),
        ("API", {"api_auth_detail": {"auth_method": "keyTop"}}, "FDI.3033", "content.api_auth_detail.secret"),
        ("WEBSOCKET", {"password": None}, "FDI.3033", "content.password"),
    ],
)
def test_bad_contents_are_refused(api: Api, app: Any, kind: str, content: Any, code: str, words: str) -> None:
    answer = api("POST", BASE, json=body_of(app, kind, **content))
    assert (answer.status_code, answer.json()["error_code"]) == (400, code)
    assert words in answer.text
    assert "request_id" not in answer.json()


def test_needs_can_be_switched_off(emulator: EmulatorProcess, api: Api, app: Any) -> None:
    emulator.switch(datasource_needs=False)
    assert api("POST", BASE, json=body_of(app) | {"content": {}}).status_code == 201


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"datasource_type": "mysql"}, "FDI.3033", "[datasource_type]"),
        ({"app_id": "nowhere"}, "FDI.3033", "[app_id]"),
        ({"datasource_name": "a(b)"}, "FDI.3002", "datasource_name: pattern"),
        ({"remark": "no"}, "FDI.3002", "remark: unknown"),
    ],
)
def test_bad_bodies_are_refused(api: Api, app: Any, change: dict[str, Any], code: str, words: str) -> None:
    answer = api("POST", BASE, json=body_of(app) | change)
    assert (answer.status_code, answer.json()["error_code"]) == (400, code)
    assert words in answer.text


def test_other_projects_and_instances(api: Api) -> None:
    nowhere = api("GET", "/v2/{project}/fdi/instances/nowhere/datasources")
    assert (nowhere.status_code, nowhere.json()["error_code"]) == (404, "FDI.3033")
    project = api("GET", "/v2/" + "f" * 32 + "/fdi/instances/{instance}/datasources")
    assert (project.status_code, project.json()["error_code"]) == (400, "FDI.3039")
    assert api("GET", f"{BASE}?sort_field=NAME").json()["error_code"] == "FDI.3002"
    assert api("POST", BASE).json()["detail"] == "body: missing"


def test_quota_holds_on_demand(emulator: EmulatorProcess, sdk: Sdk, app: Any) -> None:
    emulator.seed("datasources", 500)
    emulator.switch(fdi_quotas=True)
    with refused(400, "FDI.3002"):
        ask(sdk, "CreateDatasourceInfo", body=info_of(app))


def test_connectivity(api: Api, sdk: Sdk, app: Any) -> None:
    made = ask(sdk, "CreateDatasourceInfo", body=info_of(app))
    request = info_of(app, password="******", host="db.unreachable.invalid")
    assert ask(sdk, "StartTestDatasource", datasource_id=made.datasource_id, body=info_of(app)).result is True
    with refused(400, "FDI.3016", "Failed to test the connectivity."):
        ask(sdk, "StartTestDatasource", datasource_id=made.datasource_id, body=request)
    answer = api("POST", f"{BASE}/{made.datasource_id}/test-connect", json=sanitize_for_serialization(request))
    assert answer.json() == {
        "error_code": "FDI.3016",
        "error_msg": "Failed to test the connectivity.",
        "detail": "The address db.unreachable.invalid cannot be reached.",
    }
    assert ask(sdk, "ShowDataourceDetail", datasource_id=made.datasource_id).content.host == "10.0.0.7"
    assert api("POST", f"{BASE}/{made.datasource_id}/test-connect").status_code == 400
    with refused(404, "FDI.3081"):
        ask(sdk, "StartTestDatasource", datasource_id="0" * 32, body=info_of(app))


def test_tables_and_columns(sdk: Sdk, app: Any) -> None:
    source = ask(sdk, "CreateDatasourceInfo", body=info_of(app)).datasource_id
    tables = ask(sdk, "ListDatasourceTables", datasource_id=source, position="SOURCE", filter="order").tables
    assert tables == ["orders.orders", "orders.order_items"]
    columns = ask(sdk, "ListDatasourceColumns", datasource_id=source, position="TARGET", table_name=tables[0]).columns
    assert [column.field_name for column in columns] == ["id", "customer_id", "total", "placed_at"]
    assert (columns[0].primary, columns[0].null_able, columns[0].is_partition) == ("1", "0", False)
    assert columns[2].decimal_digits == "2"
    queue = ask(sdk, "CreateDatasourceInfo", body=info_of(app, "KAFKA", "queue")).datasource_id
    with refused(400, "FDI.3002"):
        ask(sdk, "ListDatasourceTables", datasource_id=queue, position="SOURCE")
    with refused(400, "FDI.3002"):
        ask(sdk, "ListDatasourceColumns", datasource_id=source, position="MIDDLE", table_name="orders")


def test_recently_used(api: Api, app: Any) -> None:
    made = [api("POST", BASE, json=body_of(app, name=name)).json()["datasource_id"] for name in ("one", "two")]
    assert api("GET", f"{BASE}/frequently-used").json() == made[::-1]
    api("POST", f"{BASE}/{made[0]}/test-connect", json=body_of(app, name="one"))
    assert api("GET", f"{BASE}/frequently-used").json() == made


def test_application_with_data_sources_is_in_use(emulator: EmulatorProcess, sdk: Sdk, app: Any) -> None:
    ask(sdk, "CreateDatasourceInfo", body=info_of(app))
    with refused(400, "ROMA.13000"):
        ask(sdk, "DeleteRomaApp", app_id=app.id)
    emulator.switch(delete_app_in_use="cascade")
    ask(sdk, "DeleteRomaApp", app_id=app.id)
    assert emulator.state()["datasources"] == 0
