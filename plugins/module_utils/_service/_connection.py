# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""How to reach a service: the options that every module has, and what follows from them. Pure."""

from __future__ import annotations

import re
import typing as t
import urllib.parse
from dataclasses import dataclass, field, replace

from .._base._errors import InputError
from .._planning._check import Problems
from .._spec._field import Field, Secret
from .._spec._values import Values

#: how requests are sent, to whichever service
TRANSFER = (
    Field("validate_certs", "Whether the certificates of the services are verified.", type="bool", default=True,
          env=("ROMA_VALIDATE_CERTS",)),
    Field("ca_path", "Path of a file with the certificates of the authorities to trust, instead of the system's.",
          type="path", env=("ROMA_CA_PATH",)),
    Field("api_timeout", "Seconds to wait for a connection, and for each part of an answer. A whole answer may take "
          "four times as long; files that are downloaded have no such limit.", type="int", default=60,
          env=("ROMA_API_TIMEOUT",)),
    Field("api_retries", ("How often a request is repeated after a failure that may pass: a broken connection, "
                          "throttling, an overloaded service.",
                          "One that makes a new object is repeated only when the first surely had no effect."),
          type="int", default=5, env=("ROMA_API_RETRIES",)),
    Field("run_timeout", "Seconds that the task may take as a whole. Then no request begins any more, those under way "
          "are broken off, and the task fails. There is no limit when it is omitted, or V(0).", type="int",
          env=("ROMA_RUN_TIMEOUT",)),
)  # fmt: skip

CONNECTION = (
    Field("endpoint", "URL of the ROMA Connect API, for example V(https://roma.cn-north-4.myhuaweicloud.com). "
          "Derived from O(region) when omitted.", env=("ROMA_ENDPOINT",)),
    Field("region", "Name of the region, from which O(endpoint) and O(iam_endpoint) are derived.",
          env=("ROMA_REGION",)),
    Field("project_id", "ID of the project that the instance belongs to. Looked up by O(project_name) when omitted.",
          env=("ROMA_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID")),
    Field("instance_id", "ID of the ROMA Connect instance.", env=("ROMA_INSTANCE_ID",)),
    Field("access_key", "Access key (AK) of a permanent or temporary key pair. Requests are signed, no login is made.",
          env=("ROMA_ACCESS_KEY", "HUAWEICLOUD_SDK_AK")),
    Field("secret_key", "Secret key (SK) that belongs to O(access_key).", secret=Secret(),
          env=("ROMA_SECRET_KEY", "HUAWEICLOUD_SDK_SK")),
    Field("security_token", "Security token that belongs to a temporary key pair.", secret=Secret(),
          env=("ROMA_SECURITY_TOKEN", "HUAWEICLOUD_SDK_SECURITY_TOKEN")),
    Field("iam_endpoint", "URL of the IAM API, for logins and project lookups. Derived from O(region) when omitted.",
          env=("ROMA_IAM_ENDPOINT",)),
    Field("username", "Name of an IAM user, used with O(password) and O(domain_name) when neither O(token) nor "
          "O(access_key) is given.", env=("ROMA_USERNAME",)),
    Field("password", "Password of O(username).", secret=Secret(), env=("ROMA_PASSWORD",)),
    Field("domain_name", "Name of the account that O(username) belongs to.", env=("ROMA_DOMAIN_NAME",)),
    Field("project_name", "Name of the project, O(region) when omitted.", env=("ROMA_PROJECT_NAME",)),
    Field("token", "IAM token, for example from M(roma.connect.iam_token). Goes before all other credentials.",
          secret=Secret(), env=("ROMA_TOKEN",)),
    *TRANSFER,
    Field("concurrency", "The largest number of requests under way at a time.", type="int", default=10,
          env=("ROMA_CONCURRENCY",)),
)  # fmt: skip

