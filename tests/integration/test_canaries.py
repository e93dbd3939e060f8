# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets turn up nowhere: not in what is shown, at any verbosity, not in facts, not in files, nor when things fail."""

from __future__ import annotations

import base64
import html
import json
import re
import urllib.parse
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner, Task

CANARIES = {
    "app secret": "Canary+App/Secret=1",
    "another app secret": "Canary$App#Secret%2",
    "given secret": "Canary@Given.Secret-3",
    "rotated over": "Canary!Old!Secret!4",
    "password": 'canary "quoted" \\back\\slash',
    "short password": "Zq7~x",
    "new password": "canary-new-password",
    "api password": "canary/api?password=&value#",
    "client secret": "canary<client>secret",
    "app secret of an api": "canary+api%41secret",
    "connector password": "first canary line\nsecond canary line",
    "connector token": "canary-t\u00f6ken-\u4e2d",
    "keystore": "Y2FuYXJ5LWtleXN0b3Jl",
    "product password": "Canary<Product>Password/1",
    "wrong secret key": "canary-wrong-secret-key",
    "wrong token": "canary-wrong-token",
    "wrong password": "canary-wrong-password",
    "security token": "canary-security-token",
    "misplaced": "canary-in-an-unknown-option",
}
C = CANARIES


def api(**auth: str) -> dict[str, Any]:
    detail = {"auth_method": "oauth2.0", "access_token_url": "http://api.internal/token", **auth}
    return {"url": "http://api.internal/", "api_method": "GET", "api_auth_detail": detail}


def mysql(**content: str) -> dict[str, Any]:
    return {"mode": "default", "host": "db.internal", "port": "3306", "database_name": "d", "user_name": "u", **content}


DOCUMENT: dict[str, Any] = {
    "apps": [{"name": "orders"}, {"name": "billing"}],
    "app_secrets": [{"app": "orders", "secret": C["app secret"]}, {"app": "billing", "secret": "<secret:b>"}],
    "datasources": [
        {"name": "db", "app": "orders", "type": "MYSQL", "content": mysql(password=C["password"])},
        {"name": "db2", "app": "orders", "type": "MYSQL", "content": mysql(password=C["short password"])},
        {"name": "api", "app": "orders", "type": "API", "content": api(
            password=C["api password"], client_secret=C["client secret"], app_secret=C["app secret of an api"])},
        {"name": "own", "app": "orders", "type": "CUSTOMIZED", "content": {
            "connection_instance_id": "c1", "connector_params": {
                "db_password": C["connector password"], "access_token": C["connector token"], "place": "here"}}},
    ],
    "products": [{
        "name": "printer", "app": "orders", "manufacturer_id": "acme", "manufacturer_name": "Acme", "model": "LP",
        "product_type": "normal", "protocol_type": "mqtt",
        "authentication": {"user_name": "all-printers", "password": C["product password"]}}],
}  # fmt: skip


def spellings(secret: str) -> set[str]:
    """The ways in which a secret could be written somewhere."""
    lines = [line for line in secret.split("\n") if line]
    return {
        written
        for text in (secret, *lines)
        for written in (
            text,
            json.dumps(text)[1:-1],
            json.dumps(text, ensure_ascii=False)[1:-1],
            json.dumps(json.dumps(text)[1:-1])[1:-1],
            urllib.parse.quote(text, safe=""),
            urllib.parse.quote_plus(text),
        )
    }


def assert_silent(text: str, where: str) -> None:
    for name, secret in CANARIES.items():
        for written in spellings(secret):
            assert written not in text, f"{name} in {where}: ...{text[max(0, text.find(written) - 200) :][:400]}"


def assert_no_canary(run: Run, *given: Path) -> None:
    """Look at what was shown, and at every file below the directory of the run but those that were given."""
    assert_silent(run.stdout, "stdout")
    assert_silent(run.stderr, "stderr")
    own = {run.directory / "play.yml", run.directory / "extra.json", *given}
    for path in (*run.directory.parent.rglob("*"), *run.temporary.rglob("*")):
        if path.is_file() and path not in own and path.name not in ("play.yml", "extra.json"):
            assert_silent(path.read_text(errors="replace"), str(path))


def refusing(path: str, secret: str, method: str = "POST") -> Task:
    """The service quotes a secret in its refusal."""
    body = {"error_code": "FDI.1", "error_msg": f"bad value {secret} given", "detail": {"password": secret}}
    return {"name": f"refuse {path}", "emulator": {
        "faults": {"match": {"method": method, "path": path}, "status": 400, "body": body}}}  # fmt: skip


