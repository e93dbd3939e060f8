# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options: what is derived, what goes before what, what is missing."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._service._connection import (
    CONNECTION,
    connection_from,
    warnings_about,
)

PLACE = {"endpoint": "https://roma.test", "project_id": "p", "instance_id": "i"}
KEYS = {"access_key": "ak", "secret_key": "sk"}
LOGIN = {"username": "u", "password": "pw", "domain_name": "d", "iam_endpoint": "https://iam.test"}


def problems_of(params: dict, **needs: bool) -> list[str]:
    with pytest.raises(InputError) as caught:
        connection_from(params, **needs)
    return caught.value.problems


# options, expected attributes
ACCEPTED = [
    ({**PLACE, "token": "t"}, {"endpoint": "https://roma.test", "iam_endpoint": "https://roma.test", "token": "t"}),
    ({**PLACE, **KEYS}, {"access_key": "ak", "secret_key": "sk", "token": ""}),
    ({**PLACE, **LOGIN}, {"username": "u", "iam_endpoint": "https://iam.test"}),
    ({**PLACE, "endpoint": "http://127.0.0.1:8420/", "token": "t"}, {"endpoint": "http://127.0.0.1:8420"}),
    (
        {"region": "cn-north-4", "instance_id": "i", "token": "t"},
        {
            "endpoint": "https://roma.cn-north-4.myhuaweicloud.com",
            "iam_endpoint": "https://iam.cn-north-4.myhuaweicloud.com",
            "project_name": "cn-north-4",
            "project_id": "",
        },
    ),
    (
        {**PLACE, "region": "cn-north-4", "iam_endpoint": "https://iam.test/", "token": "t"},
        {"endpoint": "https://roma.test", "iam_endpoint": "https://iam.test"},
    ),
    ({**PLACE, "region": "r", "project_name": "n", "token": "t"}, {"project_name": "n"}),
    # all may be given at once; which of them counts is the client's affair
    ({**PLACE, **KEYS, **LOGIN, "token": "t"}, {"token": "t", "access_key": "ak", "username": "u"}),
    # empty texts come from templates and count as omitted
    ({**PLACE, **KEYS, "token": "", "username": "", "security_token": None}, {"token": "", "security_token": ""}),
    ({**PLACE, "token": "t", "api_retries": 0, "concurrency": 1}, {"api_retries": 0, "concurrency": 1}),
]


@pytest.mark.parametrize(("params", "expected"), ACCEPTED)
def test_accepted(params: dict, expected: dict) -> None:
    connection = connection_from(params)
    assert {name: getattr(connection, name) for name in expected} == expected


NO_ENDPOINT = "endpoint: is required (or region); set the option or ROMA_ENDPOINT"
NO_INSTANCE = "instance_id: is required; set the option or ROMA_INSTANCE_ID"
NO_PROJECT = "project_id: is required (or project_name or region); set the option or ROMA_PROJECT_ID"
NO_CREDENTIALS = (
    "access_key: credentials are missing: give token, or access_key and secret_key, "
    "or username, password and domain_name"
)


def no_login(option: str, needed: bool = False) -> str:
    others = "" if needed else "; or give access_key and secret_key, or token, instead"
    text = "is required to log in with a user name and a password; set the option or"
    return f"{option}: {text} ROMA_{option.upper()}{others}"


NO_IAM = "iam_endpoint: is required (or region) to log in with a user name and a password"

