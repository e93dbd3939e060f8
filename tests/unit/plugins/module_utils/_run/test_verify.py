# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup verifies as it was made, and with a single byte less, more or another one it does not."""

from __future__ import annotations

import io
import json
import os
import typing as t
import zipfile
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._base._vault import Locked
from ansible_collections.roma.connect.plugins.module_utils._run._backups import _checks
from ansible_collections.roma.connect.plugins.module_utils._run._backups._sealed import BrokenSeal, sealed, unsealed
from ansible_collections.roma.connect.plugins.module_utils._run._backups._verify import NotVerified
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context

DOCUMENT = """\
---
read_from: {id: i}
apps:
  - name: orders
api_groups:
  - {name: orders-v1, app: orders}
"""


class Reversed:
    """Turns texts round instead of encrypting them."""

    def __init__(self, *ids: str) -> None:
        self.ids = list(ids)

    def encrypt(self, text: str, vault_id: str) -> str:
        return f"$ANSIBLE_VAULT;1.2;AES256;{vault_id}\n{text[::-1]}"

    def decrypt(self, text: str) -> str:
        if "wrong" in self.ids:
            raise Locked("cannot be decrypted")
        return text.partition("\n")[2][::-1]


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name), f"content of {name}\n" * 3)
    return file.getvalue()


def make(root: Path, *, facts: t.Any = None, **files: t.Any) -> Path:
    """Make a backup with these files, given by path with `__` for a slash and `_` for a dot."""
    begun = OPERATIONS["backup_directory"].run(Context({"root": str(root), "label": "main"}))
    content = {"document_yml": DOCUMENT, "assets__assets-001_zip": archive("app.json"), **files}
    for name, data in content.items():
        path = Path(begun["path"], name.replace("__", "/").replace("_", "."))
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    OPERATIONS["backup_manifest"].run(
        Context({"path": begun["path"], "target": begun["target"], "facts": facts or {"instance": {"id": "i"}}})
    )
    return Path(begun["target"])


def verify(path: Path, vault: t.Any = None) -> dict[str, t.Any]:
    return OPERATIONS["backup_verify"].run(Context({"path": str(path)}, vault=vault))


def problems_of(path: Path, vault: t.Any = None) -> list[str]:
    with pytest.raises(NotVerified) as caught:
        verify(path, vault)
    assert caught.value.payload()["path"] == str(path)
    return caught.value.problems


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return make(tmp_path)


def test_what_was_made_verifies(backup: Path) -> None:
    result = verify(backup)
    manifest = json.loads((backup / "manifest.json").read_text())
    assert result == {
        "changed": False,
        "path": str(backup),
        "digest": manifest["sha256"],
        "completed": manifest["completed"],
        "instance": {"id": "i"},
        "files": 4,
        "size": sum(
            path.stat().st_size for path in backup.rglob("*") if path.is_file() and path != backup / "manifest.json"
        ),
        "secrets": "none",
    }
    assert verify(backup.parent) == result, "the newest one"


def places(path: Path, content: bytes) -> list[tuple[int, int]]:
    """Return indexes and bytes: all of them, and of the reports, which are like any other file, some."""
    return list(enumerate(content))[:: 211 if path.stem == "report" else 1]


def test_every_flipped_bit_is_found(backup: Path) -> None:
    for path in [path for path in backup.rglob("*") if path.is_file()]:
        content = path.read_bytes()
        for index, byte in places(path, content):
            bit = 1 << index % 8
            path.write_bytes(content[:index] + bytes([byte ^ bit]) + content[index + 1 :])
            name = path.relative_to(backup).as_posix()
            assert any(problem.startswith(f"{name}: ") for problem in problems_of(backup)), (name, index)
        path.write_bytes(content)
    verify(backup)


def test_every_missing_and_every_added_byte_is_found(backup: Path) -> None:
    for path in [path for path in backup.rglob("*") if path.is_file()]:
        content = path.read_bytes()
        for index, _byte in places(path, content):
            path.write_bytes(content[:index] + content[index + 1 :])
            problems_of(backup)
            path.write_bytes(content[:index] + content[index : index + 1] + content[index:])
            problems_of(backup)
        path.write_bytes(content + b"\n")
        problems_of(backup)
        path.write_bytes(content)
    verify(backup)


def test_all_problems_are_told_at_once(backup: Path) -> None:
    (backup / "document.yml").unlink()
    (backup / "assets" / "assets-001.zip").write_bytes(b"PK")
    (backup / "more.txt").write_text("")
    (backup / "assets" / "link").symlink_to("assets-001.zip")
    assert problems_of(backup) == [
        "assets/link: is neither a file nor a directory; a backup holds nothing else",
        "document.yml: is missing",
        "more.txt: was not there when the backup was made",
        f"assets/assets-001.zip: has 2 bytes instead of {len(archive('app.json'))}",
        "assets/assets-001.zip: the archive is not a complete zip file: File is not a zip file",
    ]


def replaced(path: Path, make: t.Callable[[Path], t.Any]) -> None:
    path.unlink()
    make(path)


