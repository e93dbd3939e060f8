# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a restore decides without asking any service: which backup, which copy, which archives, what is pending."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._document._entries import Entry, parse
from ansible_collections.roma.connect.plugins.module_utils._run._backups._verify import NotVerified
from ansible_collections.roma.connect.plugins.module_utils._run._keeping._restic_fetch import _chosen
from ansible_collections.roma.connect.plugins.module_utils._run._restore._archives import held_by_archives_only
from ansible_collections.roma.connect.plugins.module_utils._run._restore._choice import choose
from ansible_collections.roma.connect.plugins.module_utils._run._restore._import_order import import_order
from ansible_collections.roma.connect.plugins.module_utils._run._restore._journal import Following, Journal, Pending
from ansible_collections.roma.connect.plugins.module_utils._run._restore._target import lacking
from ansible_collections.roma.connect.tests.unit.plugins.module_utils._run.test_verify import make


def test_the_newest_that_verifies_is_chosen(tmp_path: Path) -> None:
    made = make(tmp_path)
    newer = made.rename(made.with_name("20200101T000000Z")).parent / "20990101T000000Z"
    made = newer.with_name("20200101T000000Z")
    newer.mkdir()
    (newer / "manifest.json").write_text("{}")
    choice = choose(str(made.parent), None)
    assert choice.path == made
    assert [str(newer) in sentence for sentence in choice.passed_over] == [True]
    assert choose(str(made), None).passed_over == []
    with pytest.raises(NotVerified):  # what is named is not replaced by something else
        choose(str(newer), None)
    (made / "document.yml").unlink()
    with pytest.raises(NotVerified) as caught:
        choose(str(made.parent), None)
    assert caught.value.backup == newer
    for place in (tmp_path / "none", made / "manifest.json"):
        with pytest.raises(InputError, match="is not a directory"):
            choose(str(place), None)
    with pytest.raises(InputError, match=f"holds the backups of several instances; in {tmp_path} there are main: name"):
        choose(str(tmp_path), None)
    with pytest.raises(InputError, match=r"is not a directory; in .* there are main: name one of them"):
        choose(str(tmp_path / "mian"), None)
    with pytest.raises(InputError, match=r"is not a directory; in .*/main there are 20990101T000000Z, 2020"):
        choose(str(tmp_path / "main" / "20991231T000000Z"), None)
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotVerified, match="is no backup"):
        choose(str(tmp_path / "empty"), None)


def coverage(kind: str, found: int, document: int, missing: t.Any) -> dict[str, t.Any]:
    return {"kind": kind, "found": found, "document": document, "missing": missing}


def gap(kind: str, name: str, what: str) -> dict[str, str]:
    return {"kind": kind, "name": name, "what": what, "why": "w"}


TASK = "the data integration task"


@pytest.mark.parametrize(("rows", "gaps", "wanted"), [
    ([], [], []),
    ([coverage("tasks", 2, 1, 0)], [gap("tasks", "capture", TASK)], [("tasks", "capture")]),
    # without archives it is missing
    ([coverage("tasks", 2, 1, 1)], [gap("tasks", "capture", TASK)], []),
    # a part of an object that the document holds
    ([coverage("tasks", 2, 1, 0)], [gap("tasks", "nightly", "its mapping")], []),
    # what only can be counted
    ([coverage("devices", 3, 0, 3)], [gap("devices", "d", "all of them")], []),
    ([], [gap("devices", "d", "the device")], []),
    # what no backup has written
    ([{"kind": "tasks"}, None, coverage("tasks", 2, 1, None), "x"], [{}, None, {"kind": ["tasks"]}, "x"], []),
    ("x", {"kind": "tasks"}, []),
])  # fmt: skip
def test_what_only_archives_hold(rows: t.Any, gaps: t.Any, wanted: list[tuple[str, str]]) -> None:
    assert held_by_archives_only({"coverage": rows, "not_covered": gaps}) == wanted


def test_a_journal_is_read_as_it_was_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "x.import")
    assert journal.read() is None
    pending = Pending("d1", ["assets/assets-001.zip"], "assets/assets-001.zip", "job-1")
    journal.write(pending)
    assert journal.read() == pending
    assert (tmp_path / "x.import").stat().st_mode & 0o777 == 0o600
    journal.remove()
    journal.remove()
    assert journal.read() is None


@pytest.mark.parametrize("text", [
    "", "[]", "{}", "null", '{"digest": 1, "left": [], "sent": "", "job": ""}', "\ufeff{}",
    '{"digest": "", "left": [1], "sent": "", "job": ""}', '{"digest": "", "left": null, "sent": "", "job": ""}',
    '{"digest": "", "left": [], "sent": "", "job": "", "more": 1}',
])  # fmt: skip
def test_a_journal_that_is_none_of_ours_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "x").write_text(text)
    assert Journal(tmp_path / "x").read() is None


def snapshot(name: str, host: str = "main", number: int = 1, **more: t.Any) -> dict[str, t.Any]:
    object_id = f"{number:08x}" + "0" * 56
    return {"id": object_id, "short_id": object_id[:8], "hostname": host, "paths": [f"/b/{host}/{name}"], **more}


OLD, NEW = "20260101T000000Z", "20260301T000000Z"


def test_a_copy_is_found() -> None:
    copies = [snapshot(NEW, number=2), snapshot(OLD), snapshot("notes", number=3)]
    for wanted, name in (("latest", NEW), (OLD, OLD), ("00000001", OLD), ("0" * 7 + "2" + "0" * 56, NEW)):
        assert _chosen(copies, wanted)[1] == name


