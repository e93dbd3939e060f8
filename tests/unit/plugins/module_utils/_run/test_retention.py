# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a policy keeps, case by case, and what becomes of the directories."""

from __future__ import annotations

import datetime
import hashlib
import typing as t
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._run._backups._sealed import sealed
from ansible_collections.roma.connect.plugins.module_utils._run._keeping import _retention
from ansible_collections.roma.connect.plugins.module_utils._run._keeping._policy import decide
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context

DOCUMENT = "read_from: {}\napps: []\n"


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


def kept(moments: str, **policy: t.Any) -> dict[str, list[str]]:
    """Return day and hour → reasons, of what is kept."""
    decisions = decide([at(moment) for moment in moments.split()], policy)
    return {decision.moment.strftime("%m-%d.%H"): decision.reasons for decision in decisions if decision.keep}


def within(duration: str, *keeps: str) -> dict[str, list[str]]:
    return {name: [f"within {duration} of the newest"] for name in keeps}


THREE = "2026-03-01T02 2026-03-02T02 2026-03-03T02"
TWICE = "2026-03-01T02 2026-03-01T14 2026-03-02T02 2026-03-02T14"


@pytest.mark.parametrize(
    ("moments", "policy", "keeps"),
    [
        (THREE, {"keep_last": 1}, {"03-03.02": ["last"]}),
        (THREE, {"keep_last": 2}, {"03-03.02": ["last"], "03-02.02": ["last"]}),
        (THREE, {"keep_last": 9}, {"03-03.02": ["last"], "03-02.02": ["last"], "03-01.02": ["last"]}),
        (THREE, {"keep_last": -1}, {"03-03.02": ["last"], "03-02.02": ["last"], "03-01.02": ["last"]}),
        (TWICE, {"keep_daily": 1}, {"03-02.14": ["daily"]}),
        (TWICE, {"keep_daily": 2}, {"03-02.14": ["daily"], "03-01.14": ["daily"]}),
        # there is room for more days than there are: the oldest backup stays, too
        (TWICE, {"keep_daily": 3}, {"03-02.14": ["daily"], "03-01.14": ["daily"], "03-01.02": ["oldest daily"]}),
        (TWICE, {"keep_daily": 1, "keep_last": 2}, {"03-02.14": ["last", "daily"], "03-02.02": ["last"]}),
        # days without a backup do not count
        ("2026-01-01T02 2026-02-01T02 2026-03-01T02", {"keep_daily": 2},
         {"03-01.02": ["daily"], "02-01.02": ["daily"]}),
        # a week begins on Monday, and the first days of a year may belong to the last week of the one before
        ("2026-03-01T02 2026-03-02T02 2026-03-08T02", {"keep_weekly": 2},
         {"03-08.02": ["weekly"], "03-01.02": ["weekly"]}),
        ("2025-12-28T02 2025-12-29T02 2026-01-04T02", {"keep_weekly": 1}, {"01-04.02": ["weekly"]}),
        ("2025-12-28T02 2025-12-29T02 2026-01-04T02", {"keep_weekly": 2},
         {"01-04.02": ["weekly"], "12-28.02": ["weekly"]}),
        ("2026-01-31T02 2026-02-01T02 2026-02-28T02", {"keep_monthly": 2},
         {"02-28.02": ["monthly"], "01-31.02": ["monthly"]}),
        ("2025-03-01T02 2026-02-01T02 2026-03-01T02", {"keep_monthly": 1}, {"03-01.02": ["monthly"]}),
        ("2024-05-01T02 2025-01-01T02 2025-12-31T02 2026-01-01T02", {"keep_yearly": 2},
         {"01-01.02": ["yearly"], "12-31.02": ["yearly"]}),
        # as old as that, counted from the newest one: not any more
        (THREE, {"keep_within": "1d"}, {"03-03.02": ["within 1d of the newest"]}),
        (THREE, {"keep_within": "1d1h"}, within("1d1h", "03-03.02", "03-02.02")),
        ("2026-02-27T02 2026-02-28T02 2026-03-31T02", {"keep_within": "1m"}, {"03-31.02": ["within 1m of the newest"]}),
        ("2026-03-03T01 2026-03-03T02 2026-03-31T02", {"keep_within": "1m"}, {"03-31.02": ["within 1m of the newest"]}),
        ("2026-03-03T02 2026-03-04T02 2026-03-31T02", {"keep_within": "1m"},
         within("1m", "03-31.02", "03-04.02")),
        (THREE, {"keep_within": "99999y"}, within("99999y", "03-03.02", "03-02.02", "03-01.02")),
        ("2026-03-01T02", {"keep_last": 1, "keep_daily": 1, "keep_weekly": 1, "keep_monthly": 1, "keep_yearly": 1},
         {"03-01.02": ["last", "daily", "weekly", "monthly", "yearly"]}),
        ("", {"keep_last": 1}, {}),
    ],
)  # fmt: skip
def test_policies(moments: str, policy: t.Any, keeps: t.Any) -> None:
    assert kept(moments, **policy) == keeps