# options, problems
REFUSED = [
    ({}, [NO_ENDPOINT, NO_INSTANCE, NO_PROJECT, NO_CREDENTIALS]),
    (PLACE, [NO_CREDENTIALS]),
    (
        {**PLACE, "access_key": "ak"},
        ["secret_key: is required, because access_key is given; set the option or ROMA_SECRET_KEY"],
    ),
    (
        {**PLACE, "secret_key": "sk"},
        ["access_key: is required, because secret_key is given; set the option or ROMA_ACCESS_KEY"],
    ),
    ({**PLACE, "username": "u"}, [no_login("password"), no_login("domain_name"), NO_IAM]),
    ({**PLACE, "domain_name": "d"}, [NO_CREDENTIALS + " (domain_name alone is none of these)"]),
    ({**PLACE, "password": "pw", "region": "r"}, [no_login("username"), no_login("domain_name")]),
    ({**PLACE, **LOGIN, "iam_endpoint": ""}, [NO_IAM]),
    (
        {**PLACE, "endpoint": "roma.test", "iam_endpoint": "ftp://x", "token": "t"},
        [
            "endpoint: 'roma.test' is not a URL; it must start with https://",
            "iam_endpoint: 'ftp://x' is not a URL; it must start with https://",
        ],
    ),
    (
        {**PLACE, "token": "t", "api_timeout": 0, "concurrency": 0, "api_retries": -1, "run_timeout": -1},
        [
            "api_timeout: must be 1 or more",
            "concurrency: must be 1 or more",
            "api_retries: must be 0 or more",
            "run_timeout: must be 0 or more",
        ],
    ),
]


@pytest.mark.parametrize(("params", "problems"), REFUSED)
def test_everything_that_is_missing_is_told_at_once(params: dict, problems: list[str]) -> None:
    assert problems_of(params) == problems


@pytest.mark.parametrize(
    ("params", "options"),
    [
        ({"endpoint": "https://roma.test"}, []),
        ({"endpoint": "http://127.0.0.1:8420", "iam_endpoint": "http://localhost:1"}, []),
        ({"endpoint": "http://[::1]:8420"}, []),
        ({"endpoint": "http://roma.test", "iam_endpoint": "http://iam.test"}, ["endpoint", "iam_endpoint"]),
        ({"occ_endpoint": "http://store.test"}, ["occ_endpoint"]),
        ({"endpoint": "https://roma.test", "validate_certs": False}, ["validate_certs"]),
        ({"region": "r", "validate_certs": False}, ["validate_certs"]),
        ({"endpoint": "http://127.0.0.1:8420", "validate_certs": False}, []),
    ],
)
def test_warnings(params: dict, options: list[str]) -> None:
    assert [text.partition(":")[0].partition(" ")[0] for text in warnings_about(params)] == options


def test_not_every_module_needs_everything() -> None:
    bare = {"endpoint": "https://roma.test", "token": "t"}
    assert problems_of(bare) == [NO_INSTANCE, NO_PROJECT]
    assert problems_of(bare, needs_instance=False) == [NO_PROJECT]
    assert connection_from(bare, needs_instance=False, needs_project=False).token == "t"


def test_a_login_needs_a_user_even_where_a_token_is_given() -> None:
    needs = {"needs_instance": False, "needs_project": False, "needs_login": True}
    assert problems_of({"token": "t", **KEYS}, **needs) == [
        NO_ENDPOINT,
        *(no_login(option, True) for option in ("username", "password", "domain_name")),
        NO_IAM,
    ]
    assert connection_from(LOGIN, **needs).iam_endpoint == "https://iam.test"


@pytest.mark.parametrize(
    ("options", "verify"),
    [
        ({}, True),
        ({"ca_path": "/ca.pem"}, "/ca.pem"),
        ({"validate_certs": False}, False),
        ({"validate_certs": False, "ca_path": "/ca.pem"}, False),
    ],
)
def test_certificates(options: dict, verify: object) -> None:
    assert connection_from({**PLACE, "token": "t", **options}).verify == verify


def test_no_secret_is_printed() -> None:
    secrets = {f.name: f"canary-{f.name}" for f in CONNECTION if f.secret}
    assert set(secrets) == {"secret_key", "security_token", "password", "token"}
    connection = connection_from({**PLACE, **LOGIN, "access_key": "ak", **secrets})
    assert connection.password == "canary-password"
    assert "canary" not in repr(connection)


def test_own_environment_variables_go_first() -> None:
    for f in CONNECTION:
        assert f.env, f.name
        assert f.env[0] == f"ROMA_{f.name.upper()}"
