# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the `content` of a data source may hold, and what it must hold for each type.

The schema is one flat object with the members of all types; what a type needs is told by texts only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..frame.fields import AnyObject, Bool, Field, Int, ListOf, Problems, Text, members

SHORT = Text(max=256)
SECRET = Text(max=256)
ANY = Text()
PORT = Text(pattern=r"[0-5]?\d{1,4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]")
ENCODINGS = (
    "big5", "dec8", "cp850", "hp8", "koi8r", "latin1", "latin2", "swe7", "ascii", "ujis", "sjis", "hebrew", "tis620",
    "koi8u", "gb2312", "greek", "cp1250", "gbk", "latin5", "armscii8", "utf8", "ucs2", "cp866", "keybcs2", "macce",
    "macroman", "cp852", "latin7", "utf8mb4", "cp1251", "utf16", "utf16le", "cp1256", "cp1257", "utf32", "binary",
    "geostd8", "cp932", "eucjpms", "gb18030",
)  # fmt: skip

API_AUTH = members(
    auth_method=Text(
        choices=(
            "none", "basicauth", "oauth2.0", "hmac", "secret", "md5", "apiGateway", "keyTop", "hikVision",
            "huaweiNetworkManagement", "liHe",
        )
    ),
    app_auth_type=Text(choices=("default", "secret", "jwt")),
    user_name=Text(max=2000),
    password=Text(max=2000),
    app_key=SHORT,
    app_secret=SECRET,
    secret=SECRET,
    alt_ip=SHORT,
    access_token_url=SHORT,
    client_id=SHORT,
    client_secret=SECRET,
    scope=SHORT,
    authorization=SECRET,
    grant_type=SHORT,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Content(Field):
    """The flat object. The vendor's own examples spell three members unlike the schema; both spellings are taken."""

    schema: Field
    spellings: Mapping[str, str] = field(
        default_factory=lambda: {
            "connect_mode": "ftp_connect_mode",
            "protocol": "ftp_protocol",
            "ApiAuthDetail": "api_auth_detail",
        }
    )

    def check(self, value: Any, name: str, problems: Problems, where: str = "body") -> Any:
        if isinstance(value, dict):
            value = {self.spellings.get(key, key): item for key, item in value.items()}
        return self.schema.check(value, name, problems, where)


CONTENT = Content(
    required=True,
    schema=members(
        gauss100_version=Text(choices=("V100R003C20", "V300R001C00")),
        host=Text(max=255),
        port=PORT,
        database_name=ANY,
        redis_database=Text(min=1, max=1000, pattern=r"\d+"),
        user_name=ANY,
        password=ANY,
        mode=Text(choices=("default", "professional", "multiAddress")),
        cdc_mode=Text(choices=("xstream", "logminer")),
        multi_oracle_address=ListOf(
            item=members(
                oracle_address=Text(min=1, max=30, required=True), oracle_port=Text(min=1, max=10, required=True)
            ),
            min=1,
            max=100,
        ),
        oracle_service_name=Text(max=64),
        ftp_connect_mode=Text(choices=("active", "passive")),
        ftp_protocol=Text(choices=("sftp", "ftp")),
        address=SHORT,
        ak=SHORT,
        sk=SECRET,
        bucket_name=SHORT,
        https=Bool(),
        url=SHORT,
        api_method=Text(choices=("POST", "PUT", "DELETE", "PATCH", "GET")),
        auth_method=Text(choices=("none", "basicauth")),
        api_auth_detail=API_AUTH,
        broker=SHORT,
        ssl=Bool(),
        ssl_enable=Bool(),
        ssl_username=SHORT,
        ssl_password=SECRET,
        mongodb_auth_source=Text(max=60),
        mongodb_cluster_enable=Bool(),
        mongodb_replica_set=SHORT,
        encoding=Text(choices=ENCODINGS),
        mysql_timeout=Int(min=1, max=20000),
        trust_store_password=SECRET,
        trust_store=ANY,
        trust_store_file_type=Text(choices=("jks", "ts")),
        ssl_auth_method=Text(choices=("one-way", "two-way")),
        key_store=ANY,
        key_store_file_type=Text(choices=("ks", "jks")),
        key_store_password=SECRET,
        key_store_key_password=SECRET,
        dis_tunnel_name=SHORT,
        dis_data_type=Text(choices=("JSON",)),
        dis_setting_type=Text(choices=("basic", "senior")),
        dis_endpoint=SHORT,
        dis_region=SHORT,
        dis_source_project_id=SHORT,
        hl7_position=Text(choices=("source", "target")),
        hl7_whitelist_enable=Bool(),
        hl7_whitelist=SHORT,
        ldap_security_auth_type=Text(choices=("no", "simple")),
        rabbitmq_virtual_host=SHORT,
        rabbitmq_ssl_protocol=Text(choices=("TLS",)),
        sap_client=Text(max=10),
        sap_sysnr=SHORT,
        snmp_network_protocol=Text(choices=("udp", "tcp")),
        snmp_version=Int(choices=(0, 1, 3)),
        snmp_community=SECRET,
        ibmmq_ccs_id=Text(max=65535),
        ibmmq_queue_manager=SHORT,
        ibmmq_channel=SHORT,
        ibmmq_cipher_suite=SHORT,
        hdfs_path=SHORT,
        principal_name=SHORT,
        config_file_name=SHORT,
        config_file_content=ANY,
        connection_instance_id=SHORT,
        connector_params=AnyObject(),
        # of those in answers for KAFKA (ListDatasources, response example); a replacement may carry them over
        project_id=SHORT,
        type=SHORT,
        instance_id=SHORT,
    ),
)


@dataclass(frozen=True)
class Need:
    """Members that must be there; with `when`, only for contents whose member has that value."""

    names: str
    when: tuple[str, Any] | None = None


ACCOUNT = Need("user_name password")
HOST = Need("host port")
DATABASE = Need("host port database_name", ("mode", "default"))
URL = Need("url", ("mode", "professional"))
BY_MODE = (Need("mode"), ACCOUNT, DATABASE, URL)
FLAT_DATABASE = (ACCOUNT, Need("host port database_name"))
KERBEROS = Need("principal_name config_file_name config_file_content")
TRUST = Need("trust_store trust_store_file_type trust_store_password", ("ssl_enable", True))
TWO_WAY = Need(
    "key_store key_store_file_type key_store_password key_store_key_password", ("ssl_auth_method", "two-way")
)
SSL = Need("ssl_enable")
QUEUE_SSL = (SSL, Need("ssl_auth_method", ("ssl_enable", True)), TRUST, TWO_WAY)
KAFKA = (Need("broker"), SSL, Need("ssl_username ssl_password", ("ssl_enable", True)))

NEEDS: dict[str, tuple[Need, ...]] = {
    "DWS": FLAT_DATABASE,
    "HANA": FLAT_DATABASE,
    "MYSQL": BY_MODE,
    "TAURUS": BY_MODE,
    "POSTGRESQL": BY_MODE,
    "GAUSS200": BY_MODE,
    "GAUSS100": (*BY_MODE, Need("gauss100_version")),
    "SQLSERVER": BY_MODE,
    "DB2": BY_MODE,
    "ORACLE": (*BY_MODE, Need("multi_oracle_address oracle_service_name database_name", ("mode", "multiAddress"))),
    "HIVE": (Need("mode"), ACCOUNT, DATABASE),
    "MONGODB": (ACCOUNT, Need("address mongodb_auth_source")),
    "REDIS": (Need("address redis_database"),),
    "KAFKA": KAFKA,
    "MQS": KAFKA,
    "MRSKAFKA": (KERBEROS,),
    "FIKAFKA": (KERBEROS,),
    "MRSHBASE": (KERBEROS,),
    "MRSHDFS": (KERBEROS, Need("hdfs_path")),
    "MRSHIVE": (KERBEROS, Need("hdfs_path")),
    "FIHDFS": (KERBEROS, Need("hdfs_path")),
    "FIHIVE": (KERBEROS, Need("hdfs_path")),
    "API": (Need("url api_method api_auth_detail"),),
    "OBS": (Need("address port ak sk bucket_name"),),
    "DIS": (
        Need("ak sk dis_tunnel_name dis_data_type dis_setting_type"),
        Need("dis_endpoint dis_region dis_source_project_id", ("dis_setting_type", "senior")),
    ),
    "FTP": (HOST, ACCOUNT, Need("ftp_protocol")),
    "LDAP": (Need("url ldap_security_auth_type"), Need("user_name password", ("ldap_security_auth_type", "simple"))),
    "WEBSOCKET": (Need("url auth_method"), Need("user_name password", ("auth_method", "basicauth"))),
    "RABBITMQ": (HOST, ACCOUNT, Need("rabbitmq_virtual_host"), SSL, TRUST),
    "ACTIVEMQ": (Need("broker"), ACCOUNT, *QUEUE_SSL),
    "ARTEMISMQ": (HOST, ACCOUNT, *QUEUE_SSL),
    "IBMMQ": (
        HOST,
        ACCOUNT,
        Need("ibmmq_ccs_id ibmmq_queue_manager ibmmq_channel"),
        SSL,
        Need("ibmmq_cipher_suite", ("ssl_enable", True)),
        TRUST,
    ),
    "SAP": (HOST, ACCOUNT, Need("sap_client sap_sysnr")),
    "SNMP": (HOST, Need("snmp_network_protocol snmp_version snmp_community")),
    "HL7": (Need("hl7_position"), Need("host port", ("hl7_position", "target"))),
    "CUSTOMIZED": (Need("connection_instance_id connector_params"),),
}
AUTH_NEEDS = (
    Need("auth_method"),
    Need("user_name password", ("auth_method", "basicauth")),
    Need("app_auth_type app_key app_secret", ("auth_method", "apiGateway")),
    Need("access_token_url", ("auth_method", "oauth2.0")),
    Need("secret", ("auth_method", "keyTop")),
    Need("secret", ("auth_method", "hikVision")),
)

MODES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("DWS", "HANA", "MONGODB", "REDIS", "ARTEMISMQ"), ("default",)),
    **dict.fromkeys(
        ("MYSQL", "TAURUS", "POSTGRESQL", "GAUSS200", "GAUSS100", "SQLSERVER", "DB2", "HIVE"),
        ("default", "professional"),
    ),
    "ORACLE": ("default", "professional", "multiAddress"),
}


def complaints(kind: str, content: Mapping[str, Any]) -> Iterator[str]:
    """Names of the members that this type of data source lacks, or that do not suit it."""
    if "mode" in content and content["mode"] not in MODES.get(kind, (content["mode"],)):
        yield "content.mode"
    yield from _lacking(NEEDS[kind], content, "content")
    if kind == "API" and "api_auth_detail" in content:
        yield from _lacking(AUTH_NEEDS, content["api_auth_detail"], "content.api_auth_detail")


def _lacking(needs: tuple[Need, ...], values: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for need in needs:
        if need.when is None or values.get(need.when[0]) == need.when[1]:
            yield from (f"{prefix}.{name}" for name in need.names.split() if values.get(name) in (None, ""))
