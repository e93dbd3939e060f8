# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents and backups are compared without a service; reports say the same in every form."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._run._drift._formats import FORMATS
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context

Result = dict[str, Any]
#: What hurts in HTML, XML and Markdown. Names of a service may hold any of it.
NASTY = "<script>&\"'|`*\x01"


def diff(check_mode: bool = False, with_diff: bool = False, vault: Any = None, **options: Any) -> Result:
    return OPERATIONS["config_diff"].run(Context(options, check_mode, with_diff, vault=vault))


def members(*names: str) -> Result:
    return {"environments": [{"name": name, "remark": NASTY[:-1]} for name in names]}


class Reversed:
    """Writes texts backwards instead of encrypting them."""

    def __init__(self, *ids: str) -> None:
        self.ids = list(ids)

    def encrypt(self, text: str, vault_id: str) -> str:
        return (vault_id + text)[::-1]

    def decrypt(self, text: str) -> str:
        return text[::-1]


def make(root: Path, document: str, escrow: str = "", **facts: Any) -> Path:
    begun = OPERATIONS["backup_directory"].run(Context({"root": str(root), "label": "main"}))
    Path(begun["path"], "document.yml").write_text(document)
    if escrow:
        Path(begun["path"], "secrets.yml").write_text(Reversed().encrypt(escrow, ""))
    done = OPERATIONS["backup_manifest"].run(
        Context({"path": begun["path"], "target": begun["target"], "facts": {"started": begun["started"], **facts}})
    )
    return Path(done["path"])


def test_a_backup_and_a_document(tmp_path: Path) -> None:
    backup = make(tmp_path, "---\nread_from: {id: i}\napps: [{name: orders, remark: new}]\ntopics: []\n")
    found = diff(before={"apps": [{"name": "orders", "remark": "old"}]}, after_backup=str(backup.parent))
    assert found["drift"]
    assert not found["changed"]
    assert found["differences"] == [
        {"kind": "apps", "name": "orders", "change": "changed", "options": ["remark"], "before": {"remark": "old"},
         "after": {"remark": "new"}}
    ]  # fmt: skip
    assert found["after"] == {"source": "backup", "where": str(backup)}
    assert found["not_compared"] == [{"what": "topics", "why": "before does not speak of this kind"}]


def test_what_the_service_has_made_is_not_missing(tmp_path: Path) -> None:
    outside = {"environments": ["RELEASE"]}
    backup = make(tmp_path, "---\nread_from: {id: i}\nenvironments: []\n", refers_outside=outside)
    found = diff(before={"environments": [{"name": "RELEASE"}]}, after_backup=str(backup))
    assert not found["drift"]
    assert [item["what"] for item in found["not_compared"]] == ["environments RELEASE"]


def test_secrets_in_escrow_are_compared_and_others_are_never_said_to_be_equal(tmp_path: Path) -> None:
    held = "\n".join(f"app_secrets/{name}/secret: canary-{name}-01" for name in ("same", "other"))
    entries = "".join(f"  - {{app: {name}, secret: <secret:app_secrets/{name}/secret>}}\n"
                      for name in ("same", "other", "lost"))  # fmt: skip
    backup = make(tmp_path, f"---\nread_from: {{id: i}}\napp_secrets:\n{entries}", held)
    now = {"app_secrets": [{"app": "same", "secret": "canary-same-01"}, {"app": "other", "secret": "canary-new-01"},
                           {"app": "lost", "secret": "canary-lost-01"}]}  # fmt: skip
    sides: Result = {"before_backup": str(backup), "after": now}
    found = diff(with_diff=True, vault=Reversed("prod"), **sides)
    assert [(item["name"], item["options"]) for item in found["differences"]] == [("other", ["secret"])]
    assert [(item["name"], item["why"]) for item in found["unknown_secrets"]] == [
        ("lost", "before: it is not in escrow, or the run has not the vault secret")
    ]
    assert (found["summary"]["secrets_compared"], found["summary"]["secrets_unknown"]) == (2, 1)
    assert "secrets that could not be compared: 1" in found["told"]
    without = diff(with_diff=True, vault=Reversed(), **sides)
    assert (without["differences"], without["summary"]["secrets_unknown"]) == ([], 3)
    assert "canary" not in repr((found, without))


