# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of objects with requests of their own: only what differs is written, and nothing twice."""

from __future__ import annotations

import itertools
import re
import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError, LostAnswer
from ansible_collections.roma.connect.plugins.module_utils._catalog._rows import Rows
from ansible_collections.roma.connect.plugins.module_utils._service._http import Broken
from ansible_collections.roma.connect.plugins.module_utils._spec._field import FIXED, Field
from ansible_collections.roma.connect.tests.unit.transport import Answer, FakeClient, Request

PARTS = Rows(
    Field(
        "parts",
        "",
        type="list",
        compare="keyed",
        key="name",
        fields=(
            Field("name", "", wire="part_name"),
            Field("unit", "", unset=""),
            Field("limit", "", unset="10"),
            Field("made", "", change=FIXED),
        ),
    ),
    "/things/{thing_id}/parts",
    "part_id",
    sent=lambda body: {"sent": True, **body},
)
THINGS = Rows(
    Field(
        "things",
        "",
        type="list",
        compare="keyed",
        key="name",
        fields=(Field("name", "", wire="thing_name"), Field("note", "", unset=""), PARTS.option),
    ),
    "/owners/{owner}/things",
    "thing_id",
    received=lambda wire: {**wire, "thing_name": wire["label"]},
    sent=lambda body: {"label" if name == "thing_name" else name: value for name, value in body.items()},
    below={"parts": PARTS},
)
OWNER = {"owner": "o"}


class Service:
    """Keeps lists by their paths. New objects are told with all of their members."""

    def __init__(self) -> None:
        self.lists: dict[str, dict[str, dict]] = {}
        self.troubles: list[tuple[str, t.Any, bool]] = []
        self._ids = itertools.count(1)

    def fail(self, request: str, trouble: t.Any, after: bool = False) -> None:
        """Let the next such request fail, before or after its work is done."""
        self.troubles.append((request, trouble, after))

    def answer(self, request: Request) -> Answer:
        line = f"{request.method} {request.path}"
        trouble = next((item for item in self.troubles if item[0] == line), None)
        if trouble is None:
            return self._serve(request)
        self.troubles.remove(trouble)
        if trouble[2]:
            self._serve(request)
        if isinstance(trouble[1], Answer):
            return trouble[1]
        raise trouble[1]

    def _serve(self, request: Request) -> Answer:
        path, _, last = request.path.rpartition("/")
        if request.method == "GET":
            items = list(self.lists.get(request.path, {}).values())
            return Answer(200, {"total": len(items), "items": items})
        if request.method == "POST":
            number = str(next(self._ids))
            kind = "part_id" if last == "parts" else "thing_id"
            made = self.lists.setdefault(request.path, {})[number] = {kind: number, "limit": "10", **request.body}
            return Answer(201, made)
        if request.method == "DELETE":
            if last not in self.lists.get(path, {}):
                return Answer(404, {"error_code": "ROMA.00110006", "error_msg": "m"})
            del self.lists[path][last]
            return Answer(204)
        self.lists[path][last].update(request.body)
        return Answer(200, self.lists[path][last])


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def client(service: Service) -> FakeClient:
    return FakeClient(service.answer)


def writes(client: FakeClient) -> list[str]:
    return [re.sub(r"\d+", "#", f"{request.method} {request.path}") for request in client.writes]


WANT = [
    {"name": "a", "parts": [{"name": "x", "unit": "C"}, {"name": "y"}]},
    {"name": "b", "note": "n"},
]


def test_a_new_list(service: Service, client: FakeClient) -> None:
    written = THINGS.write(client, OWNER, WANT)
    assert writes(client) == [
        "POST /owners/o/things",
        "POST /things/#/parts",
        "POST /things/#/parts",
        "POST /owners/o/things",
    ]
    assert service.lists["/owners/o/things"]["1"] == {"thing_id": "1", "limit": "10", "label": "a"}
    assert service.lists["/things/1/parts"]["2"] == {
        "part_id": "2", "sent": True, "part_name": "x", "unit": "C", "limit": "10"
    }  # fmt: skip
    assert written == THINGS.read(client, OWNER)
    assert [item["name"] for item in written[0]["parts"]] == ["x", "y"]
    assert written[1] == {"name": "b", "note": "n", "parts": []}


def test_the_same_again_writes_nothing(client: FakeClient) -> None:
    first = THINGS.write(client, OWNER, WANT)
    before = len(client.writes)
    assert THINGS.write(client, OWNER, WANT) == first
    assert len(client.writes) == before


def test_only_what_differs_is_written(service: Service, client: FakeClient) -> None:
    THINGS.write(client, OWNER, [*WANT, {"name": "c"}])
    client.requests.clear()
    want = [
        {"name": "d"},
        {"name": "b", "note": ""},
        {"name": "a", "parts": [{"name": "y", "unit": "F"}, {"name": "x"}, {"name": "z"}]},
    ]
    written = THINGS.write(client, OWNER, want)
    assert writes(client) == [
        "POST /owners/o/things",
        "PUT /owners/o/things/#",
        "PUT /things/#/parts/#",
        "POST /things/#/parts",
        "DELETE /owners/o/things/#",
    ]
    # what is left out keeps its value, what was there keeps its place
    assert [item["name"] for item in written] == ["a", "b", "d"]
    assert [(item["name"], item.get("unit")) for item in written[0]["parts"]] == [("x", "C"), ("y", "F"), ("z", None)]
    assert written == THINGS.read(client, OWNER)


