# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a backup tells about itself and about the one before: for people, for programs, for Prometheus."""

from __future__ import annotations

import datetime
import io
import json
import re
import stat
import typing as t
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._document._changes import changes_between
from ansible_collections.roma.connect.plugins.module_utils._run._backups import _directory
from ansible_collections.roma.connect.plugins.module_utils._run._backups._checks import files_in
from ansible_collections.roma.connect.plugins.module_utils._run._backups._sealed import sealed
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context
from ansible_collections.roma.connect.plugins.module_utils._run._reports._facts import report_of
from ansible_collections.roma.connect.plugins.module_utils._run._reports._metrics import drill_metrics, metrics_of
from ansible_collections.roma.connect.plugins.module_utils._run._reports._page import page_of
from ansible_collections.roma.connect.plugins.module_utils._run._reports._since import compared

BEGAN = 1_773_453_600  # 2026-03-14T02:00:00Z


def row(kind: str, found: t.Any, document: int, missing: t.Any = 0, **more: t.Any) -> dict[str, t.Any]:
    reasons = [{"what": "all", "why": "nobody can", "count": missing, "names": []}] if missing != 0 else []
    return {"kind": kind, "found": found, "document": document, "archives": 0, "missing": missing, "partly": 0,
            "whole": missing == 0, "reasons": reasons, **more}  # fmt: skip


FACTS = {
    "started": "2026-03-14T02:00:00Z",
    "instance": {"id": "main", "endpoint": "https://roma.example.com"},
    "coverage": [row("apps", 3, 3), row("apis", 4, 4, partly=1, whole=False), row("devices", 7, 0, 7),
                 row("rules", None, 0, None), row("topics", 0, 0), row("tasks", 2, 1)],
    "secrets_held": ["app_secrets/a/secret"],
    "secrets_not_held": ["app_secrets/b/secret", "datasources/d/a/content.password"],
    "restore_breaks": ["app_secrets/b/secret"],
    "consistent": False,
    "changed_meanwhile": ["apps/new"],
    "out_of_reach": [{"what": "AppCodes", "why": "no export"}],
}  # fmt: skip
FILES = [
    {"path": "document.yml", "size": 1000, "completed": BEGAN + 2.0},
    {"path": "assets/assets-001.zip", "size": 5_000_000, "completed": BEGAN + 60.0},
    {"path": "assets/assets-002.zip", "size": 5_000_000, "completed": BEGAN + 100.0},
    {"path": "products.csv", "size": 10, "completed": BEGAN + 101.0},
]
SINCE = {"previous": "20260313T020000Z", "unchanged": False, "differing": ["document.yml"], "size_before": 9,
         "changes": {"apps": {"added": ["new"], "removed": ["old"],
                              "changed": [{"name": "a", "options": ["remark"]}]}}}  # fmt: skip


def report(since: t.Any = SINCE, **facts: t.Any) -> dict[str, t.Any]:
    return report_of("20260314T020000Z", "main", {**FACTS, **facts}, FILES, since)


def test_the_most_urgent_comes_first() -> None:
    told = [(item["level"], item["text"]) for item in report()["attention"]]
    assert told == [
        ("urgent", "A restore makes new secrets, and so breaks all callers that have the former ones: "
                   "app_secrets/b/secret. Give the run a vault secret, with which it keeps those that can be read, and "
                   "hand in the others with backup_secrets."),
        ("urgent", "7 of 7 devices are not captured: all: nobody can."),
        ("urgent", "Nobody knows how many rules there are: all: nobody can."),
        ("urgent", "The instance changed while it was backed up, so that document and archives may tell of different "
                   "moments: apps/new."),
        ("note", "Of 1 apis a part is not captured: for no known reason."),
        ("note", "Secrets that are not held, and have to be at hand for a restore: "
                 "datasources/d/a/content.password."),
    ]  # fmt: skip
    quiet = report(coverage=[row("apps", 3, 3)], secrets_not_held=[], restore_breaks=[], consistent=True)
    assert [item["text"] for item in quiet["attention"]] == ["Objects that are gone since the backup before: 1."]


