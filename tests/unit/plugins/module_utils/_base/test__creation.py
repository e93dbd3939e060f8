# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Never two of the same."""

from __future__ import annotations

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._creation import create_once
from ansible_collections.roma.connect.plugins.module_utils._base._errors import ApiError, ConnectionFailed, LostAnswer


def lost() -> LostAnswer:
    return LostAnswer("POST", "/things", ConnectionFailed("gone"))


def refusal(status: int, code: str) -> ApiError:
    return ApiError(status, code, "m", "r", "POST", "/things")


class Service:
    """Answers with what is given, and finds what is given, one after the other."""

    def __init__(self, answers: list, finds: list) -> None:
        self.answers, self.finds = answers, finds
        self.sent = self.looked = 0

    def send(self) -> str:
        self.sent += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def look_up(self) -> str | None:
        self.looked += 1
        return self.finds.pop(0)


# answers, what is found, result, requests, look-ups
STORIES = [
    (["made"], [], ("made", None, True), 1, 0),
    ([lost()], ["found"], (None, "found", True), 1, 1),
    ([lost(), "made"], [None], ("made", None, True), 2, 1),
    ([lost(), lost()], [None, "found"], (None, "found", True), 2, 2),
    ([lost(), refusal(409, "X.1")], [None, "found"], (None, "found", True), 2, 2),  # it came through late
    ([refusal(409, "X.1")], ["found"], (None, "found", False), 1, 1),
    ([refusal(400, "X.1")], ["found"], (None, "found", False), 1, 1),
    ([refusal(500, "ROMA.00110701")], ["found"], (None, "found", False), 1, 1),
]


@pytest.mark.parametrize(("answers", "finds", "result", "sent", "looked"), STORIES)
def test_what_becomes_of_a_request(answers: list, finds: list, result: tuple, sent: int, looked: int) -> None:
    service = Service(answers, finds)
    assert create_once(service.send, service.look_up, 3) == result
    assert (service.sent, service.looked) == (sent, looked)


# error, whether the object may be there
REFUSALS = [
    (refusal(400, "X.1"), 1),
    (refusal(500, "ROMA.00110701"), 1),
    (refusal(500, "X.1"), 0),
    (refusal(403, "ROMA.00110005"), 0),
    (refusal(404, "ROMA.00110006"), 0),
]


@pytest.mark.parametrize(("error", "looked"), REFUSALS)
def test_a_refusal_stays_one(error: ApiError, looked: int) -> None:
    service = Service([error], [None])
    with pytest.raises(ApiError) as caught:
        create_once(service.send, service.look_up, 3)
    assert caught.value is error
    assert (service.sent, service.looked) == (1, looked)


@pytest.mark.parametrize(
    ("finds", "result", "sent", "looked"),
    [(["found"], (None, "found", False), 0, 1), ([None], ("made", None, True), 1, 1)],
)
def test_where_names_are_not_unique_it_looks_first(finds: list, result: tuple, sent: int, looked: int) -> None:
    service = Service(["made"], finds)
    assert create_once(service.send, service.look_up, 3, unique=False) == result
    assert (service.sent, service.looked) == (sent, looked)


def test_it_is_given_up() -> None:
    service = Service([lost(), lost(), lost()], [None, None, None])
    with pytest.raises(LostAnswer):
        create_once(service.send, service.look_up, 3)
    assert service.sent == 3