def test_two_backups(tmp_path: Path) -> None:
    """What is unknown on one side or on both is never said to be equal, though the placeholders are."""
    document = (
        "---\nread_from: {id: i}\napps: [{name: orders, remark: %s}]\n"
        "app_secrets: [{app: orders, secret: <secret:app_secrets/orders/secret>}]\n"
    )
    held = "app_secrets/orders/secret: canary-%s-01"
    old = make(tmp_path / "old", document % "old", held % "old")
    for escrow, changed, unknown in (("", [], ["after"]), (held % "new", ["secret"], []), (held % "old", [], [])):
        new = make(tmp_path / f"new-{len(changed)}{len(unknown)}", document % "new", escrow)
        found = diff(vault=Reversed("prod"), before_backup=str(old), after_backup=str(new))
        options = {item["kind"]: item["options"] for item in found["differences"]}
        assert options == {"apps": ["remark"], **({"app_secrets": changed} if changed else {})}
        assert [side for item in found["unknown_secrets"] for side in item["unknown"]] == unknown
        neither = diff(vault=Reversed(), before_backup=str(old), after_backup=str(new))
        assert [item["unknown"] for item in neither["unknown_secrets"]] == [["before", "after"]]


OVERRIDES = [
    {"where": {"kind": "apps", "name": "orders"}, "rename": "*-stage", "set": {"remark": "on stage"}},
    {"where": {"kind": "environments", "name": "DEMO"}, "skip": True},
]


def test_what_was_promoted_with_overrides_has_not_drifted(tmp_path: Path) -> None:
    """Names follow, also to kinds that are compared without the one that was renamed."""
    held = "app_secrets/orders/secret: canary-held-01"
    document = (
        "---\nread_from: {id: i}\napps: [{name: orders, remark: in production}]\nenvironments: [{name: DEMO}]\n"
        "app_secrets: [{app: orders, secret: <secret:app_secrets/orders/secret>}]\n"
    )
    backup = make(tmp_path, document, held)
    stage = {"apps": [{"name": "orders-stage", "remark": "on stage"}], "environments": [],
             "app_secrets": [{"app": "orders-stage", "secret": "canary-held-01"}]}  # fmt: skip
    sides: Result = {"before_backup": str(backup), "after": stage, "vault": Reversed("prod")}
    assert {name: diff(**sides)["summary"][name] for name in ("added", "removed")} == {"added": 2, "removed": 3}
    same = diff(**sides, overrides=OVERRIDES)
    assert (same["drift"], same["summary"]["equal"], same["summary"]["secrets_compared"]) == (False, 2, 1)
    assert not diff(**sides, overrides=OVERRIDES, kinds=["app_secrets"])["drift"]
    with pytest.raises(InputError, match=r"overrides\[0\]\.where: meets no entry"):
        diff(**sides, overrides=[{"where": {"kind": "apps", "name": "nobody"}, "set": {"remark": ""}}])
    with pytest.raises(InputError, match="overrides: they change what should be there; give before or before_backup"):
        diff(after=stage, overrides=OVERRIDES)


def test_large_results_are_cut_sensibly(tmp_path: Path) -> None:
    """5,000 objects that differ, and none: what people read stays short, what programs read stays whole."""
    apps = [{"name": f"app-{number:04d}", "remark": "x" * 200} for number in range(5000)]
    paths = [tmp_path / f"drift{ending}" for ending in (".json", ".md", ".xml", ".html")]
    reports = [str(path) for path in paths]
    changed = [{**app, "remark": "y" * 200} for app in apps]
    found = diff(with_diff=True, before={"apps": apps}, after={"apps": changed}, reports=reports, result_limit=250_000)
    assert found["summary"]["changed"] == 5000
    assert len(json.dumps(found)) < 250_000
    assert found["cut"] == {"diff": 5000, "differences": 5000 - len(found["differences"])}
    assert "entries of differences" in found["warnings"][0]
    assert len("\n".join([found["title"], found["told"], *found["lines"]])) < 5000
    assert len(json.loads(paths[0].read_text())["differences"]) == 5000
    assert all(path.stat().st_size < 5_000_000 for path in paths)
    same = diff(before={"apps": apps}, after={"apps": apps}, reports=reports)
    assert (same["drift"], same["lines"]) == (False, [])
    assert all(path.stat().st_size < 6_000 for path in paths)


