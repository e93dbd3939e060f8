# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Things that go wrong on the way: each is survived, or told in a sentence, and nothing is made twice or half."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner, Task

#: a login with a password, or a given token, instead of the key pair
NO_KEYS = {"ROMA_ACCESS_KEY": None, "ROMA_SECRET_KEY": None}


def app(title: str, options: dict[str, Any] | None = None, **keywords: Any) -> Task:
    return {"name": title, "roma.connect.app": {"name": "orders", **(options or {})}, "ignore_errors": True, **keywords}


def fault(method: str, path: str, **what: Any) -> Task:
    described = {"match": {"method": method, "path": path}, **what}
    return {"name": f"arm {method} {path} {what}", "emulator": {"faults": described}}


def absent(title: str) -> Task:
    return {"name": title, "roma.connect.app": {"name": "orders", "state": "absent"}}


def operations(result: Run, name: str) -> list[str]:
    return [str(entry["operation"]) for entry in result.requests(name)]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_unreachable(run: Runner) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    result = run(
        [
            app("refused", {"endpoint": endpoint, "api_retries": 1}),
            app("no such host", {"endpoint": "https://roma.invalid", "api_retries": 0}),
            app("no IAM", {"iam_endpoint": endpoint, "api_retries": 0}, environment={"ROMA_ACCESS_KEY": "",
                                                                                    "ROMA_SECRET_KEY": ""}),
            {"name": "slow", "emulator": {"switches": {"latency_ms": 1300}}},
            app("slow answer", {"api_timeout": 1, "api_retries": 0}),
        ]
    )  # fmt: skip
    assert f"{endpoint} cannot be reached" in result["refused"].msg
    assert "check endpoint and network" in result["refused"].msg
    assert "https://roma.invalid" in result["no such host"].msg
    assert f"{endpoint} cannot be reached" in result["no IAM"].msg
    assert "no answer within 1 s (api_timeout)" in result["slow answer"].msg
    assert all(item.failed for item in result.results if item.name != "slow")
    time.sleep(0.5)  # the emulator has to be done with the request that was given up
    assert result.writes() == []


def test_what_answers_is_not_roma(run: Runner, emulator: EmulatorProcess) -> None:
    """A proxy's page, an empty answer, or another service behind the address."""
    result = run(
        [
            fault("GET", "/apps$", status=404),
            app("another service"),
            app("another path", {"endpoint": f"{emulator.url}/console"}),
            fault("GET", "/apps$", status=200, body="<html>Log in</html>", headers={"Content-Type": "text/html"}),
            app("a page"),
        ]
    )
    for name in ("another service", "another path"):
        assert result[name].failed
        assert result[name]["error"]["status"] == 404
    assert result["a page"].failed
    assert "a text came in place of an object; is the endpoint right?" in result["a page"].msg
    assert "internal error" not in result.output
    assert result.writes() == []