def task(title: str, module: str, options: dict[str, Any], **keywords: Any) -> Task:
    return {"name": title, f"roma.connect.{module}": options, "register": "it", "ignore_errors": True, **keywords}


def show(title: str) -> Task:
    return {"name": f"show {title}", "ansible.builtin.debug": {"var": "it"}}


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "as a module"])
def test_success(run: Runner, emulator: EmulatorProcess, judge: Judge, in_process: bool) -> None:
    declared = {"document": DOCUMENT, "secrets": {"b": C["given secret"]}}
    changed = {"name": "db", "app": "orders", "content": {"password": C["new password"]}}
    tasks = [
        task("plan", "config", declared, check_mode=True),
        task("apply", "config", declared),
        show("config"),
        task("always", "config", {**declared, "update_secrets": "always"}),
        task("change", "datasource", {**changed, "update_secrets": "always"}),
        show("datasource"),
        task("info", "datasource_info", {}),
        task("set", "app_secret", {"app": "orders", "secret": C["another app secret"]}),
        show("secret"),
        task("read", "app_secret_info", {}),
        show("read"),
        task("dump", "config_info", {}),
        {"name": "store", "ansible.builtin.copy": {"content": "{{ it.document | to_nice_yaml }}", "dest": "dump.yml"}},
        task("silent", "config_info", {"include_secrets": True}, no_log=True),
        {"name": "fact", "ansible.builtin.set_fact": {"told": "{{ it.counts }}"}},
        {"name": "facts", "ansible.builtin.debug": {"var": "hostvars['localhost'].told"}},
        task("test", "datasource_test", {"name": "db", "app": "orders"}),
        task("test change", "datasource_test", changed),
        show("test change"),
        task("rotate", "app_secret", {"app": "orders", "rotate": True}),
        show("rotation"),
        task("login", "iam_token", {}, no_log=True),
    ]
    result = run(tasks, verbosity=3, diff=True, in_process=in_process)
    assert [item.name for item in result.results if item.failed] == []
    assert result["plan"].changed
    assert "********" in result.stdout
    assert judge("app_secrets")["billing"]["secret"] == C["given secret"]
    new = judge("app_secrets")["orders"]["secret"]
    assert new not in result.output
    assert_no_canary(result)
    assert (result.directory / "dump.yml").read_text().count("<secret:") == 10


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "as a module"])
def test_failure(run: Runner, emulator: EmulatorProcess, in_process: bool) -> None:
    datasource = {"name": "a", "app": "orders", "type": "MYSQL"}
    nowhere = {"endpoint": "http://127.0.0.1:9", "api_retries": 0}
    tasks = [
        task("app", "app", {"name": "orders"}),
        refusing("/datasources$", C["password"]),
        task("refused", "datasource", {**datasource, "content": mysql(password=C["password"])}),
        show("refused"),
        refusing("/datasources$", C["api password"]),
        task("refused entry", "config", {"document": {**DOCUMENT, "app_secrets": []}}),
        show("refused entry"),
        refusing("/secret$", C["app secret"], "PUT"),
        task("refused secret", "app_secret", {"app": "orders", "secret": C["app secret"]}),
        task("wrong type", "datasource", {**datasource, "content": {"password": [C["password"]]}}),
        task("unknown", "datasource", {**datasource, "content": {**mysql(password=C["password"]), "x": 1}}),
        task("bad document", "config", {"document": {
            "datasources": [{"name": "a", "app": "orders", "type": "MYSQL", "content": {"passwort": C["misplaced"]}}],
            "app_secret": [{"app": "orders", "secret": C["misplaced"]}]}}),
        task("bad secret", "app_secret", {"app": "orders", "secret": C["client secret"]}),
        task("unused secret", "config", {"document": {"apps": []}, "secrets": {"b": C["given secret"]}}),
        task("signature", "app_info", {"secret_key": C["wrong secret key"]}),
        task("security token", "app_info", {"security_token": C["security token"]}),  # belongs to temporary keys only
        task("token", "app_info", {"token": C["wrong token"]}),
        task("password", "iam_token", {"password": C["wrong password"]}),
        task("unreachable", "app_info", {**nowhere, "token": C["wrong token"]}),
    ]  # fmt: skip
    result = run(tasks, verbosity=3, diff=True, in_process=in_process)
    tried = {item.name for item in result.results if item.action.startswith("roma.connect.")}
    assert {item.name for item in result.results if item.failed} == tried - {"app", "security token"}
    assert "bad value" in result["refused"].msg
    assert_no_canary(result)


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "as a module"])
def test_misshapen_options(run: Runner, emulator: EmulatorProcess, in_process: bool) -> None:
    """What is not understood may be a secret, wherever it stands and whatever its type."""
    secret, datasource = C["misplaced"], {"name": "a", "app": "orders", "type": "MYSQL"}
    options = {
        "a mapping for a text": ("app", {"name": "a", "remark": {"password": secret}}),
        "a list for a text": ("app", {"name": [secret]}),
        "a mapping for a secret": ("app_secret", {"app": "a", "secret": {"value": secret}}),
        "a text for a list": ("app", {"name": "a", "members": {"name": secret}}),
        "a text for an entry": ("app", {"name": "a", "members": [secret]}),
        "a list in an entry": ("app", {"name": "a", "members": [{"name": [secret], "roles": ["read"]}]}),
        "a text for a mapping": ("datasource", {**datasource, "content": f"pasword={secret}"}),
        "a text that is no mapping": ("datasource", {**datasource, "content": secret}),
        "a misspelt option": ("datasource", {**datasource, "pasword": secret}),
        "a misspelt member": ("datasource", {**datasource, "content": {"pasword": secret}}),
        "a list for a number": ("topic", {"name": "events", "app": "a", "partition": [secret]}),
        "a text for a number": ("topic", {"name": "events", "app": "a", "partition": secret}),
        "a text for a truth value": ("api", {"name": "get", "group": "g", "cors": secret}),
        "secrets that are a text": ("config", {"document": {"apps": []}, "secrets": secret}),
        "secrets that are a list": ("config", {"document": {"apps": []}, "secrets": [secret]}),
        "a secret that is a list": ("config", {
            "document": {"app_secrets": [{"app": "a", "secret": "<secret:x>"}]}, "secrets": {"x": [secret]}}),
        "a forgotten list": ("config", {"document": {"app_secrets": {"app": "a", "secret": secret}}}),
        "a kind that is a text": ("config", {"document": {"app_secrets": secret}}),
        "an unknown kind": ("config", {"document": {"app_secret": [{"secret": secret}]}}),
        "an entry that is a text": ("config", {"document": {"app_secrets": [secret]}}),
        "a list for a text in an entry": ("config", {"document": {"apps": [{"name": "a", "remark": [secret]}]}}),
        "a state that is a list": ("config", {"document": {"apps": [{"name": "a", "state": [secret]}]}}),
        "an id that is a mapping": ("config", {"document": {"apps": [{"name": "a", "id": {"x": secret}}]}}),
        "a document that is a list of texts in a list": ("config", {"document": [[{"apps": secret}]]}),
        "a text of secrets that is broken": ("config", {"document": {}, "secrets": f"a: {secret}\nb: [{secret}"}),
        "a text of secrets with a tag": ("config", {"document": {}, "secrets": f"a: !!python/name:{secret} x"}),
        "a number for a token": ("app_info", {"token": {"value": secret}}),
    }  # fmt: skip
    if not in_process:  # one class refuses for all modules, whatever the option
        options = dict(list(options.items())[::4])
    result = run([task(name, *given) for name, given in options.items()], verbosity=3, in_process=in_process)
    assert {name: result[name].failed for name in options} == dict.fromkeys(options, True)
    assert [name for name in options if not result[name].msg] == []
    assert_no_canary(result)
    assert emulator.requests(mutating=True) == []


