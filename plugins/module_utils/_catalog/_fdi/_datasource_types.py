# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Which connection options a data source of each type has and needs (fact source: model `Content`)."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ..._spec._field import Change, Field, Limits, Secret
from ..._spec._values import Values

_FLAG = "Whether "


_LONGEST = 256  # of most texts


def _text(name: str, description: str, longest: int | None = _LONGEST) -> Field:
    return Field(name, description, limits=Limits(maximum=longest))


def _secret(name: str, description: str, longest: int | None = _LONGEST) -> Field:
    return Field(name, description, secret=Secret("masked"), limits=Limits(maximum=longest))


API_AUTH_METHODS = (
    "none", "basicauth", "oauth2.0", "hmac", "secret", "md5", "apiGateway", "keyTop", "hikVision",
    "huaweiNetworkManagement", "liHe",
)  # fmt: skip

_API_AUTH = (
    Field("auth_method", "How the API authenticates its callers.", choices=API_AUTH_METHODS),
    _text("user_name", "Name of the user on whose behalf the API is called.", 2000),
    _secret("password", "Password of the user, or what requests are signed with.", 2000),
    _secret("secret", "What requests are signed with."),
    Field(
        "app_auth_type",
        "How the application proves itself to the gateway in front of the API.",
        choices=("default", "secret", "jwt"),
    ),
    _text("app_key", "Key of the application that may call the API."),
    _secret("app_secret", "Secret of that application."),
    _text("access_token_url", "URL that issues access tokens."),
    _text("client_id", "ID of the OAuth client."),
    _secret("client_secret", "Secret of the OAuth client."),
    _text("scope", "Scope that is asked for."),
    _text("grant_type", "How the access token is obtained, for example V(client_credentials)."),
    _text("alt_ip", "Other address of the service."),
    _secret("authorization", "Value of the header C(Authorization) in the request for an access token."),
)

_PORT = Limits(pattern=r"[0-5]?\d{1,4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]", help="a port number, 0 to 65535")
_ENCODINGS = (
    "big5", "dec8", "cp850", "hp8", "koi8r", "latin1", "latin2", "swe7", "ascii", "ujis", "sjis", "hebrew", "tis620",
    "koi8u", "gb2312", "greek", "cp1250", "gbk", "latin5", "armscii8", "utf8", "ucs2", "cp866", "keybcs2", "macce",
    "macroman", "cp852", "latin7", "utf8mb4", "cp1251", "utf16", "utf16le", "cp1256", "cp1257", "utf32", "binary",
    "geostd8", "cp932", "eucjpms", "gb18030",
)  # fmt: skip