OCC_CONNECTION = (
    Field("occ_endpoint", "URL of the administration server of the Oracle Commerce store, for example "
          "V(https://admin.store.example.com).", env=("OCC_ENDPOINT",)),
    Field("occ_application_key", "Key of an application that is registered in the store's administration interface. "
          "It is sent to the login only.", secret=Secret(), env=("OCC_APPLICATION_KEY",)),
    # one environment may reach both services, each with certificates of its own
    *(replace(f, env=(f.env[0].replace("ROMA_", "OCC_"), *f.env)) for f in TRANSFER),
)  # fmt: skip

CREDENTIALS = {"access_key", "secret_key", "security_token", "username", "password", "domain_name", "token"}
_LARGEST_SIGNED = 12 * 1024 * 1024  # API Request Signing Guide: larger requests need a token


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """Checked options of what all services share."""

    validate_certs: bool = True
    ca_path: str = ""
    api_timeout: int = 60
    api_retries: int = 5
    run_timeout: int = 0
    concurrency: int = 10

    @property
    def verify(self) -> bool | str:
        """What ``requests`` calls ``verify``."""
        return (self.ca_path or True) if self.validate_certs else False


@dataclass(frozen=True)
class Connection(Transfer):
    """Checked connection options."""

    endpoint: str
    iam_endpoint: str
    project_id: str = ""
    project_name: str = ""
    instance_id: str = ""
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    security_token: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)
    domain_name: str = ""
    token: str = field(default="", repr=False)

    @property
    def signs(self) -> bool:
        """Whether requests are signed with a key pair."""
        return bool(self.access_key) and not self.token

    @property
    def largest_body(self) -> int | None:
        """How many bytes a request can carry; None for no known limit."""
        return _LARGEST_SIGNED if self.signs else None


@dataclass(frozen=True)
class OccConnection(Transfer):
    """Checked options of the connection to Oracle Commerce."""

    endpoint: str
    application_key: str = field(repr=False)

    @property
    def origin(self) -> str:
        """Scheme and host."""
        parts = urllib.parse.urlsplit(self.endpoint)
        return f"{parts.scheme}://{parts.netloc}"


def connection_from(params: Values, needs_instance: bool = True, needs_project: bool = True,
                    needs_login: bool = False, needs_credentials: bool = True) -> Connection:  # fmt: skip
    """Check the connection options.

    :param needs_login: a user name and a password are needed, whatever else there is
    :param needs_credentials: without it credentials are not sent even if there are some
    :raises InputError: naming every option that is missing or wrong
    """
    given: Values = {f.name: params[f.name] for f in CONNECTION if params.get(f.name) not in (None, "")
                     and (needs_credentials or f.name not in CREDENTIALS)}  # fmt: skip
    problems = Problems()
    region = given.pop("region", "")
    endpoint = given.pop("endpoint", f"https://roma.{region}.myhuaweicloud.com" if region else "")
    iam_endpoint = given.pop("iam_endpoint", f"https://iam.{region}.myhuaweicloud.com" if region else "")
    given.setdefault("project_name", region)
    if not endpoint and not (needs_login and iam_endpoint):
        problems.add("endpoint", "is required (or region); set the option or ROMA_ENDPOINT")
    for option, url in (("endpoint", endpoint), ("iam_endpoint", iam_endpoint)):
        _check_url(option, url, problems)
    if needs_instance and "instance_id" not in given:
        problems.add("instance_id", "is required; set the option or ROMA_INSTANCE_ID")
    if needs_project and "project_id" not in given and not given.get("project_name"):
        problems.add("project_id", "is required (or project_name or region); set the option or ROMA_PROJECT_ID")
    if needs_credentials:
        _check_credentials(given, iam_endpoint, needs_login, problems)
    _check_transfer(given, problems)
    if problems:
        raise InputError(problems)
    return Connection(endpoint=endpoint.rstrip("/"), iam_endpoint=(iam_endpoint or endpoint).rstrip("/"), **given)


