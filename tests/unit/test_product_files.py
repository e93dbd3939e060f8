# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products in files: what an export stores, and what becomes of what an import sends."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError, RomaError
from ansible_collections.roma.connect.plugins.module_utils._run._archives import _products
from ansible_collections.roma.connect.plugins.module_utils._run._operation import Context
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS
from ansible_collections.roma.connect.plugins.module_utils._service._http import Broken
from ansible_collections.roma.connect.tests.unit.test_modules import returned
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request

CONNECTION = {"endpoint": "https://roma.test", "project_id": "p", "instance_id": "i", "token": "t"}
FILE = b"name\nprinter\n"


class Instance:
    """Has products of these names; `takes` are the names that an import makes."""

    def __init__(self, *names: str, takes: tuple[str, ...] = (), answer: t.Any = None) -> None:
        self.names = list(names)
        self.exports: list[t.Any] = [FILE]
        self.sent: list[str] = []
        self._takes = takes
        self._answer = answer

    def answer(self, request: Request) -> Answer:
        if request.path.endswith("/import"):
            self.sent.append(b"".join(t.cast(t.Any, request.data)).decode())
            self.names += self._takes
            return Answer(200, self._answer)
        if request.path.endswith("/export"):
            content = self.exports.pop(0)
            if isinstance(content, Exception):
                raise content
            return Answer(200, content, {"Content-Length": str(len(FILE))})
        items = [{"id": number, "name": name} for number, name in enumerate(self.names, 1)]
        return Answer(200, {"total": len(items), "items": items})


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> t.Callable[..., dict]:
    """Be a module, on an instance."""

    def run_on(instance: Instance, module: str, check_mode: bool = False, **options: t.Any) -> dict:
        monkeypatch.setattr(_products, "Client", lambda connection: FakeClient(instance.answer, api_retries=1))
        result = OPERATIONS[module].run(Context({**CONNECTION, **options}, check_mode))
        assert set(result) - {"changed", "failed", "msg"} == set(returned(module)) - {"error", "problems"}
        return result

    return run_on


def test_an_export_is_compared_with_what_is_there(run: t.Any, tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    instance = Instance("printer", "scanner")
    instance.exports *= 4
    assert run(instance, "product_export", True, file=str(path))["changed"]
    assert not path.exists()
    done = run(instance, "product_export", file=str(path))
    assert (done["changed"], done["products"], path.read_bytes()) == (True, ["printer", "scanner"], FILE)
    assert not run(instance, "product_export", file=str(path))["changed"]
    path.write_bytes(b"")
    assert run(instance, "product_export", file=str(path))["changed"]


def test_products_are_chosen_by_their_ids(run: t.Any, tmp_path: Path) -> None:
    asked = []
    instance = Instance("printer", "scanner", "reader")
    answer = instance.answer

    def listening(request: Request) -> Answer:
        asked.append(request.query)
        return answer(request)

    instance.answer = listening  # type: ignore[method-assign]
    result = run(instance, "product_export", file=str(tmp_path / "p.csv"), products=["reader", "printer", "reader"])
    assert result["products"] == ["reader", "printer"]
    assert asked[-1] == {"product_ids": "3,1"}


def test_an_export_of_nothing_stores_nothing(run: t.Any, tmp_path: Path) -> None:
    result = run(Instance(), "product_export", file=str(tmp_path / "deep" / "p.csv"))
    assert result == {"changed": False, "file": None, "products": []}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_transfer_that_breaks_is_repeated(run: t.Any, tmp_path: Path, check_mode: bool) -> None:
    path = tmp_path / "products.csv"
    instance = Instance("printer")
    instance.exports = [FILE[:4], FILE]
    assert run(instance, "product_export", check_mode, file=str(path))["file"]["size"] == len(FILE)
    instance.exports = [FILE[:4], FILE[:5]]
    with pytest.raises(RomaError, match="2 downloads in a row were not complete: the transfer ended after 5 of 13"):
        run(instance, "product_export", check_mode, file=str(path))
    instance.exports = [Broken("reset"), FILE]  # before anything came
    assert run(instance, "product_export", check_mode, file=str(path))["file"]["size"] == len(FILE)


TOLD = [
    # what the instance has, what is made, what the service says, what is told
    ((), ("a", "b"), {"succ_num": 2, "fail_num": 0, "fail_objects_ids": []}, (["a", "b"], [], [], "")),
    (("a",), ("b",), {"succ_num": 1, "fail_num": 1, "fail_objects_ids": ["a"]}, (["b"], ["a"], [], "")),
    (("a", "b"), (), {"succ_num": 0, "fail_num": 2, "fail_objects_ids": ["b", "a"]}, ([], ["a", "b"], [], "")),
    (("a",), ("b",), {"succ_num": 1, "fail_num": 2, "fail_objects_ids": ["a", "c"]},
     (["b"], ["a"], ["c"], "1 of 3 products were not imported: c")),
    ((), (), {"succ_num": 0, "fail_num": 4, "fail_objects_ids": []},
     ([], [], [], "4 of 4 products were not imported: the service does not say which")),
    ((), ("a",), {"succ_num": 1, "fail_num": 3, "fail_objects_ids": None},
     (["a"], [], [], "3 of 4 products were not imported: the service does not say which")),
    ((), ("a",), None, (["a"], [], [], "")),
]  # fmt: skip


@pytest.mark.parametrize(("names", "takes", "answer", "told"), TOLD)
def test_what_becomes_of_each_product(
    run: t.Any, tmp_path: Path, names: tuple[str, ...], takes: tuple[str, ...], answer: t.Any, told: tuple
) -> None:
    path = tmp_path / "my products.csv"
    path.write_bytes(FILE)
    instance = Instance(*names, takes=takes, answer=answer)
    result = run(instance, "product_import", file=str(path))
    assert (result["imported"], result["existing"], result["refused"], result.get("msg", "")) == told
    assert result.get("failed", False) == bool(told[3])
    assert result["changed"] == bool(takes)
    (sent,) = instance.sent
    assert 'name="file"; filename="my_products.csv"' in sent
    assert FILE.decode() in sent


def test_an_import_is_not_sent_in_check_mode(run: t.Any, tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_bytes(FILE)
    instance = Instance()
    assert run(instance, "product_import", True, file=str(path))["changed"]
    assert instance.sent == []


@pytest.mark.parametrize(("name", "content", "problem"), [
    ("p.txt", FILE, "does not end in .csv"), ("p", FILE, "does not end in .csv"), ("p.csv", b"", "the file is empty"),
    ("p.csv", None, "cannot be read"),
])  # fmt: skip
def test_files_that_are_not_sent(run: t.Any, tmp_path: Path, name: str, content: bytes | None, problem: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=problem):
        run(Instance(), "product_import", file=str(path))