def swapped(one: Path, other: Path) -> None:
    between = one.with_name("between")
    one.rename(between)
    other.rename(one)
    between.rename(other)


def sparse(path: Path) -> None:
    """Lose the content, but not the size."""
    size = path.stat().st_size
    replaced(path, Path.touch)
    os.truncate(path, size)


TAMPERED: dict[str, tuple[t.Callable[[Path], t.Any], str]] = {
    "a manifest that is a pipe": (lambda b: replaced(b / "manifest.json", os.mkfifo), "manifest.json: is missing"),
    "a manifest without an end": (lambda b: replaced(b / "manifest.json", lambda p: p.symlink_to("/dev/zero")),
                                  "manifest.json: is missing"),
    "a directory for a manifest": (lambda b: replaced(b / "manifest.json", Path.mkdir), "manifest.json: is missing"),
    "a manifest elsewhere": (lambda b: (b / "manifest.json").rename(b.with_name("m"))
                             and (b / "manifest.json").symlink_to("../m"), "manifest.json: is neither a file nor"),
    "a document that is a pipe": (lambda b: replaced(b / "document.yml", os.mkfifo), "document.yml: is neither a file"),
    "a document elsewhere": (lambda b: (b / "document.yml").rename(b.with_name("d.yml"))
                             and (b / "document.yml").symlink_to("../d.yml"), "document.yml: is neither a file nor"),
    "secrets that are a pipe": (lambda b: replaced(b / "secrets.yml", os.mkfifo), "secrets.yml: is neither a file nor"),
    "a stamp that is a pipe": (lambda b: os.mkfifo(b / "drill.json"), "drill.json: is neither a file nor"),
    "a directory for a file": (lambda b: replaced(b / "report.html", Path.mkdir), "report.html: is missing"),
    "an archive elsewhere": (lambda b: (b / "assets").rename(b.with_name("a")) and (b / "assets").symlink_to("../a"),
                             "assets: is neither a file nor"),
    "another name": (lambda b: (b / "document.yml").rename(b / "Document.yml"), "document.yml: is missing"),
    "two for each other": (lambda b: swapped(b / "report.html", b / "report.json"), "report.html: has "),
    "a hidden file": (lambda b: (b / ".hidden").touch(), ".hidden: was not there when the backup was made"),
    "a file below": (lambda b: (b / "assets" / "manifest.json").touch(), "assets/manifest.json: was not there"),
    "a second name": (lambda b: os.link(b / "document.yml", b / "copy"), "copy: was not there"),
    "a name that is no text": (lambda b: Path(os.fsdecode(os.fsencode(b) + b"/\xff\n{{ 1 }}")).touch(),
                               "\\udcff\\n{{ 1 }}: was not there when the backup was made"),
    "holes": (lambda b: sparse(b / "report.html"), "report.html: has another content"),
    "an archive of holes": (lambda b: sparse(b / "assets" / "assets-001.zip"), "assets/assets-001.zip: has another"),
    "an empty file": (lambda b: os.truncate(b / "secrets.yml", 0), "secrets.yml: has 0 bytes instead of"),
}  # fmt: skip


@pytest.mark.parametrize(("tamper", "problem"), TAMPERED.values(), ids=TAMPERED.keys())
def test_whatever_is_not_as_it_was_made_is_found(
    tamper: t.Callable[[Path], t.Any], problem: str, tmp_path: Path
) -> None:
    backup = make(tmp_path, secrets_yml=Reversed().encrypt("apps/orders/secret: value\n", "prod"))
    verify(backup, Reversed("prod"))
    tamper(backup)
    problems = problems_of(backup, Reversed("prod"))
    assert any(told.startswith(problem) for told in problems), problems
    json.dumps(problems, ensure_ascii=False).encode()


def test_what_says_nothing_about_the_content_does_no_harm(tmp_path: Path) -> None:
    """Copies have other modes and times, and a second name elsewhere."""
    backup = make(tmp_path)
    for path in [backup, *backup.rglob("*")]:
        path.chmod(0o755)
        os.utime(path, (0, 0))
    os.link(backup / "document.yml", tmp_path / "second")
    verify(backup)


def test_a_manifest_in_place_of_another(tmp_path: Path, backup: Path) -> None:
    other = make(tmp_path, document_yml=DOCUMENT.replace("orders", "billing"))
    (backup / "manifest.json").write_bytes((other / "manifest.json").read_bytes())
    assert any(problem.startswith("document.yml: ") for problem in problems_of(backup))
    (backup / "manifest.json").unlink()
    assert problems_of(backup) == ["manifest.json: is missing; the directory is no backup, or lost it"]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"assets__assets-001_zip": archive("../app.json")}, "'../app.json', a path that leads out of it"),
        ({"assets__assets-001_zip": archive("app.json")[:-9]}, "is not a complete zip file"),
        ({"document_yml": "apps:\n  - {name: orders, remak: x}\n"}, "document.yml: apps[0].remak: unknown option"),
        ({"document_yml": "apps: [\n"}, "document.yml: line 2, column 1"),
        ({"document_yml": DOCUMENT.replace("app: orders", "app: other")},
         "document.yml: api_groups[0].app: there is no application named 'other'"),
    ],
    ids=["outside", "cut", "unknown option", "no YAML", "dangling"],
)  # fmt: skip
def test_what_was_sealed_may_be_of_no_use_all_the_same(files: t.Any, problem: str, tmp_path: Path) -> None:
    (told,) = problems_of(make(tmp_path, **files))
    assert problem in told