def test_certificates(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with EmulatorProcess("--tls") as emulator:
        request.addfinalizer((run := Runner(emulator, tmp_path)).close)
        settings = {"ROMA_CA_PATH": None}
        result = run(
            [
                app("not trusted", {"api_retries": 5}),
                app("trusted", {"ca_path": emulator.ca}),
                app("not checked", {"validate_certs": False}),
                app("not checked either", {"validate_certs": False}),
                app("no such file", {"ca_path": "/nowhere/ca.pem"}),
                app("no TLS", {"endpoint": emulator.url.replace("https", "http"), "api_retries": 0}),
            ],
            env=settings,
            warnings=True,
        )
        assert result.output.count("validate_certs is false") == 1
        assert result["not trusted"].failed
        assert "the certificate was not accepted" in result["not trusted"].msg
        assert "ca_path" in result["not trusted"].msg
        assert result["not trusted"].ended - result["not trusted"].started < 5  # not worth repeating
        assert result["trusted"].changed
        assert "warnings" not in result["trusted"].data
        assert not result["not checked"].failed
        assert "validate_certs is false" in result["not checked"]["warnings"][0]
        assert result["no TLS"].failed
        assert "does the port expect https://?" in result["no TLS"].msg
        assert result["no such file"].failed
        assert "ca_path: /nowhere/ca.pem does not exist" in result["no such file"].msg


def test_wrong_credentials(run: Runner) -> None:
    with_password = dict.fromkeys(NO_KEYS, "")
    result = run(
        [
            app("wrong secret key", {"secret_key": "not-the-secret-key"}),
            app("unknown access key", {"access_key": "NOBODY"}),
            app("wrong token", {"token": "not-a-token"}),
            app("wrong password", {"password": "not-the-password"}, environment=with_password),
            app("disabled user", {"username": "carol", "password": "Emulator-carol-1"}, environment=with_password),
            app("wrong project", {"project_id": tenant.OTHER_PROJECT.id}),
            app("wrong instance", {"instance_id": "00000000-0000-0000-0000-000000000000"}),
            app("unknown project", {"project_name": "nowhere", "project_id": ""}),
        ]
    )  # fmt: skip
    for name in ("wrong secret key", "unknown access key", "wrong token"):
        assert result[name].failed
        assert result[name]["error"]["status"] == 401
        assert result[name]["error"]["request_id"]
        assert "Incorrect IAM authentication information" in result[name].msg
        assert len(result.requests(name)) == 1
    assert "The username or password is wrong." in result["wrong password"].msg
    assert result["wrong password"]["error"]["path"] == "/v3/auth/tokens"
    assert len(result.requests("wrong password")) == 1
    assert "The user is disabled." in result["disabled user"].msg
    assert result["wrong project"].failed
    assert result["wrong instance"].failed
    assert "The instance does not exist" in result["wrong instance"].msg
    assert "project_name: 0 projects are named 'nowhere'; give project_id instead" in result["unknown project"].msg
    assert result.writes() == []
    assert "not-the-" not in result.output
    advice = {
        "wrong secret key": ". Check secret_key and access_key (from ROMA_ACCESS_KEY)",
        "unknown access key": ". Check access_key",
        "wrong token": ". Check token: it may have expired, or be one of another project",
        "wrong password": ". Check username (from ROMA_USERNAME), password and domain_name (from ROMA_DOMAIN_NAME)",
        "wrong project": ". Check instance_id (from ROMA_INSTANCE_ID) and project_id: the instance must belong to this "
        "project and region",
        "wrong instance": ". Check instance_id and project_id (from ROMA_PROJECT_ID): the instance must belong to this "
        "project and region",
    }
    assert {name: result[name].msg.endswith(text) for name, text in advice.items()} == dict.fromkeys(advice, True)


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "as a module"])
def test_empty_variables_are_not_set(run: Runner, emulator: EmulatorProcess, in_process: bool) -> None:
    names = ("API_TIMEOUT", "API_RETRIES", "RUN_TIMEOUT", "CONCURRENCY", "VALIDATE_CERTS", "CA_PATH", "TOKEN", "REGION",
             "ACCESS_KEY", "SECRET_KEY")  # fmt: skip
    keys = {
        "HUAWEICLOUD_SDK_AK": emulator.env["ROMA_ACCESS_KEY"],
        "HUAWEICLOUD_SDK_SK": emulator.env["ROMA_SECRET_KEY"],
    }
    result = run([app("app")], env={**{f"ROMA_{name}": "" for name in names}, **keys}, in_process=in_process)
    assert result["app"].changed


def test_tls_where_there_is_none(run: Runner, request: pytest.FixtureRequest) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    request.addfinalizer(server.shutdown)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    result = run([app("app", {"endpoint": f"https://127.0.0.1:{server.server_port}", "api_retries": 0})])
    assert "what answers there does not speak TLS; try http://, or another port" in result["app"].msg
    assert "validate_certs" not in result["app"].msg