def test_reports_are_private_and_written_when_they_say_something_new(tmp_path: Path) -> None:
    paths = [tmp_path / f"drift{ending}" for ending in (".json", ".md", ".xml", ".html")]
    options = {"before": members("STAGE"), "after": members("PROD"), "reports": [str(path) for path in paths]}
    assert diff(check_mode=True, **options)["changed"]
    assert not any(path.exists() for path in paths)
    assert diff(**options)["changed"]
    assert not diff(**options)["changed"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    texts = [path.read_text() for path in paths]
    assert json.loads(texts[0])["summary"]["added"] == 1
    assert "* added **PROD**" in texts[1]
    suite = ElementTree.fromstring(texts[2])[0]
    assert suite.get("failures") == "2"
    assert "<script" not in texts[3]
    for text in texts:
        assert "STAGE" in text
        assert "PROD" in text


@pytest.mark.parametrize("ending", [".json", ".md", ".xml", ".html"])
def test_a_report_survives_whatever_names_hold(ending: str) -> None:
    item = {"kind": "apps", "name": NASTY, "change": "changed", "options": [NASTY], "before": {NASTY: NASTY},
            "after": {NASTY: NASTY}}  # fmt: skip
    secret = {"kind": "apps", "name": NASTY, "option": NASTY, "unknown": ["after"], "why": NASTY}
    report = {"title": NASTY, "told": NASTY, "summary": {"added": 0}, "equal": {"apps": 0}, "differences": [item],
              "unknown_secrets": [secret], "not_compared": [{"what": NASTY, "why": NASTY}]}  # fmt: skip
    text = FORMATS[ending](report)
    if ending == ".xml":
        assert len(ElementTree.fromstring(text)[0]) == 2
    if ending == ".html":
        assert "<script>" not in text


def test_a_failure_is_told_after_the_reports(tmp_path: Path) -> None:
    report = tmp_path / "drift.json"
    found = diff(before=members("ONE"), after=members("TWO"), reports=[str(report)], fail_on_drift=True)
    assert found["failed"]
    assert "environments/ONE removed" in found["msg"]
    assert report.exists()
    same = diff(before=members("ONE"), after=members("ONE"), fail_on_drift=True)
    assert "failed" not in same


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({}, "before: give before"),
        ({"before": members("ONE"), "before_backup": "x", "after": members("ONE")}, "before: give either"),
        ({"before": members("ONE"), "after": {"apps": [{"name": "a"}]}}, "no kind is on both sides"),
        (
            {"before": members("ONE"), "after": members("ONE"), "reports": ["drift.txt"]},
            "reports[0]: the name must",
        ),
        ({"before_backup": "/nowhere", "after": members("ONE")}, "before_backup: /nowhere is no finished backup"),
        ({"before": ["x"], "after": members("ONE")}, "must be a mapping"),
        ({"before": members("ONE"), "after": {"nokind": []}}, "unknown kind"),
    ],
)
def test_misuse_is_told(options: Result, why: str) -> None:
    with pytest.raises(InputError) as told:
        diff(**options)
    assert why in str(told.value)


def test_secrets_stand_nowhere(tmp_path: Path) -> None:
    def document(secret: str) -> Result:
        return {"app_secrets": [{"app": "orders", "secret": secret}]}

    paths = [tmp_path / f"drift{ending}" for ending in (".json", ".md", ".xml", ".html")]
    found = diff(with_diff=True, before=document("canary-0001"), after=document("canary-0002"),
                 reports=[str(path) for path in paths])  # fmt: skip
    assert found["differences"][0]["options"] == ["secret"]
    assert not any("canary" in text for text in (repr(found), *(path.read_text() for path in paths)))


def test_lines_tell_the_values_of_options_in_options() -> None:
    def both(broker: str, policy: str) -> Result:
        rights = [{"app": "a", "access_policy": "all"}, {"app": "x.y", "access_policy": policy}]
        content = {"broker": broker, "ssl_enable": False}
        return {"datasources": [{"name": "db", "app": "a", "type": "KAFKA", "content": content}],
                "topics": [{"name": "placed", "app": "a", "access_policies": rights}]}  # fmt: skip

    assert diff(before=both("h:1", "pub"), after=both("h:2", "sub"))["lines"] == [
        "changed datasources/db/a",
        '  content.broker: "h:1" -> "h:2"',
        "changed topics/placed",
        '  access_policies[x.y].access_policy: "pub" -> "sub"',
    ]
