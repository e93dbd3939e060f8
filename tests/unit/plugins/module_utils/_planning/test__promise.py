# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A kept plan is the same only when it does the same to the same instance, and says what differs otherwise."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._planning._plan import plan
from ansible_collections.roma.connect.plugins.module_utils._planning._promise import (
    Promise,
    action_of,
    brief,
    is_digest,
    promise_from,
)
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field, Secret
from ansible_collections.roma.connect.plugins.module_utils._spec._resource import Resource
from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values

THING = Resource(
    kind="things", name="thing", title="thing", description="", identity=("name",), collection="/things",
    fields=(
        Field("name", "", required=True),
        Field("remark", ""),
        Field("secret", "", secret=Secret()),
        Field("tags", "", type="list", compare="set"),
        Field("members", "", type="list", compare="keyed", key="user",
              fields=(Field("user", ""), Field("roles", "", type="list", compare="set"))),
        Field("steps", "", type="list", compare="ordered"),
    ),
)  # fmt: skip
HERE = {"endpoint": "https://a", "project_id": "p", "id": "i"}


def action(have: Values | None, want: Values, state: str = "present", name: str = "a") -> Values:
    want = {"name": name, **want}
    made = plan(THING, {"name": name, **have} if have is not None else None, want, state)
    return action_of(THING, name, "" if have is None else f"id-{name}", made)


def promise(*actions: Values, **instance: str) -> Promise:
    return Promise({**HERE, **instance}, list(actions))


CREATED, UPDATED = action(None, {"remark": "r"}), action({"remark": "old"}, {"remark": "new", "tags": []})
DELETED = action({"remark": "old"}, {}, "absent", "gone")


def test_an_action_holds_what_differs() -> None:
    assert (CREATED) == {
        "action": "create",
        "kind": "things",
        "name": "a",
        "before": {},
        "after": {"name": "a", "remark": "r"},
    }
    assert UPDATED["changed"] == ["remark"]
    assert (UPDATED["before"], UPDATED["after"], UPDATED["id"]) == ({"remark": "old"}, {"remark": "new"}, "id-a")
    assert (DELETED["before"], DELETED["after"]) == ({"name": "gone", "remark": "old"}, {})


def test_results_name_what_is_made_and_deleted() -> None:
    assert brief(CREATED) == {"action": "create", "kind": "things", "name": "a"}
    assert brief(DELETED) == {"action": "delete", "kind": "things", "name": "gone", "id": "id-gone"}
    assert brief(UPDATED) == UPDATED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (promise(CREATED, DELETED), promise(DELETED, CREATED)),
        (promise(CREATED), promise(CREATED, endpoint="https://another-name")),
        (promise(action({"tags": ["x", "y"]}, {"tags": ["z", "v"]})),
         promise(action({"tags": ["y", "x"]}, {"tags": ["v", "z"]}))),
        (promise(action({"members": [{"user": "u", "roles": ["b", "a"]}, {"user": "v"}]}, {"members": []})),
         promise(action({"members": [{"user": "v"}, {"user": "u", "roles": ["a", "b"]}]}, {"members": []}))),
        # an option that was given as it is
        (promise(action({"remark": "a", "tags": ["x"]}, {"remark": "b"})),
         promise(action({"remark": "a", "tags": ["x"]}, {"remark": "b", "tags": ["x"]}))),
        # what a secret is cannot be found by trying
        (promise(action(None, {"secret": "1234"})), promise(action(None, {"secret": "4321"}))),
    ],
)  # fmt: skip
def test_the_same_plan(one: Promise, other: Promise) -> None:
    assert one.digest == other.digest
    assert one.changes(other) == []


@pytest.mark.parametrize(
    ("then", "now", "sentence"),
    [
        (promise(CREATED), promise(CREATED, id="j"), "it was made for the instance i"),
        (promise(CREATED), promise(), "things/a was to be created, and is not any more"),
        (promise(), promise(DELETED), "things/gone is to be deleted, which was not planned"),
        (promise(UPDATED), promise(action({"remark": "old"}, {"remark": "new", "tags": ["x"]})),
         "things/a was to be updated (remark), and is now to be updated (remark, tags)"),
        # somebody has changed it meanwhile
        (promise(UPDATED), promise(action({"remark": "between"}, {"remark": "new"})),
         "things/a is to be updated (remark), though not with the values that were planned"),
        (promise(CREATED), promise(action(None, {"remark": "other"})),
         "things/a is to be created, though not with the values that were planned"),
        (promise(action({"steps": ["a", "b"]}, {"steps": ["c"]})),
         promise(action({"steps": ["b", "a"]}, {"steps": ["c"]})),
         "things/a is to be updated (steps), though not with the values that were planned"),
        (promise(action(None, {})), promise(action(None, {"secret": "1234"})),
         "things/a is to be created, though not with the values that were planned"),
    ],
)  # fmt: skip
def test_another_plan(then: Promise, now: Promise, sentence: str) -> None:
    assert then.digest != now.digest
    assert then.changes(now) == [sentence]


def test_an_object_that_was_made_anew_is_another_one() -> None:
    there, anew = dict(DELETED), {**DELETED, "id": "another"}
    assert len(promise(there).changes(promise(anew))) == 2


def test_a_stored_plan_is_read_back() -> None:
    kept = promise(CREATED, UPDATED, DELETED)
    found = promise_from(kept.text(), "plan.json")
    assert found == kept
    assert is_digest(found.digest)


def test_no_secret_is_in_it() -> None:
    kept = promise(action(None, {"secret": "canary-1"}), action({"secret": "canary-2"}, {"secret": "canary-3"}))
    assert "canary" not in kept.text()
    assert "******** (changed)" in kept.text()


def damaged(change: t.Callable[[Values], object]) -> str:
    kept = json.loads(promise(CREATED, UPDATED).text())
    change(kept)
    return json.dumps(kept)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "this is not a plan"),
        ("[]", "this is not a plan"),
        ("{}", "this is not a plan"),
        ("[" * 100_000, "this is not a plan"),
        (damaged(lambda kept: kept.update(plan="abc")), "this is not a plan"),
        (damaged(lambda kept: kept.update(plan=[{"action": "create"}])), "this is not a plan"),
        (damaged(lambda kept: kept["plan"][0].update(kind=[])), "this is not a plan"),
        (damaged(lambda kept: kept["plan"][0].update(action="look")), "this is not a plan"),
        (damaged(lambda kept: kept["plan"][0].update(changed=4)), "this is not a plan"),
        (damaged(lambda kept: kept.update(instance=None)), "this is not a plan"),
        (damaged(lambda kept: kept["plan"].pop()), "has been changed after it was stored"),
        (damaged(lambda kept: kept["plan"][1]["after"].update(remark="harmless")), "has been changed"),
        (damaged(lambda kept: kept["instance"].update(id="another")), "has been changed"),
    ],
)
def test_what_is_no_stored_plan(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=rf"^plan\.json: .*{sentence}"):
        promise_from(text, "plan.json")


@pytest.mark.parametrize("text", ["", "a" * 63, "g" * 64, "A" * 64, "plan.json", "a" * 65])
def test_what_is_no_digest(text: str) -> None:
    assert not is_digest(text)