# what the service has, what is declared, body of the change
REPLACEMENTS = [
    ({"unit": "C"}, {"unit": "F"}, {"part_name": "x", "unit": "F", "limit": "10"}),
    ({"unit": "C", "limit": "5"}, {"unit": ""}, {"part_name": "x", "unit": "", "limit": "5"}),
    ({"unit": "C", "limit": "5"}, {"limit": ""}, {"part_name": "x", "unit": "C", "limit": "10"}),
    ({"unit": "", "limit": "5"}, {"limit": "6"}, {"part_name": "x", "limit": "6"}),
    ({"unit": "C", "made": "m"}, {"unit": "F", "made": "m"}, {"part_name": "x", "unit": "F", "limit": "10"}),
]


@pytest.mark.parametrize(("have", "want", "body"), REPLACEMENTS)
def test_a_change_replaces_all(service: Service, client: FakeClient, have: dict, want: dict, body: dict) -> None:
    """What is cleared is sent as what the service has when nothing was given; what cannot change is not sent."""
    service.lists["/things/1/parts"] = {"7": {"part_id": "7", "part_name": "x", "limit": "10", **have}}
    PARTS.write(client, {"thing_id": "1"}, [{"name": "x", **want}])
    (change,) = client.writes
    assert change.body == {"sent": True, **body}


def test_what_is_empty_is_not_sent_for_a_new_entry(client: FakeClient) -> None:
    PARTS.write(client, {"thing_id": "1"}, [{"name": "x", "unit": "", "limit": "", "made": "m"}])
    assert client.writes[0].body == {"sent": True, "part_name": "x", "made": "m"}


INTERNAL = Answer(500, {"error_code": "ROMA.00110000", "error_msg": "Internal Error."})
TAKEN = Answer(500, {"error_code": "ROMA.00110802", "error_msg": "The name exists."})


RESET = Broken("reset")


@pytest.mark.parametrize(
    ("trouble", "after", "posts"),
    [(RESET, True, 1), (RESET, False, 2), (INTERNAL, True, 1), (INTERNAL, False, 2), (TAKEN, True, 1)],
)
def test_a_lost_answer_makes_nothing_twice(
    service: Service, client: FakeClient, trouble: t.Any, after: bool, posts: int
) -> None:
    service.fail("POST /owners/o/things", trouble, after)
    written = THINGS.write(client, OWNER, WANT[:1])
    assert [item["name"] for item in written[0]["parts"]] == ["x", "y"]
    assert written == THINGS.read(client, OWNER)
    assert writes(client).count("POST /owners/o/things") == posts


def test_what_somebody_else_has_made_is_brought_to_its_declared_state(service: Service, client: FakeClient) -> None:
    """Even below it, where nothing is expected."""
    taken = {"9": {"thing_id": "9", "label": "a", "note": "theirs"}}
    parts = {"8": {"part_id": "8", "part_name": "old", "limit": "10"}}

    def made_meanwhile(request: Request) -> Answer:
        if request.method == "POST" and "/owners/o/things" not in service.lists:
            service.lists["/owners/o/things"], service.lists["/things/9/parts"] = taken, parts
            return TAKEN
        return service.answer(request)

    client = FakeClient(made_meanwhile)
    written = THINGS.write(client, OWNER, [{"name": "a", "note": "ours", "parts": []}])
    assert written == [{"name": "a", "note": "ours", "parts": []}]
    assert writes(client) == ["POST /owners/o/things", "PUT /owners/o/things/#", "DELETE /things/#/parts/#"]


def test_a_refusal_is_told(service: Service, client: FakeClient) -> None:
    service.fail("POST /owners/o/things", TAKEN)
    with pytest.raises(ApiError, match="The name exists"):
        THINGS.write(client, OWNER, WANT)
    assert writes(client) == ["POST /owners/o/things"]


def test_a_service_that_never_answers(service: Service, client: FakeClient) -> None:
    for _ in range(9):
        service.fail("POST /owners/o/things", Broken("reset"))
    with pytest.raises(LostAnswer):
        THINGS.write(client, OWNER, WANT)
    assert len(client.writes) == client.connection.api_retries + 1


@pytest.mark.parametrize(("trouble", "raised"), [
    (Answer(404, {"error_code": "ROMA.00110006", "error_msg": "m"}), False),
    (Answer(403, {"error_code": "ROMA.00110008", "error_msg": "m"}), True),
])  # fmt: skip
def test_deletions(service: Service, client: FakeClient, trouble: Answer, raised: bool) -> None:
    THINGS.write(client, OWNER, [{"name": "a"}])
    service.fail("DELETE /owners/o/things/1", trouble)
    if raised:
        with pytest.raises(ApiError):
            THINGS.write(client, OWNER, [])
    else:
        assert THINGS.write(client, OWNER, []) == []
