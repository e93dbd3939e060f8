# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products in files: what is exported is whole, and an import says what became of each product."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.judge import Judge
from tests.integration.playbook import Runner, Task

SECOND = {"ROMA_INSTANCE_ID": tenant.SECOND_INSTANCE.id}
APPS = {"apps": [{"name": "orders"}]}


def product(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "app": "orders",
        "manufacturer_id": "acme",
        "manufacturer_name": "Acme Printing",
        "model": name,
        "product_type": "normal",
        "protocol_type": "mqtt",
        "description": "one, of many",
    }


DOCUMENT = {**APPS, "products": [product("printer"), product("scanner")]}


def config(title: str, document: Any, **keywords: Any) -> Task:
    return {"name": title, "roma.connect.config": {"document": document}, **keywords}


def export(title: str, file: Path, options: dict[str, Any] | None = None, **keywords: Any) -> Task:
    return {"name": title, "roma.connect.product_export": {"file": str(file), **(options or {})}, **keywords}


def load(title: str, file: Path, **keywords: Any) -> Task:
    return {"name": title, "roma.connect.product_import": {"file": str(file)}, **keywords}


def fault(method: str, path: str, **what: Any) -> Task:
    described = {"match": {"method": method, "path": path}, **what}
    return {"name": f"arm {method} {path} {what}", "emulator": {"faults": described}}


def names(file: Path) -> list[str]:
    return sorted(line.partition(",")[0] for line in file.read_text().splitlines()[1:])


def test_export(run: Runner, tmp_path: Path) -> None:
    file, part = tmp_path / "deep" / "products.csv", tmp_path / "part.csv"
    result = run(
        [
            export("none", file),
            config("make", DOCUMENT),
            export("plan", file, check_mode=True),
            export("do", file),
            export("again", file),
            export("one", part, {"products": ["scanner", "scanner"]}),
            {"name": "known", "roma.connect.product_info": {"name": "printer"}, "register": "known"},
            export("by id", part, {"product_ids": ["{{ known.products[0].id }}"]}),
            {"name": "another", "roma.connect.product": product("reader")},
            export("more", file),
        ],
    )
    assert (result["none"].changed, result["none"]["file"], result["none"]["products"]) == (False, None, [])
    assert result["plan"]["file"] == result["do"]["file"]
    assert [result[name].changed for name in ("plan", "do", "again", "one", "more")] == [True, True, False, True, True]
    assert result["do"]["products"] == ["printer", "scanner"]
    assert result["one"]["products"] == ["scanner"]
    assert result["one"]["file"]["sha256"] != result["by id"]["file"]["sha256"]
    assert result["by id"]["products"] == names(part) == ["printer"]
    assert names(file) == ["printer", "reader", "scanner"]
    facts = result["more"]["file"]
    assert facts == {"path": str(file), "size": file.stat().st_size,
                     "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}  # fmt: skip
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(file.parent) == [file.name]
    assert not any(result.writes(name) for name in ("none", "plan", "do", "again", "one", "more"))


def test_what_is_refused(run: Runner, tmp_path: Path) -> None:
    file, empty, other = tmp_path / "products.csv", tmp_path / "empty.csv", tmp_path / "products.txt"
    empty.touch()
    other.write_text("name\n")
    result = run(
        [
            config("make", DOCUMENT),
            export("unknown", file, {"products": ["printer", "scaner"]}, ignore_errors=True),
            export("no names", file, {"products": []}, ignore_errors=True),
            export("too many", file, {"products": [f"p{number}" for number in range(501)]}, ignore_errors=True),
            export("no such id", file, {"product_ids": ["{{ 7 }}", "{no} id"]}, ignore_errors=True),
            export("no ids", file, {"product_ids": []}, ignore_errors=True),
            export("both", file, {"products": ["printer"], "product_ids": ["7"]}, ignore_errors=True),
            export("no directory", empty / "products.csv", ignore_errors=True),
            load("missing", file, ignore_errors=True),
            load("empty", empty, ignore_errors=True),
            load("other", other, ignore_errors=True),
        ]
    )
    assert "products[1]: there is no product named 'scaner'; did you mean \"scanner\"?" in result["unknown"].msg
    assert "products: names nothing; leave it out to export all products" in result["no names"].msg
    assert "products: has 501 entries, at most 500 are allowed" in result["too many"].msg
    assert result["no such id"]["problems"] == [
        "product_ids[0]: there is no product with the id '7'",
        "product_ids[1]: there is no product with the id '{no} id'",
    ]
    assert "product_ids: names nothing; leave it out to export all products" in result["no ids"].msg
    assert result["both"]["problems"] == ["product_ids: cannot be given together with products"]
    assert f"file: {empty} cannot be written" in result["no directory"].msg
    assert f"file: {file} cannot be read" in result["missing"].msg
    assert f"file: {empty}: the file is empty" in result["empty"].msg
    assert f"file: {other} does not end in .csv" in result["other"].msg
    for name in ("no names", "too many", "no ids", "both", "missing", "empty", "other"):
        assert result.requests(name) == []
    assert not file.exists()


def test_downloads_that_break(run: Runner, tmp_path: Path) -> None:
    """Exports change nothing, so they are repeated; what was there stays until the new file is whole."""
    file, before = tmp_path / "products.csv", tmp_path / "before.csv"
    before.write_text("what was there\n")
    refusal = {"status": 500, "body": {"error_code": "ROMA.00110008", "error_msg": "no permission on the resource"}}
    result = run(
        [
            config("make", DOCUMENT),
            fault("GET", "/export$", truncate=40),
            fault("GET", "/export$", status=500, body={"error_code": "ROMA.00110000", "error_msg": "Internal Error."}),
            export("broken", file),
            fault("GET", "/export$", truncate=40, count=2),
            export("for ever", before, {"api_retries": 1}, ignore_errors=True),
            fault("GET", "/export$", **refusal, count=9),
            export("refused", before, ignore_errors=True),
        ]
    )
    assert names(file) == ["printer", "scanner"]
    assert result["for ever"].msg.startswith(f"{before}: 2 downloads in a row were not complete: the transfer")
    assert result["refused"]["error"]["code"] == "ROMA.00110008"
    assert len([entry for entry in result.requests("refused") if entry["path"].endswith("/export")]) == 1
    assert before.read_text() == "what was there\n"
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".part")]