def test_an_archive_is_unpacked_again_only_when_it_is_not_what_was_tested(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked: list[str] = []
    monkeypatch.setattr(_checks, "check_zip", lambda path: unpacked.append(path.name))
    verify(backup)
    assert unpacked == []
    path = backup / "assets" / "assets-001.zip"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    problems_of(backup)
    assert unpacked == ["assets-001.zip"]


def test_the_manifest_notes_which_archives_are_whole(tmp_path: Path) -> None:
    whole = archive("app.json")
    made = make(tmp_path, assets__assets_zip=whole, assets__cut_zip=whole[:-9], assets__up_zip=archive("../up"))
    files = json.loads((made / "manifest.json").read_text())["files"]
    assert [file["path"] for file in files if "tested" in file] == ["assets/assets-001.zip", "assets/assets.zip"]
    assert len(problems_of(made)) == 2


def test_what_every_instance_has_need_not_be_in_the_document(tmp_path: Path) -> None:
    document = DOCUMENT.replace("app: orders", "app: built-in")
    verify(make(tmp_path, document_yml=document, facts={"refers_outside": {"apps": ["built-in"]}}))


def test_an_unfinished_backup_never_verifies(tmp_path: Path) -> None:
    begun = OPERATIONS["backup_directory"].run(Context({"root": str(tmp_path), "label": "main"}))
    work = Path(begun["path"])
    assert problems_of(work) == [".run.json: the backup is not finished: it is being made, or its run was killed"]
    (work / "document.yml").write_text(DOCUMENT)
    (work / "manifest.json").write_text(sealed({"format": 1, "files": []}))
    assert "not finished" in problems_of(work)[0], "though a manifest is there"
    (work / "manifest.json").unlink()
    copied = work.rename(begun["target"])
    assert problems_of(copied) == ["manifest.json: is missing; the directory is no backup, or lost it"]


def test_a_run_may_be_killed_after_the_backup_has_its_name(backup: Path) -> None:
    (backup / ".run.json").write_text("{}")
    verify(backup)


def test_stamps_carry_their_own_checksum(backup: Path) -> None:
    (backup / "drill.json").write_text(sealed({"restorable": True}))
    verify(backup)
    (backup / "drill.json").write_text('{"restorable": true}\n')
    assert problems_of(backup) == ["drill.json: it holds no checksum of its own"]


def test_secrets_are_decrypted_where_that_is_possible(tmp_path: Path) -> None:
    escrow = Reversed().encrypt("apps/orders/secret: value\n", "prod")
    backup = make(tmp_path, secrets_yml=escrow)
    assert verify(backup)["secrets"] == "not tried"
    assert verify(backup, Reversed())["secrets"] == "not tried"
    assert verify(backup, Reversed("test", "prod"))["secrets"] == "decrypted"
    assert verify(backup, Reversed("test"))["secrets"] == "decrypted"  # names of vault secrets are just names
    assert verify(backup, Reversed("test", "wrong"))["secrets"] == "not tried"
    assert problems_of(backup, Reversed("prod", "wrong")) == ["secrets.yml: cannot be decrypted"]


@pytest.mark.parametrize("change", [
    {"files": None}, {"files": "x"}, {"files": [None]}, {"files": [{"path": "document.yml"}]}, {"completed": 1},
    {"files": [{"path": ["x"], "size": 1, "sha256": ""}]}, {"refers_outside": ["x"]}, {"refers_outside": {"apps": 1}},
])  # fmt: skip
def test_a_manifest_that_no_backup_has_written(backup: Path, change: dict[str, t.Any]) -> None:
    """Anybody can give it a checksum."""
    manifest = unsealed((backup / "manifest.json").read_bytes())
    (backup / "manifest.json").write_text(sealed({**manifest, **change}))
    assert "it does not say what every manifest says" in str(problems_of(backup))


def test_a_directory_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none is not a directory"):
        verify(tmp_path / "none")


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_a_file_that_cannot_be_read(backup: Path) -> None:
    (backup / "document.yml").chmod(0)
    assert "document.yml: cannot be read: Permission denied" in problems_of(backup)


@pytest.mark.parametrize("values", [{}, {"a": {"sha256": "0" * 64}}, {"text": '\n  "sha256": "' + "0" * 64 + '"'}])
def test_seals(values: t.Any) -> None:
    text = sealed(values)
    found = unsealed(text.encode())
    assert {**found, "sha256": None} == {**values, "sha256": None}
    with pytest.raises(BrokenSeal):
        unsealed(text.replace(found["sha256"], found["sha256"].upper()).encode())