def test_what_is_not_encrypted(run: Runner) -> None:
    """Told, but not for what does not leave the machine."""
    result = run([app("app", {"endpoint": "http://roma.invalid", "api_retries": 0}), app("local")], warnings=True)
    assert "endpoint: requests to roma.invalid are not encrypted" in result["app"]["warnings"][0]
    assert "WARNING]: endpoint: requests to roma.invalid are not encrypted" in result.output.replace("\n", " ")
    assert "warnings" not in result["local"].data


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "as a module"])
def test_a_run_has_a_limit(run: Runner, emulator: EmulatorProcess, in_process: bool) -> None:
    emulator.switch(latency_ms=3000)
    result = run([app("app", {"run_timeout": 1})], in_process=in_process)
    assert "the run took longer than 1 s (run_timeout)" in result["app"].msg
    assert len(result.requests("app")) == 1
    emulator.switch(latency_ms=0)


def test_a_token_expires_in_the_middle(run: Runner, judge: Judge) -> None:
    """One from a login is renewed and the work goes on, also between pages; one that was given cannot be."""
    document = {"document": {"apps": [{"name": f"app-{number:02d}"} for number in range(30)]}}
    result = run(
        [
            {"name": "login", "roma.connect.iam_token": {}, "register": "login", "no_log": True},
            {"name": "short life", "emulator": {"switches": {"latency_ms": 30, "token_seconds": 0.2}}},
            {"name": "config", "roma.connect.config": document},
            {"name": "again", "roma.connect.config": document},
            app("given", {"token": "{{ login.token }}"}),
            {"name": "expire", "emulator": {"tokens/expire": {}}},
            app("expired", {"token": "{{ login.token }}"}),
        ],
        env={**NO_KEYS, "ROMA_CONCURRENCY": "3"},
    )
    assert result["config"]["summary"]["created"] == 30
    assert result["config"]["summary"]["failed"] == 0
    assert operations(result, "config").count("KeystoneCreateUserTokenByPassword") > 1
    assert any(entry["status"] == 401 for entry in result.requests("config"))
    assert not result["again"].changed
    assert not result["given"].failed
    assert result["expired"].failed
    assert result["expired"]["error"]["status"] == 401
    assert len(result.requests("expired")) == 1
    assert len(judge.names("apps")) == 31


def test_throttling(run: Runner, emulator: EmulatorProcess, judge: Judge) -> None:
    """429 is waited for, however often; one that never ends is told."""
    document = {"document": {"apps": [{"name": f"app-{number:02d}"} for number in range(12)]}}
    message = {"error_code": "APIGW.0308", "error_msg": "The throttling threshold has been reached"}
    storm = {"status": 429, "body": message, "headers": {"Retry-After": "1"}}
    result = run(
        [
            fault("GET", "/apps$", **storm),
            {"name": "read", "roma.connect.app_info": {}},
            fault("POST", "/apps$", **storm, skip=5, count=3),
            {"name": "storm", "roma.connect.config": document},
            {"name": "again", "roma.connect.config": document},
            fault("GET", "/apps$", **storm, count=100),
            app("endless", {"api_retries": 2}),
        ]
    )
    assert [entry["status"] for entry in result.requests("read")] == [429, 200]
    assert result["read"].ended - result["read"].started > 1
    assert result["storm"]["summary"]["created"] == 12
    posts = [entry["status"] for entry in result.requests("storm", mutating=True)]
    assert Counter(posts) == {201: 12, 429: 3}
    assert not result["again"].changed
    assert result["endless"].failed
    assert result["endless"]["error"]["status"] == 429
    assert "throttling threshold" in result["endless"].msg
    emulator.clear_faults()
    assert len(judge.names("apps")) == 12


