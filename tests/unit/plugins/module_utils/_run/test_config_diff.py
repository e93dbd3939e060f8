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


def diff(check_mode: bool = False, with_diff: bool = False, **options: Any) -> Result:
    return OPERATIONS["config_diff"].run(Context(options, check_mode, with_diff))


def members(*names: str) -> Result:
    return {"environments": [{"name": name, "remark": NASTY[:-1]} for name in names]}


def make(root: Path, document: str, **facts: Any) -> Path:
    begun = OPERATIONS["backup_directory"].run(Context({"root": str(root), "label": "main"}))
    Path(begun["path"], "document.yml").write_text(document)
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