def test_sizes_and_durations() -> None:
    made = report()
    assert (made["size"], made["seconds"]) == (10_001_010, 101.0)
    assert made["parts"] == [
        {"what": "document", "files": 1, "size": 1000, "seconds": 2.0},
        {"what": "archives", "files": 2, "size": 10_000_000, "seconds": 98.0},
        {"what": "products", "files": 1, "size": 10, "seconds": 1.0},
    ]


@pytest.mark.parametrize("facts", [{}, {"coverage": "x", "instance": 1, "secrets_held": {"a": 1}, "started": [],
                                        "out_of_reach": [{"what": 1}], "restore_breaks": [None]},
                                   {"coverage": [{"kind": "apps"}, 5]}])  # fmt: skip
def test_what_is_told_may_be_anything(facts: t.Any) -> None:
    since = {"previous": None, "unchanged": False, "differing": [], "changes": None, "size_before": None}
    made = report_of("n", "l", facts, [], since)
    assert (made["coverage"], made["attention"]) == ([], [])
    page_of(made)
    metrics_of(made, 0.0)


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_needs_nothing_else() -> None:
    text = page_of(report())
    page = Page(text)
    assert not page.seen & {"script", "link", "img", "iframe", "object"}
    assert not {name for name, _value in page.attributes} & {"src", "href", "onclick", "onload"}
    assert "url(" not in text
    assert "@import" not in text
    assert "prefers-color-scheme: dark" in text
    for told in ("Backup of main", "devices", "7 of 7 devices are not captured", "9 of 16", "AppCodes", "remark",
                 "The instance has no topics.", "20260313T020000Z", "1 min 41 s", "9.5 MiB"):  # fmt: skip
        assert told in page.text, told


def test_names_of_the_service_are_no_markup() -> None:
    evil = '<script>alert("x")</script>&amp;\'"'
    each = {"added": [evil], "removed": [evil], "changed": [{"name": evil, "options": [evil]}]}
    made = report(
        {**SINCE, "changes": {evil: each}, "previous": evil}, coverage=[row(evil, 1, 0, 1), row(evil, 0, 0)],
        instance={"id": evil, "endpoint": evil}, changed_meanwhile=[evil], secrets_not_held=[evil], started=evil,
        out_of_reach=[{"what": evil, "why": evil}],
    )  # fmt: skip
    page = Page(page_of({**made, "label": evil, "name": evil}))
    assert "script" not in page.seen
    assert page.text.count(evil) >= 12


def test_names_do_not_turn_what_stands_behind_them() -> None:
    text = page_of(report(changed_meanwhile=["apps/\u202eevil\u2066 \u05d0\u05d1"]))
    assert "apps/\\u202eevil\\u2066 \u05d0\u05d1." in Page(text).text


def test_metrics() -> None:
    text = metrics_of({**report(), "label": 'a "b"\\\n'}, BEGAN + 101.5)
    lines = text.splitlines()
    assert all(
        re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+\{label="a \\"b\\"\\\\\\n"[^}]*\} [\d.e+]+', line) for line in lines
    )
    values = {line.rpartition(" ")[0].replace('label="a \\"b\\"\\\\\\n"', ""): line.rpartition(" ")[2]
              for line in lines if line[0] != "#"}  # fmt: skip
    assert values["roma_backup_completed_timestamp_seconds{}"] == "1773453701"
    assert values["roma_backup_duration_seconds{}"] == "101"
    assert values["roma_backup_consistent{}"] == "0"
    assert values['roma_backup_objects{,kind="devices",where="missing"}'] == "7"
    assert values['roma_backup_uncounted{,kind="rules"}'] == "1"
    assert 'roma_backup_objects{,kind="rules",where="found"}' not in values
    assert values["roma_backup_restore_breaks{}"] == "1"


# -- since the backup before -------------------------------------------------------------------------------------------