def test_overload(run: Runner, emulator: EmulatorProcess, judge: Judge) -> None:
    """GET, PUT and DELETE are repeated; a POST whose fate is unknown is looked for, and then repeated."""
    result = run(
        [
            fault("GET", "/apps$", status=503),
            fault("GET", "/apps$", status=502),
            fault("POST", "/apps$", status=504),
            app("create"),
            fault("PUT", "/apps/", status=503),
            app("update", {"remark": "x"}),
            fault("POST", "/apps$", status=504, after_work=True),
            app("adopt", {"name": "billing", "remark": "y"}),
            fault("POST", "/apps$", status=503, headers={"Retry-After": "0"}),
            app("told to come back", {"name": "stock"}),
            fault("DELETE", "/apps/", status=504, after_work=True),
            absent("delete"),
            fault("GET", "/apps$", status=500, body={"error_code": "ROMA.11000", "error_msg": "System error"}),
            app("system error", {"name": "last"}),
            fault("GET", "/apps$", status=503, count=9),
            app("never ends", {"name": "last", "api_retries": 1}),
        ]
    )
    assert operations(result, "create") == ["ListRomaApp"] * 3 + ["CreateRomaApp", "ListRomaApp", "CreateRomaApp"]
    assert [entry["status"] for entry in result.requests("update", mutating=True)] == [503, 200]
    assert operations(result, "adopt") == ["ListRomaApp", "CreateRomaApp", "ListRomaApp"]
    assert result["adopt"].changed
    assert operations(result, "told to come back") == ["ListRomaApp", "CreateRomaApp", "CreateRomaApp"]
    assert [entry["status"] for entry in result.requests("delete", mutating=True)] == [504, 404]
    assert result["delete"].changed
    assert result["system error"].failed
    assert "ROMA.11000" in result["system error"].msg
    assert result["never ends"].failed
    assert result["never ends"]["error"]["status"] == 503
    assert len(result.requests("never ends")) == 2
    emulator.clear_faults()
    assert judge.names("apps") == ["billing", "stock"]
    assert judge("apps")["billing"]["remark"] == "y"


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_connection_breaks(run: Runner, judge: Judge, when: str) -> None:
    """Whether the server acted before it went away or not: the object is there once, and as it was declared."""
    document = {
        "apps": [{"name": "orders", "remark": "one"}, {"name": "billing"}],
        "app_secrets": [{"app": "orders", "secret": "Orders+Secret/1"}],
        "environments": [{"name": "STAGE"}],
        "api_groups": [{"name": "orders-v1", "app": "orders"}],
        "env_variables": [{"environment": "STAGE", "group": "orders-v1", "name": "host", "value": "a"}],
    }
    changed = {**document, "apps": [{"name": "orders", "remark": "two"}, {"name": "billing"}]}
    gone = {"apps": [{"name": "billing", "state": "absent"}]}
    paths = ("/apps$", "/envs$", "/api-groups$", "/env-variables$")
    result = run(
        [
            fault("GET", "/apps$", reset=when),
            *[fault("POST", path, reset=when) for path in paths],
            fault("PUT", "/secret$", reset=when),
            {"name": "create", "roma.connect.config": {"document": document}},
            fault("PUT", "/apps/", reset=when),
            {"name": "update", "roma.connect.config": {"document": changed}},
            fault("DELETE", "/apps/", reset=when),
            {"name": "delete", "roma.connect.config": {"document": gone}},
            {"name": "again", "roma.connect.config": {"document": {**changed, "apps": changed["apps"][:1]}}},
        ]
    )
    assert result["create"]["summary"]["failed"] == 0
    tried = Counter(entry["operation"] for entry in result.requests("create", mutating=True))
    # what was surely not done is done again; what was done is found again
    assert tried["CreateRomaApp"] == (3 if when == "before" else 2)
    assert tried["CreateApiGroupV2"] == (2 if when == "before" else 1)
    assert not result["again"].changed
    assert judge.names("apps") == ["orders"]
    assert judge("apps")["orders"]["remark"] == "two"
    assert judge("app_secrets")["orders"]["secret"] == "Orders+Secret/1"
    assert judge.variables() == {("STAGE", "orders-v1", "host"): "a"}


def export(directory: Path, name: str = "export", **options: Any) -> Task:
    settings = {"all_apps": True, "directory": str(directory), **options}
    return {"name": name, "roma.connect.asset_export": settings, "ignore_errors": True}