# -- directories -------------------------------------------------------------------------------------------------------


def make(place: Path, name: str) -> Path:
    backup = place / name
    backup.mkdir(parents=True)
    (backup / "document.yml").write_text(DOCUMENT)
    digest = hashlib.sha256(DOCUMENT.encode()).hexdigest()
    files = [{"path": "document.yml", "size": len(DOCUMENT), "sha256": digest}]
    (backup / "manifest.json").write_text(sealed({"format": 1, "completed": "", "files": files}))
    return backup


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for day in (1, 2, 3, 4):
        make(tmp_path / "main", f"2026030{day}T020000Z")
    return tmp_path / "main"


def retain(place: Path, check_mode: bool = False, **policy: t.Any) -> dict[str, t.Any]:
    return OPERATIONS["backup_retention"].run(Context({"path": str(place), **policy}, check_mode=check_mode, diff=True))


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def test_what_is_not_kept_is_removed(place: Path) -> None:
    planned = retain(place, check_mode=True, keep_last=2)
    assert len(names(place)) == 4
    done = retain(place, keep_last=2)
    assert done == planned
    assert names(place) == ["20260303T020000Z", "20260304T020000Z"]
    assert done["removed"] == [str(place / "20260302T020000Z"), str(place / "20260301T020000Z")]
    assert [(d["name"][6:8], d["keep"], d["reasons"]) for d in done["decisions"]] == [
        ("04", True, ["newest that verifies", "last"]), ("03", True, ["last"]), ("02", False, []), ("01", False, []),
    ]  # fmt: skip
    assert done["diff"][0]["after"] == "20260304T020000Z\n20260303T020000Z\n"
    again = retain(place, keep_last=2)
    assert not again["changed"]
    assert "diff" not in again


def test_the_newest_that_verifies_is_never_removed(place: Path) -> None:
    for day in (3, 4):
        (place / f"2026030{day}T020000Z" / "document.yml").write_text("apps: [\n")
    done = retain(place, keep_last=1)
    assert names(place) == ["20260302T020000Z", "20260303T020000Z", "20260304T020000Z"]
    assert [d["reasons"] for d in done["decisions"][:3]] == [
        [f"does not verify: document.yml: has 8 bytes instead of {len(DOCUMENT)}"]] * 2 + [
        ["newest that verifies", "last"]]  # fmt: skip


def test_what_is_no_backup_is_left_alone(place: Path, tmp_path: Path) -> None:
    (place / "20260101T020000Z").mkdir()
    (place / "20260101T020000Z" / "mine.txt").touch()
    (place / "20269901T020000Z").mkdir()
    (place / ".20260301T020000Z.partial").mkdir()
    (place / "latest").symlink_to("20260304T020000Z")
    (place / "20251231T020000Z").symlink_to(make(tmp_path, "elsewhere"))
    retain(place, keep_yearly=1)
    assert names(place) == [".20260301T020000Z.partial", "20251231T020000Z", "20260101T020000Z", "20260304T020000Z",
                            "20269901T020000Z", "latest"]  # fmt: skip


def test_without_any_that_verifies_nothing_is_removed(place: Path) -> None:
    for backup in place.iterdir():
        (backup / "more").touch()
    assert retain(place, keep_last=1)["removed"] == []


def test_a_removal_that_was_interrupted_is_finished(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> None:
        (path / "manifest.json").unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr(_retention.shutil, "rmtree", fail)
    with pytest.raises(KeyboardInterrupt):
        retain(place, keep_last=3)
    assert names(place)[0] == ".20260301T020000Z.removed"
    monkeypatch.undo()
    assert not retain(place, keep_last=3)["changed"]
    assert names(place)[0] == "20260302T020000Z"


@pytest.mark.parametrize("policy", [{}, {"keep_last": 0}, {"keep_last": 0, "keep_within": None}])
def test_an_empty_policy_is_refused(place: Path, policy: t.Any) -> None:
    with pytest.raises(InputError, match="nothing would be kept"):
        retain(place, **policy)
    assert len(names(place)) == 4


@pytest.mark.parametrize("policy", [{"keep_last": -2}, {"keep_within": "2 weeks"}, {"keep_within": "d"},
                                    {"keep_within": "1d2m"}, {"keep_daily": "many"}])  # fmt: skip
def test_a_policy_that_makes_no_sense_is_refused(place: Path, policy: t.Any) -> None:
    with pytest.raises(InputError) as caught:
        retain(place, **policy)
    assert caught.value.problems[0].startswith(next(iter(policy)))


def test_a_place_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none is not a directory"):
        retain(tmp_path / "none", keep_last=1)
    assert retain(tmp_path / "none", check_mode=True, keep_last=1)["decisions"] == []