KAFKA = {"broker": "x:1", "ssl_enable": False}
MEMBERS = [{"name": "x", "roles": ["read"]}, {"name": "y", "roles": ["read"]}]


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({"apps": [{"name": "a"}]}, {"apps": [{"name": "a"}]}, {}),
        ({"apps": [{"name": "a"}]}, {"apps": [{"name": "b"}]}, {"apps": (["b"], ["a"], [])}),
        ({"apps": [{"name": "a", "remark": "x"}]}, {"apps": [{"name": "a"}]}, {"apps": ([], [], [("a", ["remark"])])}),
        ({"apps": [{"name": "a", "remark": ""}]}, {"apps": [{"name": "a"}]}, {}),
        ({"apps": [{"name": "a"}]}, {"topics": [{"name": "abc"}]}, {}),
        ({"apps": []}, {"apps": []}, {}),
        ({"datasources": [{"name": "d", "app": "a", "type": "KAFKA", "content": KAFKA}]},
         {"datasources": [{"name": "d", "app": "a", "type": "KAFKA", "content": {**KAFKA, "broker": "y:1"}}]},
         {"datasources": ([], [], [("d/a", ["content.broker"])])}),
        ({"apps": [{"name": "a", "members": MEMBERS}]}, {"apps": [{"name": "a", "members": MEMBERS[::-1]}]}, {}),
        ({"api_groups": [{"name": "grp", "app": ""}, {"name": "grp", "app": "a"}]},
         {"api_groups": [{"name": "grp", "app": "a"}]},
         {"api_groups": ([], ["grp"], [])}),
    ],
)  # fmt: skip
def test_changes(before: t.Any, after: t.Any, changes: t.Any) -> None:
    found = changes_between({"read_from": {"id": 1}, **before}, {"read_from": {"id": 2}, **after})
    assert {
        kind: (each["added"], each["removed"], [(item["name"], item["options"]) for item in each["changed"]])
        for kind, each in found.items()
    } == changes


def test_documents_that_cannot_be_compared_are_not_said_to_be_equal() -> None:
    page = page_of(report({**SINCE, "changes": None}))
    assert "No object changed" not in page
    assert "The objects could not be compared. Different are: " in page


DOCUMENT = "read_from: {}\napps:\n  - name: a\n"