#: The options of ``content``; `_datasource_content` adds to each for which types it is.
MEMBERS = (
    Field("mode", "How the connection is described: by host and port, by a URL, or by several addresses.",
          choices=("default", "professional", "multiAddress")),
    _text("host", "Host name or IP address of the system.", 255),
    Field("port", "Port of the system, a number in quotes.", limits=_PORT),
    _text("database_name", "Name of the database.", None),
    _text("url", "URL of the system. For a database it is a JDBC URL."),
    _text("user_name", "Name of the user that logs in to the system.", None),
    _secret("password", "Password of that user.", None),
    Field("encoding", "Character set of the database, for example V(utf8).", choices=_ENCODINGS),
    Field("mysql_timeout", "Seconds after which a query is given up.", type="int", limits=Limits(1, 20000)),
    Field("cdc_mode", "How composite tasks learn of changes in the database.", choices=("xstream", "logminer")),
    Field("gauss100_version", "Version of GaussDB 100.", choices=("V100R003C20", "V300R001C00")),
    Field("multi_oracle_address", "Addresses of the Oracle nodes.", type="list", elements="dict", compare="ordered",
          change=Change(clearable=False), limits=Limits(maximum=100), fields=(
              Field("oracle_address", "Host name or IP address.", required=True, limits=Limits(maximum=30)),
              Field("oracle_port", "Port.", required=True, limits=_PORT),
          )),
    _text("oracle_service_name", "Name of the Oracle service that the nodes offer together.", 64),
    _text("address", "Addresses of the servers as C(host:port), separated by commas. For an object store it is the "
          "endpoint."),
    _text("mongodb_auth_source", "Name of the database that knows the user.", 60),
    Field("mongodb_cluster_enable", _FLAG + "the addresses are those of a cluster.", type="bool"),
    _text("mongodb_replica_set", "Name of the replica set that the addresses belong to."),
    Field("redis_database", "Number of the database, in quotes.",
          limits=Limits(maximum=1000, pattern=r"\d+", help="digits")),
    _text("broker", "Addresses of the brokers as C(host:port), separated by commas."),
    Field("ssl_enable", _FLAG + "the connection is encrypted.", type="bool"),
    Field("ssl", _FLAG + "the brokers are reached over TLS.", type="bool"),
    _text("ssl_username", "Key of the application that logs in to the brokers."),
    _secret("ssl_password", "Secret of that application."),
    _text("principal_name", "Kerberos principal that logs in to the cluster."),
    _text("config_file_name", "File name of the archive with the client configuration, ending in C(.zip)."),
    _secret("config_file_content", "The archive with the client configuration, in Base64.", None),
    _text("hdfs_path", "Path in HDFS, for example V(hdfs:///hacluster)."),
    Field("api_method", "Method with which the API is called.", choices=("GET", "POST", "PUT", "PATCH", "DELETE")),
    Field("api_auth_detail", "How to authenticate at the API.", type="dict", compare="members", fields=_API_AUTH),
    _text("ak", "Access key of the account that the bucket or the stream belongs to."),
    _secret("sk", "Secret key that belongs to C(ak)."),
    _text("bucket_name", "Name of the bucket in the object store."),
    Field("https", _FLAG + "the object store is reached over HTTPS.", type="bool"),
    _text("dis_tunnel_name", "Name of the stream of the Data Ingestion Service."),
    Field("dis_data_type", "Format of the records in the stream.", choices=("JSON",)),
    Field("dis_setting_type", "V(basic) for a stream in the project of the instance, V(senior) for one that the other "
          "C(dis_) options describe.", choices=("basic", "senior")),
    _text("dis_endpoint", "URL of the stream service."),
    _text("dis_region", "Region of the stream."),
    _text("dis_source_project_id", "ID of the project that the stream belongs to."),
    Field("ftp_protocol", "Protocol of the file server.", choices=("sftp", "ftp")),
    Field("ftp_connect_mode", "Who opens data connections, with C(ftp_protocol=ftp).", choices=("active", "passive")),
    Field("ldap_security_auth_type", "How to authenticate at the directory.", choices=("no", "simple")),
    Field("auth_method", "How to authenticate at the WebSocket.", choices=("none", "basicauth")),
    _text("rabbitmq_virtual_host", "Virtual host of the broker."),
    Field("rabbitmq_ssl_protocol", "Protocol of encrypted connections.", choices=("TLS",)),
    Field("ssl_auth_method", "Whether the server has a certificate, or both sides do.", choices=("one-way", "two-way")),
    _secret("trust_store", "Trust store with the authorities that vouch for the server, in Base64.", None),
    Field("trust_store_file_type", "Type of the trust store.", choices=("jks", "ts")),
    _secret("trust_store_password", "Password of the trust store."),
    _secret("key_store", "Key store with the certificate of this side, in Base64.", None),
    Field("key_store_file_type", "Type of the key store.", choices=("ks", "jks")),
    _secret("key_store_password", "Password of the key store."),
    _secret("key_store_key_password", "Password of the private key in the key store."),
    _text("ibmmq_ccs_id", "ID of the coded character set, a number in quotes.", 65535),
    _text("ibmmq_queue_manager", "Name of the queue manager."),
    _text("ibmmq_channel", "Name of the channel."),
    _text("ibmmq_cipher_suite", "Cipher suite of encrypted connections."),
    _text("sap_client", "Number of the SAP client.", 10),
    _text("sap_sysnr", "Number of the SAP system."),
    Field("snmp_network_protocol", "Protocol over which SNMP is spoken.", choices=("udp", "tcp")),
    Field("snmp_version", "Version of SNMP: V(0) is 1, V(1) is 2c, V(3) is 3.", type="int", choices=(0, 1, 3)),
    _secret("snmp_community", "Community, which acts as a password."),
    Field("hl7_position", "Whether messages are received or sent.", choices=("source", "target")),
    Field("hl7_whitelist_enable", _FLAG + "only listed senders are accepted.", type="bool"),
    _text("hl7_whitelist", "The senders that are accepted."),
    _text("connection_instance_id", "ID of the published instance of the connector."),
    Field("connector_params", "Parameters of the connector. Those whose name holds C(pass), C(secret) or C(token) "
          "are secrets.", type="dict", compare="members", secret_keys="pass|secret|token"),
)  # fmt: skip