def occ_connection_from(params: Values) -> OccConnection:
    """Check the connection options of Oracle Commerce.

    :raises InputError: naming every option that is missing or wrong
    """
    given: Values = {f.name: params[f.name] for f in OCC_CONNECTION if params.get(f.name) not in (None, "")}
    problems = Problems()
    endpoint = str(given.pop("occ_endpoint", "")).rstrip("/")
    key = str(given.pop("occ_application_key", "")).strip()
    if not endpoint:
        problems.add("occ_endpoint", "is required; set the option or OCC_ENDPOINT")
    _check_url("occ_endpoint", endpoint, problems)
    if not key:
        problems.add("occ_application_key", "is required; set the option or OCC_APPLICATION_KEY")
    elif not re.fullmatch(r"[!-~]+", key):
        problems.add("occ_application_key", "the value is not allowed: a key has no blanks, line breaks or accents")
    _check_transfer(given, problems)
    if problems:
        raise InputError(problems)
    for known in ("/ccadmin/v1", "/ccadmin"):  # the client adds it
        endpoint = endpoint.removesuffix(known)
    return OccConnection(endpoint=endpoint, application_key=key, **given)


def _check_url(option: str, url: str, problems: Problems) -> None:
    if url and not url.startswith(("https://", "http://")):
        problems.add(option, f"{url!r} is not a URL; it must start with https://")


def _check_transfer(given: Values, problems: Problems) -> None:
    for option in ("api_timeout", "concurrency"):
        if given.get(option, 1) < 1:
            problems.add(option, "must be 1 or more")
    for option in ("api_retries", "run_timeout"):
        if given.get(option, 0) < 0:
            problems.add(option, "must be 0 or more")


def _check_credentials(given: Values, iam_endpoint: str, needs_login: bool, problems: Problems) -> None:
    if not needs_login and "token" in given:
        return
    if not needs_login and ("access_key" in given or "secret_key" in given):
        for option, other in (("access_key", "secret_key"), ("secret_key", "access_key")):
            if option not in given:
                problems.add(option, f"is required, because {other} is given; set the option or {_variable(option)}")
        return
    names = ("username", "password", "domain_name")
    if not needs_login and not any(name in given for name in names[:2]):
        alone = " (domain_name alone is none of these)" if "domain_name" in given else ""
        problems.add("access_key", "credentials are missing: give token, or access_key and secret_key, "
                     f"or username, password and domain_name{alone}")  # fmt: skip
        return
    for option in names:
        if option not in given:
            others = "" if needs_login else "; or give access_key and secret_key, or token, instead"
            problems.add(option, "is required to log in with a user name and a password; set the option or "
                         f"{_variable(option)}{others}")  # fmt: skip
    if not iam_endpoint:
        problems.add("iam_endpoint", "is required (or region) to log in with a user name and a password")


def warnings_about(params: Values) -> list[str]:
    """Tell what makes a connection unsafe; whoever runs tasks every day should not get used to it."""
    urls = {name: str(params.get(name) or "") for name in ("endpoint", "iam_endpoint", "occ_endpoint")}
    found = [
        f"{name}: requests to {urllib.parse.urlsplit(url).netloc.rpartition('@')[2]} are not encrypted, and whoever is "
        "on the way can read them, credentials and secrets included; use https://"
        for name, url in urls.items()
        if url.startswith("http://") and not _is_loopback(url)
    ]
    if params.get("validate_certs") is False and _some_tls(urls.values()):
        found.append("validate_certs is false: whoever is on the way can pretend to be the service, and read "
                     "credentials and secrets; give the authority's certificate with ca_path instead")  # fmt: skip
    return found


def _some_tls(urls: t.Collection[str]) -> bool:
    """Tell whether any of these, or what is derived from the region when there is none, is reached by TLS."""
    return not any(urls) or any(url.startswith("https://") for url in urls)


def _is_loopback(url: str) -> bool:
    host = urllib.parse.urlsplit(url).hostname or ""
    return host == "localhost" or host.startswith("127.") or host == "::1"


def _variable(option: str) -> str:
    return next(f.env[0] for f in CONNECTION if f.name == option)