def test_import(run: Runner, emulator: EmulatorProcess, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    result = run(
        [
            config("make", DOCUMENT),
            export("export", file),
            config("application", APPS, environment=SECOND),
            load("plan", file, environment=SECOND, check_mode=True),
            load("do", file, environment=SECOND),
            load("again", file, environment=SECOND),
            {"name": "remove", "roma.connect.product": {"name": "printer", "state": "absent"}, "environment": SECOND},
            load("half", file, environment=SECOND),
        ],
    )
    assert result.writes("plan") == []
    assert [result[name].changed for name in ("plan", "do", "again", "half")] == [True, True, False, True]
    assert (result["do"]["imported"], result["do"]["existing"]) == (["printer", "scanner"], [])
    assert (result["again"]["imported"], result["again"]["existing"]) == ([], ["printer", "scanner"])
    assert (result["half"]["imported"], result["half"]["existing"]) == (["printer"], ["scanner"])
    assert result["do"]["file"] == result["export"]["file"]
    made = Judge(emulator, tenant.SECOND_INSTANCE.id)("products")
    assert {name: item["description"] for name, item in made.items()} == dict.fromkeys(
        ["printer", "scanner"], "one, of many"
    )


def test_what_is_not_imported(run: Runner, judge: Judge, tmp_path: Path) -> None:
    """The service answers 200 whatever becomes of the products, and does not always say which were refused."""
    file = tmp_path / "products.csv"
    silent = {"status": 200, "body": {"succ_num": 0, "fail_num": 4, "fail_objects_ids": []}}
    conflict = {
        "status": 500,
        "body": {"error_code": "ROMA.00110004", "error_msg": "The quota exceeds the upper limit"},
    }
    run([config("make", DOCUMENT), export("export", file)])
    file.write_text(file.read_text() + "reader,acme,Acme,printer,0,0,,,,,orders\nlamp,acme,Acme,lamp,0,0,,,,,orders\n")
    result = run(
        [
            load("some", file, ignore_errors=True),
            fault("POST", "/import$", **silent),
            load("silent", file, ignore_errors=True),
            fault("POST", "/import$", **conflict, count=9),
            load("refused", file, ignore_errors=True),
        ]
    )
    some = result["some"]
    assert some.failed
    assert some.msg == "1 of 4 products were not imported: reader"
    assert (some.changed, some["imported"], some["existing"], some["refused"]) == (
        True, ["lamp"], ["printer", "scanner"], ["reader"],
    )  # fmt: skip
    assert result["silent"].msg == "4 of 4 products were not imported: the service does not say which"
    assert not result["silent"].changed
    assert result["refused"]["error"]["code"] == "ROMA.00110004"
    assert len(result.writes("refused")) == 1
    assert sorted(judge("products")) == ["lamp", "printer", "scanner"]


def test_backups_hold_products(run: Runner, tmp_path: Path) -> None:
    run([config("make", DOCUMENT)])
    for label, products in (("all", True), ("without", False)):
        variables = {"backup_root": str(tmp_path / "backups"), "backup_label": label, "backup_products": products}
        made = run("roma.connect.backup", extra_vars=variables)
        (backup,) = (tmp_path / "backups" / label).iterdir()
        assert (backup / "products.csv").exists() == products
        assert [item["path"] for item in json.loads((backup / "manifest.json").read_text())["files"]] == [
            "assets/assets-001.zip", "document.yml", *(["products.csv"] if products else []), "report.html",
            "report.json",
        ]  # fmt: skip
        assert len([entry for entry in made.requests() if entry["operation"] == "DownloadProducts"]) == 1
    assert names(tmp_path / "backups" / "all" / next((tmp_path / "backups" / "all").iterdir()) / "products.csv") == [
        "printer", "scanner",
    ]  # fmt: skip