@dataclass(frozen=True)
class Type:
    """What a data source of one type needs.

    :param needs: options that must be there in any case
    :param optional: options that may be there
    :param when: (option, value) → options that are needed then
    """

    needs: tuple[str, ...]
    optional: tuple[str, ...] = ()
    when: tuple[tuple[str, t.Any, tuple[str, ...]], ...] = ()

    @property
    def known(self) -> frozenset[str]:
        conditions = {name for option, _value, names in self.when for name in (option, *names)}
        return frozenset(self.needs) | frozenset(self.optional) | conditions

    @property
    def modes(self) -> tuple[t.Any, ...]:
        """The values of ``mode`` that suit the type; one that has no choice takes ``default``."""
        return tuple(value for option, value, _names in self.when if option == "mode") or ("default",)


_LOGIN = ("user_name", "password")
_PLACE = ("host", "port", "database_name")
_DEFAULT = ("mode", "default", _PLACE)
_PROFESSIONAL = ("mode", "professional", ("url",))
_KERBEROS = ("principal_name", "config_file_name", "config_file_content")
_TRUST = ("trust_store", "trust_store_file_type", "trust_store_password")
_KEYS = ("key_store", "key_store_file_type", "key_store_password", "key_store_key_password")
_BROKER_TLS = (
    ("ssl_enable", True, ("ssl_auth_method", *_TRUST)),
    ("ssl_auth_method", "two-way", _KEYS),
)
_HDFS = Type(("hdfs_path", *_KERBEROS), ("user_name", "host", "port"))
_BY_MODE = ("mode", *_LOGIN)
_MYSQL = ("encoding", "cdc_mode")
_POSTGRES = Type(_BY_MODE, ("encoding", "cdc_mode", "url", *_PLACE), (_DEFAULT, _PROFESSIONAL))
_KAFKA = Type(("broker", "ssl_enable"), ("ssl",), (("ssl_enable", True, ("ssl_username", "ssl_password")),))
_KERBEROS_KAFKA = Type(_KERBEROS, ("broker",))

TYPES: dict[str, Type] = {
    "DWS": Type((*_PLACE, *_LOGIN), ("mode",)),
    "MYSQL": Type(_BY_MODE, (*_MYSQL, "mysql_timeout"), (_DEFAULT, _PROFESSIONAL)),
    "KAFKA": _KAFKA,
    "API": Type(("url", "api_method", "api_auth_detail")),
    "OBS": Type(("address", "port", "ak", "sk", "bucket_name"), ("https", "database_name")),
    "SAP": Type(("host", "port", *_LOGIN, "sap_client", "sap_sysnr")),
    "MRSHBASE": Type(_KERBEROS),
    "MRSHDFS": _HDFS,
    "MRSHIVE": _HDFS,
    "WEBSOCKET": Type(("url", "auth_method"), (), (("auth_method", "basicauth", _LOGIN),)),
    "SQLSERVER": Type(_BY_MODE, (), (_DEFAULT, _PROFESSIONAL)),
    "ORACLE": Type(
        _BY_MODE,
        ("cdc_mode",),
        (
            _DEFAULT,
            _PROFESSIONAL,
            ("mode", "multiAddress", ("multi_oracle_address", "oracle_service_name", "database_name")),
        ),
    ),
    "POSTGRESQL": _POSTGRES,
    "REDIS": Type(("address", "redis_database"), ("password", "mode")),
    "MONGODB": Type(
        ("address", *_LOGIN, "mongodb_auth_source"),
        ("mongodb_cluster_enable", "mongodb_replica_set", "mode", "database_name"),
        (("mongodb_cluster_enable", False, ("mongodb_replica_set",)),),
    ),
    "DIS": Type(
        ("ak", "sk", "dis_tunnel_name", "dis_data_type", "dis_setting_type"),
        (),
        (("dis_setting_type", "senior", ("dis_endpoint", "dis_region", "dis_source_project_id")),),
    ),
    "HL7": Type(
        ("hl7_position",),
        ("hl7_whitelist", "ssl_enable", *_TRUST, *_KEYS),
        (
            ("hl7_position", "target", ("host", "port")),
            ("hl7_position", "source", ("hl7_whitelist_enable", "ssl_enable")),
        ),
    ),
    "RABBITMQ": Type(
        ("host", "port", *_LOGIN, "rabbitmq_virtual_host", "ssl_enable"),
        ("rabbitmq_ssl_protocol",),
        (("ssl_enable", True, _TRUST),),
    ),
    "SNMP": Type(("host", "port", "snmp_network_protocol", "snmp_version", "snmp_community")),
    "IBMMQ": Type(
        ("host", "port", *_LOGIN, "ibmmq_ccs_id", "ibmmq_queue_manager", "ibmmq_channel", "ssl_enable"),
        (),
        (("ssl_enable", True, ("ibmmq_cipher_suite", *_TRUST)),),
    ),
    "CUSTOMIZED": Type(("connection_instance_id", "connector_params")),
    "ACTIVEMQ": Type(("broker", *_LOGIN, "ssl_enable"), (), _BROKER_TLS),
    "ARTEMISMQ": Type(("host", "port", *_LOGIN, "ssl_enable"), ("mode",), _BROKER_TLS),
    "FTP": Type(("host", "port", *_LOGIN, "ftp_protocol"), ("ftp_connect_mode",)),
    "HIVE": Type(_BY_MODE, (), (_DEFAULT, _PROFESSIONAL)),
    "HANA": Type((*_PLACE, *_LOGIN), ("mode",)),
    "FIKAFKA": _KERBEROS_KAFKA,
    "MRSKAFKA": _KERBEROS_KAFKA,
    "FIHDFS": _HDFS,
    "FIHIVE": _HDFS,
    "GAUSS200": _POSTGRES,
    "GAUSS100": Type((*_BY_MODE, "gauss100_version"), _POSTGRES.optional, (_DEFAULT, _PROFESSIONAL)),
    "LDAP": Type(("url", "ldap_security_auth_type"), (), (("ldap_security_auth_type", "simple", _LOGIN),)),
    "DB2": Type(_BY_MODE, (), (_DEFAULT, _PROFESSIONAL)),
    "TAURUS": Type(_BY_MODE, _MYSQL, (_DEFAULT, _PROFESSIONAL)),
    "MQS": _KAFKA,
}


