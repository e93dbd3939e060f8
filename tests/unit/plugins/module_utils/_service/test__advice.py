# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A refusal says which option to check, and where its value came from."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError
from ansible_collections.roma.connect.plugins.module_utils._service._advice import advice, store_advice
from ansible_collections.roma.connect.plugins.module_utils._service._connection import Connection

TOKEN = {"token": "t"}
KEYS = {"access_key": "ak", "secret_key": "sk"}
LOGIN = {"username": "u", "password": "pw", "domain_name": "d"}
IAM = "Incorrect IAM authentication information: "
PATH = "/v2/p/instances/i/apps"

SECRET_KEY = "secret_key (from ROMA_SECRET_KEY)"
PROJECT = "Check project_id: the credentials must belong to this project, and need the permission"
INSTANCE = (
    "Check instance_id (from ROMA_INSTANCE_ID) and project_id: the instance must belong to this project and region"
)
ENDPOINT = "Check endpoint (from ROMA_ENDPOINT): is it ROMA Connect of this region?"
CLOCK = "Check the clock of the machine on which the task runs; it is off by more than 15 minutes"
LOCKED = f"Check {SECRET_KEY}; after five failures the service locks a key for five minutes"
EXPIRED = "Check token: it may have expired, or be one of another project"
TEMPORARY = {**KEYS, "security_token": "s"}

# credentials, status, code, message, path, advice
REFUSALS = [
    (KEYS, 401, "APIGW.0301", IAM + "verify aksk signature fail", PATH, f"Check {SECRET_KEY} and access_key"),
    (KEYS, 401, "APIGW.0301", IAM + "Get secretKey failed,ak:ak,err:ak not exist", PATH, "Check access_key"),
    (KEYS, 401, "APIGW.0301", IAM + "calc ak sk signature fail:signature expired", PATH, CLOCK),
    (KEYS, 401, "APIGW.0301", IAM + "AK access failed to reach the limit,forbidden.", PATH, LOCKED),
    (TEMPORARY, 401, "IAM.1108", "expired", PATH, f"Check {SECRET_KEY}, access_key and security_token"),
    (TOKEN, 401, "APIGW.0301", IAM + "decrypt token fail", PATH, EXPIRED),
    (LOGIN, 401, "401", "wrong", "/v3/auth/tokens", "Check username, password and domain_name"),
    (LOGIN, 401, "APIGW.0301", "x", PATH, "Check username and project_id"),
    (TOKEN, 403, "APIGW.0302", "The IAM user is not authorized", PATH, PROJECT),
    (TOKEN, 403, "APIG.1005", "No permissions", PATH, PROJECT),
    (TOKEN, 403, "APIG.3101", "The number of API groups exceeds", PATH, ""),
    (TOKEN, 404, "APIG.3030", "The instance does not exist;id:i", PATH, INSTANCE),
    (TOKEN, 404, "ROMA.00000101", "The instance does not exist", PATH, INSTANCE),
    (TOKEN, 404, "FDI.3033", "Invalid parameter [instance_id].", PATH, INSTANCE),
    (TOKEN, 500, "ROMA.00110002", "The instance does not exist. project_id: p", PATH, INSTANCE),
    (TOKEN, 404, "APIG.3024", "The VPC instance does not exist,id:1", PATH, ""),
    (TOKEN, 404, "APIGW.0101", "The API does not exist", PATH, ENDPOINT),
    (TOKEN, 404, "404", "Not Found", PATH, ENDPOINT),
    (TOKEN, 404, "404", "Not Found", "/v2/p/mqs/instances/i/topics/t", ""),
    (TOKEN, 400, "ROMA.13000", "Invalid parameter value", PATH, ""),
]


@pytest.mark.parametrize(("credentials", "status", "code", "message", "path", "expected"), REFUSALS)
def test_what_to_check(
    credentials: dict, status: int, code: str, message: str, path: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ACCESS_KEY", "TOKEN", "USERNAME", "PASSWORD", "DOMAIN_NAME", "PROJECT_ID"):
        monkeypatch.setenv(f"ROMA_{name}", "another value")
    monkeypatch.setenv("ROMA_SECRET_KEY", "sk")
    monkeypatch.setenv("ROMA_INSTANCE_ID", "i")
    monkeypatch.setenv("ROMA_ENDPOINT", "https://roma.test/")
    connection = Connection("https://roma.test", "https://iam.test", "p", instance_id="i", **credentials)
    assert advice(connection, ApiError(status, code, message, "", "GET", path)) == expected


@pytest.mark.parametrize(
    ("status", "code", "option"), [(401, "x", "occ_application_key"), (404, "404", "occ_endpoint"), (404, "1", "")]
)
def test_what_to_check_of_a_store(status: int, code: str, option: str) -> None:
    assert option in store_advice(ApiError(status, code, "m", "", "GET", "/ccadmin/v1/x"))


def test_advice_is_part_of_the_message() -> None:
    error = ApiError(404, "X", "It is not there.", "", "GET", "/a")
    error.advice = "Check it"
    assert str(error) == error.payload()["msg"] == "GET /a failed with HTTP 404: X: It is not there. Check it"
