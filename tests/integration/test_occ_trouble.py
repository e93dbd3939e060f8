# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports of an Oracle Commerce store in trouble: tokens that expire, links that lead astray, files that break off."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.occ import assert_stored, export, fault, names, operations, switch
from tests.integration.playbook import Runner

CANARY_KEY, CANARY_TOKEN = "canary-application-key", "canary.access.token"


def test_tokens_expire_meanwhile(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.switch(occ_token_seconds=0.3, occ_job_seconds=2.5)
    result = run([export("export", tmp_path / "out")])
    assert_stored(result["export"].data)
    assert operations(result, "export").count("login") > 2
    assert operations(result, "export").count("executeExport") == 1
    assert any(entry["status"] == 401 for entry in result.requests("export"))


def test_a_token_that_is_never_taken(run: Runner, tmp_path: Path) -> None:
    """It is renewed once for each request, not for ever."""
    refusal = {"message": "The access token is missing, invalid or expired.", "status": "401", "errorCode": "10002"}
    result = run([fault("/exportProcess$", status=401, body=refusal, count=9), export("export", tmp_path / "out")])
    assert result["export"].failed
    assert (result["export"]["error"]["status"], result["export"]["error"]["code"]) == (401, "10002")
    assert [entry["path"].rpartition("/")[2] for entry in result.requests("export")] == [
        "login", "exportProcess", "login", "exportProcess",
    ]  # fmt: skip


class Trap:
    """Listens where nobody should come."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    @property
    def visited(self) -> bool:
        try:
            self._socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    made = Trap()
    yield made
    made.close()


@pytest.mark.parametrize("kind", ["links", "fileLink"])
def test_links_to_another_host(run: Runner, emulator: EmulatorProcess, tmp_path: Path, trap: Trap, kind: str) -> None:
    """Links of the store name internal hosts. The token goes to the configured one only."""
    emulator.switch(occ_link_base=trap.url, occ_links=kind, occ_completed_percentage=False)
    result = run([export("export", tmp_path / "out", file_name="with a blank é.json")])
    assert_stored(result["export"].data)
    assert result["export"]["process"]["completed_percentage"] is None
    assert operations(result, "export").count("downloadExport") == 2
    assert not trap.visited


def test_redirects_are_not_followed(run: Runner, tmp_path: Path, trap: Trap) -> None:
    away = {"status": 302, "body": None, "headers": {"Location": f"{trap.url}/file/x.zip?token=y"}}
    result = run([fault("/file/export/", **away), export("export", tmp_path / "out")])
    assert result["export"].failed
    assert f"is redirected to {trap.url}/file/x.zip; is the endpoint right?" in result["export"].msg
    assert not trap.visited
    assert names(tmp_path / "out") == []


def test_throttling(run: Runner, tmp_path: Path) -> None:
    storm = {"status": 429, "headers": {"Retry-After": "1"},
             "body": {"message": "Too many requests.", "status": "429", "errorCode": "429"}}  # fmt: skip
    result = run(
        [
            fault("/login$", **storm),
            fault("/exportProcess$", **storm, count=2),
            fault("/exportProcess/", **storm),
            fault("/file/export/", **storm),
            export("storm", tmp_path / "storm"),
            switch(rate_limit=3),
            export("limit", tmp_path / "limit"),
            switch(rate_limit=None),
            fault("/exportProcess$", **storm, count=99),
            export("endless", tmp_path / "endless", api_retries=1),
        ]
    )
    assert_stored(result["storm"].data)
    started = [entry["status"] for entry in result.requests("storm", mutating=True)]
    assert started == [429, 429, 200]
    assert_stored(result["limit"].data)
    assert result["endless"].failed
    assert result["endless"]["error"]["code"] == "429"


def test_overload(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """What only reads is repeated. Whether an export was started cannot be found out, so that is told."""
    result = run(
        [
            fault("/login$", status=503),
            fault("/exportProcess/", status=502),
            fault("/exportProcess/", reset="after"),
            fault("/file/export/", status=503),
            export("read", tmp_path / "read"),
            fault("/exportProcess$", reset="after"),
            export("lost", tmp_path / "lost"),
            fault("/exportProcess$", status=503, headers={"Retry-After": "0"}),
            export("told to come back", tmp_path / "back"),
        ]
    )
    assert_stored(result["read"].data)
    assert result["lost"].failed
    assert "POST /ccadmin/v1/exportProcess may or may not have been carried out" in result["lost"].msg
    assert operations(result, "lost").count("executeExport") == 1
    assert_stored(result["told to come back"].data)
    assert emulator.state()["occ_processes"] == 3


def test_truncated(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """The store keeps the files, so a download is repeated, but not for ever."""
    emulator.seed("occ_product", 500)
    result = run(
        [
            fault("/file/export/.*Products.json$", truncate=1000),
            fault("/file/export/.*Products.json$", reset="after"),
            export("again", tmp_path / "again"),
            fault("/file/export/.*Products.json$", truncate=1000, count=3),
            export("given up", tmp_path / "bad"),
            fault("/exportStatus.zip$", truncate=10, count=3),
            export("no status", tmp_path / "none"),
            fault("/file/export/.*Products.json$", status=200, body={"product": [1, 2, 3]}),
            export("another file", tmp_path / "another"),
            fault("/file/export/.*x.zip$", status=200, body={"product": []}, count=3),
            export("no archive", tmp_path / "zip", file_name="x.zip"),
        ]
    )
    assert_stored(result["again"].data)
    assert "downloading again" in result.output
    assert operations(result, "again").count("executeExport") == 1
    assert result["given up"].failed
    assert "Products.json: 3 downloads in a row were not complete" in result["given up"].msg
    assert names(tmp_path / "bad") == ["Products.json.status.zip"]
    assert result["no status"].failed
    assert names(tmp_path / "none") == []
    assert not result["another file"].failed
    assert "not a complete zip file" in result["no archive"].msg
    assert names(tmp_path / "zip") == ["x.zip.status.zip"]


def test_wrong_credentials(run: Runner, tmp_path: Path) -> None:
    result = run(
        [
            export("wrong key", tmp_path / "out", occ_application_key=CANARY_KEY),
            {**export("plan", tmp_path / "out", occ_application_key=CANARY_KEY), "check_mode": True},
            export("unreachable", tmp_path / "out", occ_endpoint="http://127.0.0.1:9", api_retries=0),
        ]
    )
    for name in ("wrong key", "plan"):
        assert result[name].failed
        assert "Invalid application key." in result[name].msg
        assert result[name]["error"]["path"] == "/ccadmin/v1/login"
        assert (result[name]["error"]["status"], result[name]["error"]["code"]) == (401, "10001")
        assert operations(result, name) == ["login"]
    assert "http://127.0.0.1:9 cannot be reached" in result["unreachable"].msg
    assert CANARY_KEY not in result.output


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "as a module"])
def test_secrets_are_not_shown(run: Runner, tmp_path: Path, in_process: bool) -> None:
    quoted = {"message": f"bad token {CANARY_KEY}", "status": "401", "errorCode": "10001"}
    token = {"access_token": CANARY_TOKEN, "token_type": "bearer"}
    tasks = [
        export("good", tmp_path / "good"),
        {"name": "show", "ansible.builtin.debug": {"var": "it"}},
        fault("/login$", status=401, body=quoted),
        export("quoted", tmp_path / "bad", occ_application_key=CANARY_KEY),
        fault("/login$", status=200, body=token, count=2),
        export("refused token", tmp_path / "bad"),
        {"name": "show again", "ansible.builtin.debug": {"var": "it"}},
    ]
    result = run(tasks, verbosity=3, diff=True, in_process=in_process)
    assert result["quoted"].failed
    assert result["refused token"].failed
    for secret in (CANARY_KEY, CANARY_TOKEN, tenant.TENANT.occ_application_key):
        assert secret not in result.output
        for path in (result.directory).rglob("*"):
            if path.is_file() and path.name != "play.yml":
                assert secret not in path.read_text(errors="replace"), path
