# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports of assets: in parts, one job of a user at a time, archives that can be had once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huaweicloudsdkroma import v2

from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner, Task


def export(name: str, directory: Path | None, **options: Any) -> Task:
    where = {} if directory is None else {"directory": str(directory)}
    return {"name": name, "roma.connect.asset_export": {**where, **options}, "ignore_errors": True}


def archives(directory: Path) -> list[str]:
    """Archives, and beginnings of such, without the notes about their jobs."""
    return sorted(path.name for path in directory.iterdir() if path.suffix != ".job")


def submitted(result: Run, name: str) -> list[int]:
    """The status of every request that wanted to start a job."""
    return [entry["status"] for entry in result.requests(name) if entry["operation"] == "ExportAsset"]


def test_parts_of_a_hundred(run: Runner, emulator: EmulatorProcess, judge: Judge, tmp_path: Path) -> None:
    emulator.seed("apps", 201)
    emulator.switch(asset_job_seconds=0.01)
    result = run(
        [
            {**export("plan", tmp_path / "all", all_apps=True), "check_mode": True},
            export("all", tmp_path / "all", all_apps=True, prefix="nightly"),
            export("some", tmp_path / "some", apps=["seeded-000001", "seeded-000000"]),
            export("too many", None, all_apps=True, wait=False),
        ]
    )
    assert result["plan"].changed
    assert result.writes("plan") == []
    made = result["all"]["archives"]
    assert [len(archive["app_ids"]) for archive in made] == [100, 100, 1]
    ids = {app["id"] for app in judge("apps").values()}
    assert {app_id for archive in made for app_id in archive["app_ids"]} == ids
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == [f"nightly-00{n}.zip" for n in (1, 2, 3)]
    assert submitted(result, "all") == [200, 200, 200]
    assert [len(archive["app_ids"]) for archive in result["some"]["archives"]] == [2]
    assert result["too many"].failed
    assert "wait: false works with at most 100" in result["too many"].msg


def test_one_job_at_a_time(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """A job of the same user is waited for, until the time is up; a job can also be left to itself."""
    emulator.seed("apps", 1)
    emulator.switch(asset_job_seconds=2.5)
    result = run(
        [
            export("started", None, all_apps=True, wait=False),
            export("waits", tmp_path / "one", all_apps=True),
            {"name": "slow", "emulator": {"switches": {"asset_job_seconds": 60.0}}},
            export("started again", None, all_apps=True, wait=False),
            export("gives up", tmp_path / "two", all_apps=True, wait_timeout=1),
        ]
    )
    assert result["started"].changed
    assert [job["status"] for job in result["started"]["jobs"]] == ["running"]
    assert result["started"]["archives"] == []
    tries = submitted(result, "waits")
    assert set(tries[:-1]) == {400}
    assert tries[-1] == 200
    assert "another asset job of this user is running, waiting for it to end" in result.stderr
    assert (tmp_path / "one" / "assets-001.zip").is_file()
    assert result["gives up"].failed
    assert "another asset job of this user is still running after 1 s (wait_timeout)" in result["gives up"].msg
    assert "ROMA.10012" in result["gives up"].msg
    assert list((tmp_path / "two").iterdir()) == []


def test_a_job_that_takes_too_long_is_picked_up(
    run: Runner, emulator: EmulatorProcess, judge: Judge, tmp_path: Path
) -> None:
    emulator.seed("apps", 1)
    emulator.switch(asset_job_seconds=3.0)
    first = run([export("late", tmp_path / "out", all_apps=True, wait_timeout=1)])
    assert first["late"].failed
    assert "is still running after 1 s (wait_timeout)" in first["late"].msg
    assert archives(tmp_path / "out") == []
    second = run([export("next", tmp_path / "out", all_apps=True)])
    assert submitted(second, "next") == []
    assert second["next"].changed
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["assets-001.zip"]

    # somebody else has taken the archive of the job that is picked up: it has to be made again
    emulator.switch(asset_job_seconds=3.0)
    third = run([export("late", tmp_path / "else", all_apps=True, wait_timeout=1)])
    job_id = third["late"].msg.partition("job ")[2].split()[0]
    take_archive(judge, job_id)
    emulator.clear_requests()
    emulator.switch(asset_job_seconds=0.05)
    last = run([export("again", tmp_path / "else", all_apps=True)])
    assert submitted(last, "again") == [200]
    assert [path.name for path in (tmp_path / "else").iterdir()] == ["assets-001.zip"]


def take_archive(judge: Judge, job_id: str) -> None:
    """Wait for a job and download its archive, which is then gone."""
    request = v2.CheckAssetJobStatusRequest(instance_id=judge.instance_id, job_id=job_id)
    archive_id = None
    while archive_id is None:
        archive_id = judge.client.check_asset_job_status(request).archive_id
    judge.client.download_asset_archive(
        v2.DownloadAssetArchiveRequest(instance_id=judge.instance_id, archive_id=archive_id)
    )


def test_spellings(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """Editions of the service spell states and reasons differently."""
    emulator.seed("apps", 1)
    styles = ("upper", "capitalised", "legacy")
    tasks: list[Task] = []
    for style, key in zip(styles, ("reason", "reasons", "reason"), strict=True):
        switches = {"asset_job_status_style": style, "asset_job_reason_key": key, "asset_job_seconds": 0.3}
        tasks += [
            {"name": f"switch {style}", "emulator": {"switches": switches}},
            export(style, tmp_path / style, all_apps=True),
            export(f"{style} failure", tmp_path / style, app_ids=["no-such-application"], prefix="other"),
        ]
    result = run(tasks)
    for style in styles:
        assert [job["status"] for job in result[style]["jobs"]] == ["succeeded"]
        assert result[style]["jobs"][0]["progress_percent"] == 100
        assert result[f"{style} failure"].failed
        message = result[f"{style} failure"].msg
        assert "no-such-application" in message
        assert "The application does not exist" in message
        assert archives(tmp_path / style) == ["assets-001.zip"]
