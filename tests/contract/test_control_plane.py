# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control plane: log, faults, switches, seeding, reset, and the options of the command line."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.contract.clients import Api
from tests.emulator.cli import parser
from tests.emulator.identity import tenant
from tests.emulator.process import CHECKOUT, EmulatorProcess

APPS = "/v2/{project}/instances/{instance}/apps"


def count(api: Api) -> int:
    return api("GET", APPS).json()["total"]


def test_health(emulator: EmulatorProcess) -> None:
    assert emulator.control("GET", "/healthz") == {"status": "ok"}


def test_log(emulator: EmulatorProcess, api: Api) -> None:
    api("POST", APPS, json={"name": "orders"})
    answer = api("GET", f"{APPS}?name=x%20y")
    login, create, show = emulator.requests()
    assert (login["operation"], login["mutating"], login["how"]) == ("KeystoneCreateUserTokenByPassword", False, "none")
    assert (create["operation"], create["mutating"], create["status"]) == ("CreateRomaApp", True, 201)
    assert (show["method"], show["query"], show["user"], show["how"]) == ("GET", "name=x%20y", "operator", "token")
    assert show["request_id"] == answer.headers["X-Request-Id"]
    assert emulator.requests(mutating=True) == [create]
    emulator.clear_requests()
    assert emulator.requests() == []


def test_log_of_what_is_refused(emulator: EmulatorProcess) -> None:
    answer = requests.post(f"{emulator.url}/no/such/api")
    assert (answer.status_code, answer.json()["error_code"]) == (404, "APIGW.0101")
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]
    [entry] = emulator.requests()
    assert (entry["path"], entry["status"], entry["operation"], entry["mutating"]) == ("/no/such/api", 404, None, True)


def test_no_secret_in_the_log(emulator: EmulatorProcess, api: Api) -> None:
    api("POST", APPS, json={"name": "orders", "secret": "canary-secret"})
    text = str(emulator.requests())
    for secret in ("canary-secret", tenant.OPERATOR.password, api.session.headers["X-Auth-Token"]):
        assert secret not in text


def test_status_fault(emulator: EmulatorProcess, api: Api) -> None:
    emulator.fault("POST", "/apps$", status=503, count=2, headers={"Retry-After": "7"}, body={"error_code": "X"})
    for _ in range(2):
        answer = api("POST", APPS, json={"name": "orders"})
        assert (answer.status_code, answer.json(), answer.headers["Retry-After"]) == (503, {"error_code": "X"}, "7")
    assert count(api) == 0
    assert api("POST", APPS, json={"name": "orders"}).status_code == 201


def test_status_fault_after_the_work(emulator: EmulatorProcess, api: Api) -> None:
    emulator.fault("POST", status=504, after_work=True)
    answer = api("POST", APPS, json={"name": "orders"})
    assert (answer.status_code, answer.json()["error_msg"]) == (504, "Backend timeout.")
    assert count(api) == 1


def test_skip(emulator: EmulatorProcess, api: Api) -> None:
    emulator.fault("GET", status=500, skip=2)
    assert [api("GET", APPS).status_code for _ in range(4)] == [200, 200, 500, 200]


def test_delay(emulator: EmulatorProcess, api: Api) -> None:
    emulator.fault(delay=0.2)
    started = time.monotonic()
    assert count(api) == 0
    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_reset_of_a_kept_connection(emulator: EmulatorProcess, api: Api, when: str, made: int) -> None:
    emulator.fault("POST", reset=when)
    with pytest.raises(requests.ConnectionError):
        api("POST", APPS, json={"name": "orders"})
    assert count(api) == made
    assert [entry["fault"] for entry in emulator.requests(mutating=True)] == [when]


def test_truncated_body(emulator: EmulatorProcess, api: Api) -> None:
    emulator.fault("GET", truncate=10)
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="10 bytes read"):
        api("GET", APPS)
    emulator.fault("GET", truncate=0)
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="0 bytes read"):
        api("GET", APPS)
    assert count(api) == 0


def test_faults_can_be_disarmed(emulator: EmulatorProcess, api: Api) -> None:
    emulator.fault(status=500, count=100)
    emulator.clear_faults()
    assert count(api) == 0


@pytest.mark.parametrize("fault", [{"reset": "maybe"}, {"statu": 500}, {"match": {"path": "("}}, {"count": 0}])
def test_wrong_faults_are_refused(emulator: EmulatorProcess, fault: dict[str, object]) -> None:
    with pytest.raises(RuntimeError, match="400"):
        emulator.control("POST", "/_emulator/faults", fault)


def test_switches(emulator: EmulatorProcess) -> None:
    start = emulator.control("GET", "/_emulator/switches")
    assert emulator.switch(max_page_size=3, latency_ms=1)["max_page_size"] == 3
    for wrong in ({"max_page_siz": 3}, {"max_page_size": "3"}, {"permission_status": 404}, {"shuffle_sets": 1}):
        with pytest.raises(RuntimeError, match="400"):
            emulator.switch(**wrong)
    emulator.reset()
    assert emulator.control("GET", "/_emulator/switches") == start


def test_seed_and_state(emulator: EmulatorProcess, api: Api) -> None:
    emulator.seed("apps", 1200)
    emulator.seed("apps", 3, instance_id=tenant.SECOND_INSTANCE.id)
    emulator.seed("dictionaries", 5)
    assert emulator.state()["apps"] == 1203
    assert emulator.state(tenant.SECOND_INSTANCE.id)["apps"] == 3
    assert emulator.state(tenant.MAIN_INSTANCE.id)["dictionaries"] == 6
    assert count(api) == 1200
    with pytest.raises(RuntimeError, match="apps"):
        emulator.seed("nothing", 1)