def test_roles(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """A document in a file, planned, applied as planned, taken back when it fails, and backed up without secrets."""
    document = tmp_path / "secret-document.yml"
    document.write_text(yaml.safe_dump(DOCUMENT, allow_unicode=True))
    variables = {"roma_document": str(document), "roma_secrets": json.dumps({"b": C["given secret"]})}
    plan, undo = tmp_path / "plan.json", [tmp_path / f"undo-{number}.yml" for number in range(2)]
    for check, more in ((True, {"roma_plan_file": str(plan)}),
                        (False, {"roma_expect_plan": str(plan), "roma_undo_file": str(undo[0])})):  # fmt: skip
        shown = run("roma.connect.provision", check=check, diff=True, verbosity=3, extra_vars={**variables, **more})
        assert_no_canary(shown, document)
    lists: dict[str, Any] = {f"roma_{kind}": entries for kind, entries in DOCUMENT.items()}
    lists["roma_app_secrets"] = [{"app": "orders", "secret": C["another app secret"]}, DOCUMENT["app_secrets"][1]]
    lists.update(roma_secrets=yaml.safe_dump({"b": C["rotated over"]}), roma_update_secrets="always",
                 roma_undo_file=str(undo[1]), roma_rollback=True)  # fmt: skip
    quoting = {"error_code": "X.1", "error_msg": f"bad value {C['product password']} given"}
    emulator.fault("PUT", "/products/", status=403, body=quoting)
    failed = run("roma.connect.provision", diff=True, verbosity=3, extra_vars=lists, fails=True, warnings=True)
    assert "taken back: 0 deleted, 2 changed" in failed["Apply the document"].msg
    assert_no_canary(failed, document)
    assert json.loads(plan.read_text())["plan"]
    assert ["<secret:app_secrets/orders/secret>" in path.read_text() for path in undo] == [False, True]
    refused: list[dict[str, Any]] = [
        {"roma_connection": {"secret_key": C["wrong secret key"]}}, {"roma_secrets": variables["roma_secrets"] + "]"},
    ]  # fmt: skip
    for broken in refused:
        given = {**variables, **broken}
        assert_no_canary(run("roma.connect.provision", verbosity=3, extra_vars=given, fails=True), document)
    made = run("roma.connect.backup", diff=True, verbosity=3, extra_vars={"backup_root": str(tmp_path / "backups")})
    assert list((tmp_path / "backups").rglob("document.yml"))
    assert_no_canary(made, document)


def spelt(secret: str) -> dict[str, str]:
    """Return a secret as services may quote it."""
    once = json.dumps(secret)[1:-1]
    return {
        "JSON": once,
        "JSON in JSON": json.dumps(once)[1:-1],
        "a URL": urllib.parse.quote(secret, ""),
        "a form": urllib.parse.quote_plus(secret),
        "small letters": re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), urllib.parse.quote(secret, "")),
        "HTML": html.escape(secret),
        "base64": base64.b64encode(secret.encode()).decode(),
        "basic authentication": base64.b64encode(f"db-user:{secret}".encode()).decode(),
    }


