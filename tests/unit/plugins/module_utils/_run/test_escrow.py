# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are stored encrypted or not at all, and what is covered is counted."""

from __future__ import annotations

import stat
import typing as t
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError, InputError
from ansible_collections.roma.connect.plugins.module_utils._run._backups import _coverage, _escrow
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context

NAMES = ["app_secrets/orders/secret", "datasources/db/orders/content.password",
         "products/printer/authentication.password"]  # fmt: skip
CANARY = "canary-in-escrow"
CONNECTION = {"endpoint": "https://roma.example.com", "project_id": "p", "instance_id": "i", "token": "token-of-run"}


class Reversed:
    def __init__(self, *ids: str) -> None:
        self.ids = list(ids)

    def encrypt(self, text: str, vault_id: str) -> str:
        return f"{vault_id}\n{text[::-1]}"


def store(
    path: Path, monkeypatch: pytest.MonkeyPatch, vault: t.Any, check_mode: bool = False, **options: t.Any
) -> t.Any:
    monkeypatch.setattr(_escrow, "_readable", lambda context, names: {NAMES[0]: CANARY})
    params = {"placeholders": [f"<secret:{name}>" for name in NAMES], "path": str(path), **CONNECTION, **options}
    return OPERATIONS["backup_escrow"].run(Context(params, check_mode=check_mode, vault=vault))


def test_what_is_read_and_what_is_given_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secrets.yml"
    given = {NAMES[1]: "{{ a password }}"}
    for check_mode in (True, False):
        assert not path.exists()
        result = store(path, monkeypatch, Reversed("prod"), check_mode, secrets=given, vault_id="prod")
        assert result == {"changed": True, "escrow": "stored", "held": NAMES[:2], "missing": NAMES[2:],
                          "breaks": NAMES[2:]}  # fmt: skip
    vault_id, _line, text = path.read_text().partition("\n")
    assert vault_id == "prod"
    assert text[::-1] == f'---\n{NAMES[0]}: {CANARY}\n{NAMES[1]}: !unsafe "{{{{ a password }}}}"\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("vault", [None, Reversed()], ids=["on another machine", "without secrets"])
def test_without_a_vault_secret_nothing_is_stored(
    vault: t.Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, why = tmp_path / "secrets.yml", "no vault secret within reach"
    assert store(path, monkeypatch, vault) == {
        "changed": False, "escrow": why, "held": [], "missing": NAMES, "breaks": [NAMES[0], NAMES[2]]}  # fmt: skip
    for option in ({"vault_id": "prod"}, {"secrets": {NAMES[1]: CANARY}}):
        with pytest.raises(InputError, match=f"there is nothing to encrypt with: {why}") as caught:
            store(path, monkeypatch, vault, **option)
        assert CANARY not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", [{"datasources/d/orders/content.password": CANARY}, {NAMES[1]: ""},
                                   {NAMES[1]: [CANARY]}, {NAMES[1]: None}])  # fmt: skip
def test_what_is_given_is_checked(given: t.Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError) as caught:
        store(tmp_path / "secrets.yml", monkeypatch, Reversed("prod"), secrets=given)
    (problem,) = caught.value.problems
    assert problem.startswith(f"secrets.{next(iter(given))}: ")
    assert CANARY not in problem


# -- what is covered ---------------------------------------------------------------------------------------------------


class Counting:
    """Says how many there are of what no document holds."""

    def __init__(self, answers: dict[str, t.Any]) -> None:
        self.answers = answers

    def __enter__(self) -> Counting:
        return self

    def __exit__(self, *_exc: object) -> None:
        pass

    def map(self, function: t.Any, items: t.Any) -> t.Any:
        return list(map(function, items))

    def call(self, method: str, path: str, ids: t.Any, query: t.Any) -> t.Any:
        answer = self.answers.get(path.rpartition("/")[2], {"total": 0})
        if isinstance(answer, Exception):
            raise answer
        return answer


def row(kind: str, found: int, document: int, **more: t.Any) -> dict[str, t.Any]:
    return {"kind": kind, "found": found, "document": document, "archivable": 0, "archive_only": 0, "partly": 0,
            "reasons": [], **more}  # fmt: skip


COMPOSITE = {"what": "the task", "why": "it is composite", "count": 1, "archived": 1, "names": ["c"]}
ROWS = [
    row("tasks", 3, 2, archivable=3, archive_only=1, reasons=[COMPOSITE]),
    row("apis", 2, 2, partly=1, reasons=[{"what": "half", "why": "large", "count": 1, "archived": 0, "names": ["a"]}]),
    row("products", 0, 0),
]


def count(monkeypatch: pytest.MonkeyPatch, answers: t.Any = None, **options: t.Any) -> dict[str, t.Any]:
    monkeypatch.setattr(_coverage, "Client", lambda connection: Counting(answers or {}))
    params = {"coverage": ROWS, "assets": True, **CONNECTION, **options}
    result = OPERATIONS["backup_coverage"].run(Context(params))
    return {each["kind"]: each for each in result["coverage"]}


def test_what_archives_hold_is_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    with_archives, without = count(monkeypatch, assets=True), count(monkeypatch, assets=False)
    assert with_archives["tasks"] == {"kind": "tasks", "found": 3, "document": 2, "archives": 3, "missing": 0,
                                      "partly": 0, "whole": True, "reasons": []}  # fmt: skip
    assert (without["tasks"]["archives"], without["tasks"]["missing"], without["tasks"]["whole"]) == (0, 1, False)
    assert without["tasks"]["reasons"] == [{name: COMPOSITE[name] for name in ("what", "why", "names", "count")}]
    assert (with_archives["apis"]["missing"], with_archives["apis"]["whole"]) == (0, False)
    assert {kind for kind in with_archives if kind not in ("tasks", "apis", "products")} == {
        "devices", "rules", "notifications", "access_control_policies", "plugins", "client_quotas"}  # fmt: skip


def test_what_nothing_captures_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = ApiError(403, "ROMA.00012000", "No permissions", "", "GET", "/x")
    found = count(monkeypatch, {"devices": {"total": 7}, "rules": refused, "notifications": {"items": []}})
    assert {kind: (found[kind]["found"], found[kind]["missing"], found[kind]["whole"])
            for kind in ("devices", "rules", "notifications")} == {
        "devices": (7, 7, False), "rules": (None, None, False), "notifications": (None, None, False)}  # fmt: skip
    assert "they cannot be counted: ROMA.00012000: No permissions" in found["rules"]["reasons"][0]["why"]


@pytest.mark.parametrize("kind", ["apis", "devices"])
def test_what_is_required_has_to_be_whole(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    count(monkeypatch, require=["tasks", "rules"])
    with pytest.raises(_coverage.NotCovered, match=f"{kind}: ") as caught:
        count(monkeypatch, {"devices": {"total": 7}}, require=["tasks", kind])
    assert len(caught.value.payload()["coverage"]) == 9


def test_what_is_required_has_to_be_known(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError) as caught:
        count(monkeypatch, require=["api", "topics"])
    assert caught.value.problems == [
        'require[0]: unknown kind; did you mean "apis"?',
        "require[1]: topics are not read; they have to be among the kinds of the backup",
    ]