_TOKEN_LOGIN = (*_LOGIN, "access_token_url")

#: How an API authenticates → which options of ``api_auth_detail`` are needed; of a group in a tuple, any one.
API_AUTH_NEEDS: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "basicauth": _LOGIN,
    "apiGateway": ("app_auth_type", "app_key", "app_secret"),
    "oauth2.0": ("access_token_url",),
    "hmac": (("password", "secret"),),
    "secret": (("password", "secret"),),
    "md5": (("password", "secret"),),
    "keyTop": ("secret",),
    "hikVision": ("secret",),
    "huaweiNetworkManagement": _TOKEN_LOGIN,
    "liHe": _TOKEN_LOGIN,
}


def missing_members(kind: str, content: Values) -> t.Iterator[tuple[str, str]]:
    """Yield (option, why) for what a data source of this type needs and does not have."""
    rules = TYPES[kind]
    for option in rules.needs:
        if content.get(option) in (None, ""):
            yield option, f"is required for a data source of type {kind}"
    for option, value, names in rules.when:
        if content.get(option) == value:
            for name in names:
                if content.get(name) in (None, ""):
                    yield name, f"is required for a data source of type {kind} with {option}={value}"


def unsuited_members(kind: str, content: Values) -> t.Iterator[tuple[str, str]]:
    """Yield (option, why) for what a data source of this type cannot have."""
    rules = TYPES[kind]
    for option in content:
        if option not in rules.known:
            yield option, f"is not an option of a data source of type {kind}"
    mode = content.get("mode")
    if mode is not None and "mode" in rules.known and mode not in rules.modes:
        choices = " or ".join(rules.modes)
        yield "mode", f"{mode!r} does not suit a data source of type {kind}, which takes {choices}"


def missing_credentials(detail: Values) -> t.Iterator[tuple[str, str]]:
    """Yield (option, why) for what ``api_auth_detail`` needs and does not have."""
    method = detail.get("auth_method")
    if method is None:
        yield "auth_method", "is required"
    for need in API_AUTH_NEEDS.get(str(method), ()):
        names = (need,) if isinstance(need, str) else need
        if all(detail.get(name) in (None, "") for name in names):
            yield names[0], f"{' or '.join(names)} is required with auth_method={method}"