def archive(time: str, **members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("asset.json", json.dumps({"export_time": time, "apps": ["1"]}))
        for name, text in members.items():
            made.writestr(f"apps/{name}.json", text)
    return file.getvalue()


class Salted:
    """Encrypts the same text differently each time."""

    ids = ("prod",)

    def __init__(self) -> None:
        self.count = 0

    def encrypt(self, text: str, vault_id: str) -> str:
        self.count += 1
        return f"{self.count}\n{text}"

    def decrypt(self, text: str) -> str:
        return text.partition("\n")[2]


VAULT = Salted()


def make(root: Path, clock: t.Any, vault: t.Any = VAULT, **options: t.Any) -> dict[str, t.Any]:
    """Make a backup; `clock` also tells when the archive was made."""
    files = {"document.yml": DOCUMENT, "assets/assets-001.zip": archive(str(next(clock)), a="{}"),
             "secrets.yml": VAULT.encrypt("app_secrets/a/secret: x\n", ""), **options.pop("files", {})}  # fmt: skip
    begun = OPERATIONS["backup_directory"].run(Context({"root": str(root), "label": "main"}))
    for name, data in files.items():
        path = Path(begun["path"], name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    params = {"path": begun["path"], "target": begun["target"], **options}
    return OPERATIONS["backup_manifest"].run(Context(params, vault=vault))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> t.Any:
    """Each backup is made a minute after the one before."""
    moments = (datetime.datetime(2026, 3, 14, 2, number, tzinfo=datetime.timezone.utc) for number in range(60))
    monkeypatch.setattr(_directory, "now", lambda: next(moments))
    return iter(range(1000))


def test_the_first_one_has_nothing_before_it(tmp_path: Path, clock: t.Any) -> None:
    made = make(tmp_path, clock, skip_unchanged=True)
    assert (made["changed"], made["unchanged"], made["manifest"]["previous"]) == (True, False, None)


def test_the_same_content_is_unchanged_whatever_the_bytes(tmp_path: Path, clock: t.Any) -> None:
    first, second = make(tmp_path, clock), make(tmp_path, clock)
    one, other = (Path(made["path"], "assets/assets-001.zip").read_bytes() for made in (first, second))
    assert one != other
    assert (second["changed"], second["unchanged"]) == (True, True)
    assert second["manifest"]["previous"] == Path(first["path"]).name
    third = make(tmp_path, clock, skip_unchanged=True)
    assert (third["changed"], third["unchanged"], third["path"]) == (False, True, second["path"])
    assert sorted(path.name for path in (tmp_path / "main").iterdir()) == [
        Path(made["path"]).name for made in (first, second)]  # fmt: skip


@pytest.mark.parametrize(
    "files",
    [
        {"document.yml": DOCUMENT + "  - name: b\n"},
        {"assets/assets-001.zip": archive("9", a="{ }")},
        {"assets/assets-001.zip": archive("9", a="{}", b="{}")},
        {"assets/assets-002.zip": archive("9", a="{}")},
        {"secrets.yml": VAULT.encrypt("app_secrets/a/secret: y\n", "")},
        {"products.csv": "a,b\n"},
    ],
    ids=["document", "member", "more members", "more archives", "secret", "another file"],
)
def test_other_content_is_stored(tmp_path: Path, clock: t.Any, files: t.Any) -> None:
    make(tmp_path, clock)
    made = make(tmp_path, clock, skip_unchanged=True, files=files)
    assert (made["changed"], made["unchanged"]) == (True, False)


def test_what_cannot_be_compared_counts_as_changed(tmp_path: Path, clock: t.Any) -> None:
    make(tmp_path, clock)
    assert not make(tmp_path, clock, vault=None)["unchanged"], "the secrets are unreadable"


def test_a_damaged_backup_stops_no_later_one(tmp_path: Path, clock: t.Any) -> None:
    """Whatever was hit, and be it the archive's own tables; a manifest that anybody has written included."""
    first = make(tmp_path, clock)
    path = Path(first["path"], "assets/assets-001.zip")
    content = path.read_bytes()
    for index in range(0, len(content), 3):
        path.write_bytes(content[:index] + bytes([content[index] ^ 0xFF]) + content[index + 1 :])
        compared(files_in(Path(first["path"]))[0], Path(first["path"]).with_name("later"), None)
    path.write_bytes(content)
    manifest = Path(first["path"], "manifest.json")
    manifest.write_text(sealed({"format": 1, "files": [{}]}))
    assert make(tmp_path, clock)["manifest"]["previous"] is None


def test_what_does_not_verify_is_not_relied_on(tmp_path: Path, clock: t.Any) -> None:
    first = make(tmp_path, clock)
    path = Path(first["path"], "document.yml")
    path.write_text(path.read_text() + "#")
    second = make(tmp_path, clock, skip_unchanged=True)
    assert (second["changed"], second["unchanged"]) == (True, True)
    Path(second["path"], "manifest.json").write_text("{}")
    third = make(tmp_path, clock, skip_unchanged=True)
    assert third["manifest"]["previous"] == Path(first["path"]).name


def test_a_metrics_file_is_for_others_to_read(tmp_path: Path, clock: t.Any) -> None:
    path = tmp_path / "roma.prom"
    made = make(tmp_path / "backups", clock, metrics_file=str(path), facts=FACTS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert 'roma_backup_secrets{label="main",state="held"} 1\n' in path.read_text()
    assert json.loads(Path(made["path"], "report.json").read_text())["secrets"] == report()["secrets"]
    assert sorted(item.name for item in tmp_path.iterdir()) == ["backups", "roma.prom"]
    with pytest.raises(InputError, match="none is not a directory that can be written"):
        make(tmp_path / "backups", clock, metrics_file=str(tmp_path / "none" / "roma.prom"))


def test_metrics_of_a_drill_are_such_that_an_alert_can_be_made_of_them() -> None:
    note = {"restorable": False, "seconds": 12.34, "objects": 41, "differences": [{}, {}]}
    text = drill_metrics("prod", note, 1000.9)
    assert [line for line in text.splitlines() if not line.startswith("#")] == [
        'roma_drill_completed_timestamp_seconds{label="prod"} 1000',
        'roma_drill_restorable{label="prod"} 0',
        'roma_drill_duration_seconds{label="prod"} 12.34',
        'roma_drill_objects{label="prod"} 41',
        'roma_drill_differences{label="prod"} 2',
    ]