def test_reset(emulator: EmulatorProcess, api: Api) -> None:
    api("POST", APPS, json={"name": "orders"})
    emulator.fault(status=500)
    emulator.reset()
    assert emulator.requests() == []
    assert emulator.state()["apps"] == 0
    assert api("GET", APPS).status_code == 401
    api.login()
    assert count(api) == 0


def test_reset_forgets_running_jobs(emulator: EmulatorProcess, api: Api) -> None:
    made = api("POST", APPS, json={"name": "orders"}).json()
    body = {"apps": [{"id": made["id"]}], "tasks": []}
    api("POST", "/v2/{project}/instances/{instance}/assets/delete", json=body)
    emulator.reset()
    time.sleep(0.1)
    assert emulator.state()["asset_jobs"] == 0


def test_rate_limit(emulator: EmulatorProcess, api: Api) -> None:
    emulator.switch(rate_limit=5)
    answers = [api("GET", APPS) for _ in range(8)]
    assert [answer.status_code for answer in answers[:5]] == [200] * 5
    refused = answers[-1]
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert refused.json()["error_code"] == "APIGW.0308"
    assert refused.json()["error_msg"] == (
        "The throttling threshold has been reached: policy user over ratelimit,limit:5,time:1 second"
    )
    emulator.clear_requests()
    time.sleep(0.5)
    assert api("GET", APPS).status_code == 200


def test_latency_is_not_a_queue(emulator: EmulatorProcess, api: Api) -> None:
    """Delayed answers do not wait for each other, and the control plane is not delayed."""
    emulator.switch(latency_ms=300)
    started = time.monotonic()
    assert emulator.control("GET", "/healthz")
    assert time.monotonic() - started < 0.25
    headers = {"X-Auth-Token": api.session.headers["X-Auth-Token"]}
    url = emulator.url + APPS.format(project=tenant.PROJECT.id, instance=tenant.MAIN_INSTANCE.id)
    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: requests.get(url, headers=headers).status_code, range(8)))
    assert answers == [200] * 8
    assert 0.3 <= time.monotonic() - started < 1.5


def test_routes_are_listed(emulator: EmulatorProcess) -> None:
    routes = {route["operation"]: (route["family"], route["method"], route["path"]) for route in emulator.routes()}
    assert routes["CreateRomaApp"] == ("public", "POST", "/v2/{project_id}/instances/{instance_id}/apps")


def test_env_option() -> None:
    command = [sys.executable, "-m", "tests.emulator", "--env", "--port", "8421", "--tls", "--tls-dir", "/nowhere"]
    lines = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert "export ROMA_ENDPOINT=https://127.0.0.1:8421" in lines
    assert "export ROMA_CA_PATH=/nowhere/ca.pem" in lines
    names = [line.split("=")[0].removeprefix("export ") for line in lines]
    assert names == [
        "ROMA_ENDPOINT",
        "ROMA_IAM_ENDPOINT",
        "ROMA_PROJECT_ID",
        "ROMA_INSTANCE_ID",
        "ROMA_ACCESS_KEY",
        "ROMA_SECRET_KEY",
        "ROMA_USERNAME",
        "ROMA_PASSWORD",
        "ROMA_DOMAIN_NAME",
        "ROMA_PROJECT_NAME",
        "OCC_ENDPOINT",
        "OCC_APPLICATION_KEY",
        "ROMA_CA_PATH",
    ]


def test_tls_and_options() -> None:
    arguments = [
        "--tls",
        "--latency-ms",
        "5",
        "--rate-limit",
        "1000",
        "--asset-job-seconds",
        "1",
        "--token-seconds",
        "9",
    ]
    with EmulatorProcess(*arguments) as emulator:
        assert emulator.url.startswith("https://127.0.0.1:")
        assert requests.get(emulator.url, verify=emulator.ca).json()["versions"]
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(emulator.url)
        assert emulator.env["ROMA_CA_PATH"] == emulator.ca
        emulator.reset()
        switches = emulator.switch()
        assert [switches[name] for name in ("latency_ms", "rate_limit", "asset_job_seconds", "token_seconds")] == [
            5.0, 1000.0, 1.0, 9.0,
        ]  # fmt: skip


def test_an_emulator_does_not_outlive_its_starter() -> None:
    starter = (
        "import os\n"
        "from tests.emulator.process import EmulatorProcess\n"
        "emulator = EmulatorProcess()\n"
        "emulator.start()\n"
        "print(emulator.url, flush=True)\n"
        "os._exit(1)\n"
    )
    started = subprocess.run([sys.executable, "-c", starter], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    url = started.stdout.strip()
    assert url.startswith("http://")
    for _ in range(100):
        try:
            requests.get(f"{url}/healthz", timeout=1)
        except requests.ConnectionError:
            return
        time.sleep(0.05)
    pytest.fail("the emulator is still there")


def test_a_taken_port_is_told(emulator: EmulatorProcess) -> None:
    port = emulator.url.rpartition(":")[2]
    with pytest.raises(RuntimeError, match="cannot listen on"):
        EmulatorProcess("--port", port).start()


def test_readme_agrees_with_the_code() -> None:
    readme = (CHECKOUT / "tests" / "emulator" / "README.md").read_text()
    default = tenant.TENANT
    facts = [default.domain_id, default.domain_name, default.occ_application_key]
    facts += [value for item in (*default.projects, *default.instances) for value in (item.id, item.name)]
    for user in default.users:
        facts += [user.id, user.name]
        facts += [value for value in (user.access_key, user.secret_key) if value]
    facts += re.findall(r"--[a-z][a-z-]+", parser().format_help().replace("--help", ""))
    assert [fact for fact in facts if f"`{fact}" not in readme] == []