@pytest.mark.parametrize(("copies", "wanted", "why"), [
    ([], "latest", "none at all"),
    ([snapshot(OLD)], NEW, f"the latest are {OLD}"),
    ([snapshot(OLD), snapshot(NEW, "other", 2)], "latest", "several: main, other"),
    ([snapshot(OLD), snapshot(OLD, "other", 2)], OLD, "stands for 2 copies"),
    ([snapshot(OLD), snapshot(NEW, number=2)], "0000", "stands for 2 copies"),
    *[([snapshot(OLD, **strange)], "latest", "none at all") for strange in (
        {"paths": []}, {"paths": None}, {"paths": [f"b/{OLD}"]}, {"paths": [f"/../{OLD}"]}, {"id": ""},
        {"hostname": None},
    )],
    ([None, [], "x"], "latest", "none at all"),
])  # fmt: skip
def test_a_copy_that_is_none_is_not_taken(copies: list[t.Any], wanted: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        _chosen(copies, wanted)


def test_journals_hold_no_values(tmp_path: Path) -> None:
    Journal(tmp_path / "x").write(Pending("d", ["a"]))
    assert set(json.loads((tmp_path / "x").read_text())) == {"digest", "left", "sent", "job"}


@pytest.mark.parametrize("text", ["", "{}", '{"a": 1}', "[1]", '["a", null]', "null", "\ufeff[]"])
def test_a_note_about_secrets_that_is_none_of_ours_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "x").write_text(text)
    assert Following(tmp_path / "x").unsure == frozenset()


SHORT, LONG = '{"max_timeout":60000}', '{"max_timeout":600000}'
HERE = {"edition": "basic", "features": {"cors": "on", "public_key": "off", "backend_timeout": SHORT},
        "limits": {"API_NUM_LIMIT": 100}, "partitions": 30}  # fmt: skip
UNKNOWN: dict[str, t.Any] = {"edition": "", "features": {}, "limits": {}, "partitions": None}


@pytest.mark.parametrize(("there", "told"), [
    ({"edition": "platinum"}, ["the edition of this instance is basic, and that of the one that was backed up is"]),
    ({"edition": "basic"}, []),
    ({"edition": "tiny"}, []),
    ({"features": {"public_key": "on", "cors": "on"}}, ["the feature public_key is off in this instance"]),
    ({"features": {"public_key": "off", "app_acl": "off"}}, []),
    ({"features": {"app_acl": "on"}}, ["the feature app_acl is off"]),
    ({"features": {"backend_timeout": LONG}}, [f"the feature backend_timeout is {SHORT} in this instance, and {LONG}"]),
    ({"features": {"backend_timeout": '{"max_timeout":5}', "cors": "[1]"}}, []),
    ({"limits": {"API_NUM_LIMIT": 5000}}, ["API_NUM_LIMIT: 100 in this instance, and 5000"]),
    ({"limits": {"API_NUM_LIMIT": 10, "APP_NUM_LIMIT": 5, "X": "x"}}, []),
    ({"partitions": 300}, ["partitions of topics: 30 in this instance, and 300"]),
    # what no backup has written
    ({"edition": [], "features": [], "limits": "x", "partitions": "many"}, []),
    (None, []),
    ("x", []),
])  # fmt: skip
def test_what_an_instance_lacks(there: t.Any, told: list[str]) -> None:
    for sentence, beginning in zip(lacking(there, HERE), told, strict=True):
        assert sentence.startswith(beginning)
    assert lacking(there, UNKNOWN) == []


FILES = ["assets/assets-001.zip", "assets/assets-002.zip", "assets/assets-003.zip"]


def held(*apps: str) -> list[dict[str, t.Any]]:
    """Archives, each of which holds an application."""
    return [
        {"path": f"/b/.x.partial/{file}", "apps": [app], "tasks": []} for file, app in zip(FILES, apps, strict=True)
    ]


def referring(*pairs: tuple[str, str]) -> list[Entry]:
    """Applications, and for each pair a topic of the first which the second may read."""
    topics = [{"name": f"{one}-{other}", "app": one, "access_policies": [
        {"app": app, "access_policy": "all"} for app in (one, other)]} for one, other in pairs]  # fmt: skip
    return parse({"apps": [{"name": app} for app in "abc"], "topics": topics})


@pytest.mark.parametrize(("pairs", "order", "cycles"), [
    ((), "abc", []),
    ((("a", "b"),), "bca", []),
    ((("a", "b"), ("b", "c")), "cba", []),
    ((("a", "c"), ("b", "c")), "cab", []),
    ((("a", "b"), ("b", "a"), ("a", "c")), "cba", ["ab"]),
])  # fmt: skip
def test_what_others_refer_to_is_imported_first(
    pairs: tuple[tuple[str, str], ...], order: str, cycles: list[str]
) -> None:
    files = dict(zip("abc", FILES, strict=True))
    found = import_order(FILES, held("a", "b", "c"), referring(*pairs))
    assert found == ([files[app] for app in order], [[files[app] for app in cycle] for cycle in cycles])


@pytest.mark.parametrize("archives", [None, "x", [], [None], [{"path": 1}], [{"path": FILES[0], "apps": "a"}]])
def test_archives_of_which_nothing_is_known_keep_their_order(archives: t.Any) -> None:
    assert import_order(FILES, archives, referring(("a", "b"))) == (FILES, [])


def test_tasks_come_after_the_application_to_which_they_belong() -> None:
    source = {"name": "a-db", "app": "b", "type": "MYSQL"}
    task = {"name": "nightly", "type": "realtime", "source": "a-db", "target": "a-db"}
    entries = parse({"apps": [{"name": "b"}], "datasources": [source], "tasks": [task]})
    archives = [{"path": FILES[0], "apps": [], "tasks": ["nightly"]}, {"path": FILES[1], "apps": ["b"]}]
    assert import_order(FILES[:2], archives, entries)[0] == [FILES[1], FILES[0]]
