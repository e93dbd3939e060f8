# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Oracle Commerce: logins, tokens and the shape of its errors. There is no client of the vendor to judge."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests

from tests.contract.occ import Store
from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess

KEY = tenant.TENANT.occ_application_key
FORM = {"grant_type": "client_credentials"}


@pytest.fixture
def store(emulator: EmulatorProcess) -> Store:
    return Store(emulator.url)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_login(store: Store) -> None:
    answer = store.login()
    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "token_type"}
    assert answer.json()["token_type"] == "bearer"
    assert store("GET", "/ccadmin/v1/metadata-catalog/bulk").status_code == 200


def test_login_refuses(store: Store) -> None:
    def login(key: str = KEY, **options: Any) -> requests.Response:
        return store("POST", "/ccadmin/v1/login", headers=bearer(key), **options)

    wrong = login("wrong", data=FORM)
    assert (wrong.status_code, wrong.json()["errorCode"]) == (401, "10001")
    assert wrong.json() == {"message": "Invalid application key.", "status": "401", "errorCode": "10001"}
    assert login(data={"grant_type": "password"}).status_code == 400
    assert login(data={**FORM, "scope": "all"}).status_code == 400
    assert login(json=FORM).status_code == 415
    assert store("POST", "/ccadmin/v1/login", data=FORM, headers={"Authorization": KEY}).status_code == 401


def test_the_key_is_no_token_and_the_token_no_key(store: Store) -> None:
    token = store.login().json()["access_token"]
    assert store("POST", "/ccadmin/v1/login", data=FORM, headers=bearer(token)).status_code == 401
    answer = store("GET", "/ccadmin/v1/exportProcess/x", headers=bearer(KEY))
    assert (answer.status_code, answer.json()["errorCode"]) == (401, "10002")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_tokens_expire_and_are_refreshed(emulator: EmulatorProcess, store: Store) -> None:
    emulator.switch(occ_token_seconds=0.3)
    first = store.login().json()["access_token"]
    answer = store("POST", "/ccadmin/v1/refresh")
    assert answer.status_code == 200
    second = answer.json()["access_token"]
    assert second != first
    time.sleep(0.35)
    for token in (first, second):
        answer = store("POST", "/ccadmin/v1/refresh", headers=bearer(token))
        assert (answer.status_code, answer.json()["errorCode"]) == (401, "10002")
    assert store.login().status_code == 200


def test_errors_of_several_problems(store: Store) -> None:
    store.login()
    answer = store("POST", "/ccadmin/v1/exportProcess", json={"fileName": "x.zip", "items": [{"id": "Orders"}]})
    assert answer.status_code == 400
    assert set(answer.json()) == {"message", "status", "errors"}
    assert {tuple(sorted(error)) for error in answer.json()["errors"]} == {("errorCode", "message", "status")}


def test_bodies(store: Store) -> None:
    store.login()
    url = "/ccadmin/v1/exportProcess"
    assert store("POST", url, data="{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert store("POST", url, data="{", headers={"Content-Type": "application/json"}).status_code == 400
    assert store("POST", url).status_code == 400
    assert store("POST", "/ccadmin/v1/refresh", json={}).status_code == 400


def test_rate_limit_is_worded_as_the_store_does(emulator: EmulatorProcess, store: Store) -> None:
    store.login()
    emulator.switch(rate_limit=1)
    answers = [store("GET", "/ccadmin/v1/metadata-catalog/bulk") for _ in range(4)]
    assert answers[-1].status_code == 429
    assert answers[-1].json() == {"message": "Too many requests.", "status": "429", "errorCode": "429"}
    assert answers[-1].headers["Retry-After"] == "1"


def test_language_header(emulator: EmulatorProcess, store: Store) -> None:
    store.login()
    emulator.switch(occ_language_header=True)
    answer = store("GET", "/ccadmin/v1/metadata-catalog/bulk")
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "82001")
    assert store("GET", "/ccadmin/v1/metadata-catalog/bulk", headers={"X-CCAsset-Language": "en"}).status_code == 200


def test_metadata(store: Store) -> None:
    store.login()
    document = store("GET", "/ccadmin/v1/metadata-catalog/bulk").json()
    assert (document["swagger"], document["basePath"]) == ("2.0", "/ccadmin/v1/bulk")
    assert set(document["paths"]["/products"]) == {"get"}
    assert set(document["paths"]["/addresses"]) == {"post"}
    assert {"Products", "AccountsV2", "Inventory", "CustomerAccounts"} <= {tag["name"] for tag in document["tags"]}
    assert document["definitions"]["product"]["properties"]["active"] == {"type": "boolean"}
    assert store("GET", "/ccadmin/v1/metadata-catalog/bulk?x=1").status_code == 400


def test_the_log_knows_the_application(emulator: EmulatorProcess, store: Store) -> None:
    store.login()
    store("POST", "/ccadmin/v1/exportProcess/none/abort")
    login, abort = emulator.requests()
    assert (login["operation"], login["mutating"], login["family"]) == ("login", False, "occ")
    assert (abort["operation"], abort["user"], abort["status"]) == ("abortExportProcess", "occ-application", 404)