@pytest.mark.parametrize("in_process", [True, False], ids=["in process", "as a module"])
def test_secrets_that_the_service_quotes(run: Runner, in_process: bool) -> None:
    """In other spellings, far behind in a long text, and one that is no option: the token of a login."""
    declared = {"name": "a", "app": "orders", "type": "MYSQL", "content": mysql(password=C["password"])}
    tasks: list[Task] = [task("app", "app", {"name": "orders"})]
    written = spelt(C["password"])
    for title, text in written.items():
        tasks += [refusing("/datasources$", text), task(title, "datasource", declared)]
    tasks += [refusing("/datasources$", "x" * 1990 + C["new password"] + "y" * 500_000),
              task("long", "datasource", {**declared, "content": mysql(password=C["new password"])})]  # fmt: skip
    login = dict.fromkeys(("ROMA_ACCESS_KEY", "ROMA_SECRET_KEY"), "")
    answer = {"status": 201, "headers": {"X-Subject-Token": "canary-token-of-a-login"}, "body": {"token": {}}}
    refused = {"status": 403, "body": {"error_code": "X.1", "error_msg": "not for canary-token-of-a-login"}}
    tasks += [
        {"name": "login", "emulator": {"faults": {"match": {"path": "/auth/tokens"}, **answer}}},
        {"name": "refuse", "emulator": {"faults": {"match": {"path": "/apps"}, **refused}}},
        task("token", "app_info", {}, environment=login),
    ]
    result = run(tasks, verbosity=3, diff=True, in_process=in_process)
    shown = result.output + "".join(path.read_text(errors="replace") for path in result.directory.glob("record"))
    for title, text in written.items():
        assert result[title].failed
        assert "bad value" in result[title].msg
        left = text[4:-8] if title == "basic authentication" else text
        assert left[12:] not in shown, title
    assert "more characters)" in result["long"].msg
    assert len(result["long"].msg) < 2500
    assert result["token"].msg.endswith("not for ********")
    assert_no_canary(result)
