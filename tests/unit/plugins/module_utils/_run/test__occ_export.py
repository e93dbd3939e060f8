# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports of Oracle Commerce: what a real store may do, and an emulated one does not."""

from __future__ import annotations

import io
import typing as t
import zipfile
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import RomaError
from ansible_collections.roma.connect.plugins.module_utils._run._archives import _occ_export
from ansible_collections.roma.connect.plugins.module_utils._run._archives._occ_export import OCC_EXPORT
from ansible_collections.roma.connect.plugins.module_utils._run._operation import Context
from ansible_collections.roma.connect.tests.unit.transport import STORE, Answer, FakeStore, Request

Values = dict[str, t.Any]

LINKS = {"fileLink": "http://internal/file/t/Products.json", "metaLink": "http://internal/file/t/exportStatus.zip"}
DONE = {"progress": "succeeded", "completed": True, **LINKS}
RUNNING = {"progress": "processing"}


def packed(**files: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return target.getvalue()


class Script:
    """A store whose process goes through these states, the last one for ever."""

    def __init__(self, *states: Values, abort: Answer | None = None) -> None:
        self.states = list(states)
        self.abort = abort or Answer(200, {"success": True})
        self.file = b'{"product": [1]}'
        self.meta = packed(status_json='{"successCount": 1, "failureCount": 0}')

    def __call__(self, request: Request) -> Answer:
        if request.path.endswith("/login"):
            return Answer(200, {"access_token": "t"})
        if request.path.startswith("/file/"):
            return Answer(200, self.meta if "Status" in request.path else self.file)
        if request.path.endswith("/abort"):
            return self.abort
        if request.method == "POST":
            return Answer(200, {"processId": "p_1"})
        return Answer(200, self.states.pop(0) if len(self.states) > 1 else self.states[0])


@pytest.fixture
def export(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> t.Callable[..., Values]:
    """Run the module against a script; returns its result, with what was told and asked."""

    def run(script: Script, **options: t.Any) -> Values:
        client, told = FakeStore(script), list[str]()
        monkeypatch.setattr(_occ_export, "OccClient", lambda connection: client)
        params = {f.name: f.default for f in OCC_EXPORT.fields} | {
            "occ_endpoint": STORE, "occ_application_key": "key", "directory": str(tmp_path),
            "items": [{"id": "Products", "format": "json"}], **options,
        }  # fmt: skip
        try:
            result = OCC_EXPORT.run(Context(params, progress=told.append))
        except RomaError as exc:
            result = {"failed": True, **exc.payload()}
        return {**result, "told": told, "asked": [request.path.rpartition("/")[2] for request in client.requests],
                "stored": sorted(path.name for path in tmp_path.iterdir())}  # fmt: skip

    return run


def test_one_that_ends_while_it_is_told_to_stop(export: t.Callable[..., Values]) -> None:
    result = export(Script(RUNNING, DONE, abort=Answer(200, {"success": False})), wait_timeout=0, abort_on_timeout=True)
    assert "failed" not in result
    assert result["asked"] == ["login", "exportProcess", "p_1", "abort", "p_1", "exportStatus.zip", "Products.json"]
    assert result["stored"] == ["Products.json", "Products.json.status.zip"]


def test_one_that_fails_while_it_is_told_to_stop(export: t.Callable[..., Values]) -> None:
    failed = {"progress": "failed", "completed": True, "error": {"title": "Broken."}}
    result = export(Script(RUNNING, failed), wait_timeout=0, abort_on_timeout=True)
    assert result["msg"] == "export process p_1 failed: Broken."
    assert result["process"]["error"] == {"title": "Broken.", "detail": "", "type": ""}


def test_one_that_cannot_be_told_to_stop(export: t.Callable[..., Values]) -> None:
    refusal = Answer(403, {"message": "Not permitted.", "status": "403", "errorCode": "9"})
    result = export(Script(RUNNING, abort=refusal), wait_timeout=0, abort_on_timeout=True)
    assert result["msg"].startswith("export process p_1 is still processing after 0 s (wait_timeout), and could not be")
    assert "Not permitted." in result["msg"]
    assert result["process"]["progress"] == "processing"


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ({"progress": "aborted"}, "export process p_1 was aborted: the store gave no reason"),
        ({"progress": "gone", "completed": True}, "export process p_1 ended as 'gone': the store gave no reason"),
        ({**DONE, "fileLink": None}, "export process p_1 succeeded, but the store gave no link to its file"),
    ],
)
def test_no_file(export: t.Callable[..., Values], state: Values, says: str) -> None:
    result = export(Script(state))
    assert result["msg"] == says
    assert "Products.json" not in result["stored"]


def test_without_a_status_file(export: t.Callable[..., Values]) -> None:
    """Some edition may not link it: the file is stored, and the counts are not known."""
    result = export(Script({**DONE, "metaLink": None}))
    assert result["stored"] == ["Products.json"]
    assert (result["success_count"], result["failure_count"]) == (None, None)
    assert result["counts"][0]["failure_count"] is None
    assert result["told"][0] == "Products.json: the store gave no status file, so records are not counted"


def test_a_status_file_without_counts(export: t.Callable[..., Values]) -> None:
    script = Script(DONE)
    script.meta = b'{"fine": true}'
    result = export(script)
    assert (result["success_count"], result["failure_count"], len(result["files"])) == (None, None, 2)
    assert "does not tell how many records" in result["told"][0]


def test_reasons_are_limited(export: t.Callable[..., Values]) -> None:
    script = Script(DONE)
    reasons = ", ".join(f'"record {number}"' for number in range(500))
    script.meta = packed(status_json=f'{{"successCount": 1, "failureCount": 500, "failureExceptions": [{reasons}]}}')
    result = export(script, allow_partial=True)
    assert (result["failure_count"], len(result["failures"])) == (500, 100)
    assert result["failures"][99] == {"id": "Products", "message": "record 99"}


def test_an_archive_without_a_data_file(export: t.Callable[..., Values]) -> None:
    """Downloading again would not help."""
    script = Script(DONE)
    script.file = packed(content_json='[{"fileName": "Products.json", "id": "Products", "format": "json"}]')
    result = export(script, mode="bundle")
    assert "the archive does not hold Products.json" in result["msg"]
    assert result["stored"] == ["export.zip.status.zip"]
    assert result["asked"].count("Products.json") == 1


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("http://internal/file/t/my%20file.json", "my file.json"),
        ("http://internal/file/t/..%2F..%2Fetc%2Fx.json", "p_1"),
        ("http://internal/file/t/..", "p_1"),
        ("http://internal/file/t/", "p_1"),
        ("http://internal/file/t/" + "x" * 300, "p_1"),
    ],
)
def test_a_name_that_the_store_chose_stays_in_the_directory(
    export: t.Callable[..., Values], link: str, name: str
) -> None:
    result = export(Script({**DONE, "fileLink": link}), items=None, process_id="p_1")
    assert result["stored"] == [name, f"{name}.status.zip"]


def test_the_process_is_named_when_it_was_lost(export: t.Callable[..., Values]) -> None:
    """So that its files can still be fetched."""
    script = Script(RUNNING)
    script.states = [{"progress": "pending"}]
    result = export(script, wait_timeout=0)
    assert result["process"]["id"] == "p_1"
    assert "process_id: p_1" in result["msg"]