def test_an_archive_is_cut(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """An archive can be had once, so a broken transfer costs a new export; a third one is the last."""
    emulator.seed("apps", 3)
    emulator.switch(archive_padding_bytes=3_000_000)
    result = run(
        [
            fault("GET", "/archives/", truncate=1_000_000),
            fault("GET", "/archives/", reset="after"),
            export(tmp_path / "good"),
            fault("GET", "/archives/", truncate=1_000_000, count=3),
            export(tmp_path / "bad", "given up"),
        ]
    )
    assert not result["export"].failed
    assert operations(result, "export").count("ExportAsset") == 3
    (archive,) = result["export"]["archives"]
    assert [path.name for path in (tmp_path / "good").iterdir()] == ["assets-001.zip"]
    assert (tmp_path / "good" / "assets-001.zip").stat().st_size == archive["size"] > 3_000_000
    assert result["given up"].failed
    assert "3 downloads in a row were not complete" in result["given up"].msg
    assert operations(result, "given up").count("ExportAsset") == 3
    assert list((tmp_path / "bad").iterdir()) == []


def test_directories_that_cannot_be_written(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    emulator.seed("apps", 1)
    file = tmp_path / "file"
    file.write_text("no directory")
    full = tmp_path / "full"
    full.mkdir()
    source = tmp_path / "source"
    source.mkdir()
    (full / "assets-001.zip.part").symlink_to("/dev/null")
    result = run(
        [
            export(file / "below", "below a file"),
            export(file, "a file"),
            export(Path("/proc/none"), "read-only"),
            export(full, "a link"),
            {"name": "no source", "ignore_errors": True, "roma.connect.backup_manifest": {
                "path": str(tmp_path / "nowhere"), "target": str(tmp_path / "backup")}},
            {"name": "taken", "ignore_errors": True, "roma.connect.backup_manifest": {
                "path": str(source), "target": str(full)}},
        ]
    )  # fmt: skip
    for name in ("below a file", "a file", "read-only"):
        assert result[name].failed
        assert "directory: " in result[name].msg
        assert "cannot be written" in result[name].msg
        assert result.requests(name) == []
    assert result["a link"].failed
    assert "cannot be written: Too many levels of symbolic links" in result["a link"].msg
    assert [path.name for path in full.iterdir() if path.suffix != ".job"] == ["assets-001.zip.part"]
    assert result["no source"].failed
    assert "nowhere" in result["no source"].msg
    assert not (tmp_path / "backup").exists()
    assert "target: " in result["taken"].msg
    assert "exists already" in result["taken"].msg


@pytest.mark.parametrize("in_process", [True, False])
def test_interrupted(run: Runner, emulator: EmulatorProcess, judge: Judge, in_process: bool) -> None:
    """Ctrl+C ends the run soon, and the next run completes what it left."""
    document = {
        "apps": [{"name": f"app-{number:03d}"} for number in range(300)],
        "api_groups": [{"name": f"group-{number:03d}", "app": f"app-{number:03d}"} for number in range(300)],
    }
    emulator.switch(latency_ms=100)  # 3 s for the applications: ansible-playbook may need some time to end its workers
    task = {"name": "config", "roma.connect.config": {"document": document}}
    process = run.start([task], in_process=in_process)
    deadline = time.monotonic() + 30
    while emulator.state()["apps"] < 20:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    interrupted = time.monotonic()
    result = run.finish(process)
    assert result.rc != 0
    assert time.monotonic() - interrupted < 5
    assert "Traceback" not in result.output
    time.sleep(0.3)
    left = emulator.state()["apps"]
    assert 20 <= left < 300
    emulator.switch(latency_ms=0)
    again = run([task, {**task, "name": "last"}], in_process=in_process)
    assert emulator.state()["apps"] == 300
    assert again["config"]["summary"]["failed"] == 0
    assert again["config"]["summary"]["unchanged"] >= left
    assert not again["last"].changed
    assert len(judge.names("apps")) == len(judge.names("api_groups")) == 300
