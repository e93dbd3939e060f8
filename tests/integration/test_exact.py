# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dump says everything: applied exactly, it brings back whatever has been changed since, for every option."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import pytest
from ansible_collections.roma.connect.plugins.module_utils._catalog._registry import BY_KIND
from ansible_collections.roma.connect.plugins.module_utils._spec._field import Field
from ansible_collections.roma.connect.tests.unit.generator import Generator

from tests.emulator.identity import tenant
from tests.emulator.process import EmulatorProcess
from tests.integration.instance import Instance, assert_settled
from tests.integration.options import KINDS, before, given, only, without

#: What the service cannot take away again. A plan does not promise it either.
STAYING = {"dictionaries.order", "vpc_channels.health_check", "tasks.schedule", "topics.partition"}


def secrets(f: Field, path: str) -> Iterator[str]:
    for inner in f.fields:
        here = f"{path}.{inner.name}"
        yield from [here] if inner.secret else secrets(inner, here)


SECRETS = set(secrets(BY_KIND["datasources"].by_name["content"], "content"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_option_is_brought_back(emulator: EmulatorProcess, kind: str) -> None:
    """Objects are made without an option, and then given it."""
    main, wrong, tried = Instance(emulator, tenant.MAIN_INSTANCE.id), [], 0
    for option, (document, of_kind, index, place, f) in given().items():
        entry = document[of_kind][index]
        if of_kind != kind or place[0] in BY_KIND[kind].identity or option in STAYING:
            continue
        if kind == "signature_keys" and f.secret:
            continue  # a dump holds a placeholder, and the service makes one up
        emulator.reset()
        emulator.switch(duplicate_datasource_names=True)
        there = before(document, kind, entry)
        start = main.run("config", document={**there, kind: [*there[kind], without(entry, place)]})
        if start.get("failed"):
            continue  # an object cannot be without it
        stored = main.read()["document"]
        changed = main.run("config", document={kind: [only(BY_KIND[kind], entry, place)]})
        if changed.get("failed") or not changed["changed"]:
            continue  # it cannot be changed afterwards
        tried += 1
        if main.read()["document"] == stored:
            wrong.append(f"{option}: a dump does not show it")
            continue
        planned = main.plan(stored, exact=True)
        if planned.get("failed"):
            wrong.append(f"{option}: {planned['msg']}")
            continue
        main.apply(stored, exact=True)
        after = main.read()["document"]
        if after != stored:
            wrong.append(f"{option}: planned {[r['changed'] for r in planned['results'] if r['changed']]}; "
                         f"{differing(stored[kind], after[kind])}")  # fmt: skip
    assert not wrong, f"{tried} tried\n" + "\n".join(wrong)


def differing(have: list[Any], want: list[Any], left: Collection[str] = ()) -> list[str]:
    """Name what differs, but for what could not be brought back."""
    return [
        f"{path}: {value!r} became {after.get(path)!r}"
        for one, other in zip(have, want, strict=True)
        for before, after in [(dict(flat(one)), dict(flat(other)))]
        for path, value in {**dict.fromkeys(after), **before}.items()
        if after.get(path) != value and path.partition(".")[0] not in left and path not in left
    ]


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, item in value.items():
        if isinstance(item, dict):
            yield from flat(item, f"{path}{name}.")
        else:
            yield path + name, item


DOCUMENT: dict[str, Any] = {
    "apps": [{"name": "orders"}],
    "environments": [{"name": "STAGE"}, {"name": "PROD"}],
    "api_groups": [{"name": "orders-v1", "app": "orders"}],
    "apis": [{"name": "get-order", "group": "orders-v1", "type": "public", "protocol": "HTTPS", "method": "GET",
              "path": "/orders", "auth_type": "NONE", "publications": ["STAGE", "PROD", "RELEASE"],
              "mock_backend": {"result_content": "none"}}],
    "product_templates": [{"name": "printers"}],
    "topics": [{"name": "events", "app": "orders"}],
}  # fmt: skip
#: What somebody does by hand, each from the default to something else.
BY_HAND: dict[str, Any] = {
    "apps": [{"name": "orders", "remark": "do not touch"}],
    "environments": [{"name": "STAGE", "remark": "mine"}],
    "apis": [{"name": "get-order", "group": "orders-v1", "cors": True, "tags": ["x"]}],
    "product_templates": [{"name": "printers", "description": "old", "enabled": False}],
    "topics": [{"name": "events", "retention_time": 1}],
}
CHANGED = [["remark"], ["remark"], ["cors", "tags"], ["description", "enabled"], ["retention_time"]]


def test_what_has_drifted_from_its_default_is_seen(emulator: EmulatorProcess) -> None:
    main = Instance(emulator, tenant.MAIN_INSTANCE.id)
    main.apply(DOCUMENT)
    stored = main.read()["document"]
    for exact in (False, True):
        assert_settled(main, stored, exact=exact)
    main.apply(BY_HAND)

    assert not main.plan(stored)["changed"]
    planned = main.plan(stored, exact=True)
    # whether the service shows that the API was changed after its publication depends on how fast this runs
    changed = [sorted({*item["changed"]} - {"unpublished_changes"}) for item in planned["results"]]
    assert [names for names in changed if names] == CHANGED
    (app, *_others) = planned["diff"]
    assert (app["before"]["remark"], app["after"]["remark"]) == ("do not touch", "")
    main.apply(stored, exact=True)
    assert main.read()["document"] == stored
    assert_settled(main, stored, exact=True)


def test_what_goes_back_is_told_by_its_name(emulator: EmulatorProcess) -> None:
    """Also where the document says nothing about what was referred to."""
    main = Instance(emulator, tenant.MAIN_INSTANCE.id)
    (api,) = DOCUMENT["apis"]
    authorizer = {"name": "guard", "type": "BACKEND", "authorizer_type": "FUNC", "authorizer_uri": "urn:fss:guard"}
    found = {"name": "get-order", "group": "orders-v1"}
    plain = [{**api, "publications": []}]
    main.apply({**DOCUMENT, "authorizers": [authorizer], "apis": plain})
    by_hand = {"publications": ["RELEASE"], "mock_backend": {"result_content": "none", "authorizer": "guard"}}
    main.apply({"apis": [{**found, **by_hand}]})

    planned = main.plan({"apis": [{name: value for name, value in api.items() if name != "publications"}]}, exact=True)
    (diff,) = planned["diff"]
    assert (diff["before"]["publications"], diff["after"]["publications"]) == (["RELEASE"], [])
    assert diff["before"]["mock_backend"] == {"result_content": "none", "authorizer": "guard"}
    assert diff["after"]["mock_backend"] == {"result_content": "none", "authorizer": ""}


@pytest.mark.parametrize("seed", range(4))
def test_a_dump_is_in_agreement_with_its_instance(emulator: EmulatorProcess, seed: int) -> None:
    """Applied where it came from, exactly or not, it plans nothing and writes nothing."""
    emulator.switch(duplicate_datasource_names=True)
    main = Instance(emulator, tenant.MAIN_INSTANCE.id)
    present = {"environments": [{"name": "RELEASE"}], "api_groups": [{"name": "DEFAULT"}]}
    making = Generator(seed, fewest=3, most=5, present=present)
    main.apply(making.document())
    stored = main.read()["document"]
    for exact in (False, True):
        assert_settled(main, stored, exact=exact)
    changed = making.changed()
    for topic in changed["topics"]:
        topic.pop("partition", None)  # there is no way back
    main.apply(changed)
    left = {note.split()[0] for item in main.apply(stored, exact=True)["results"] for note in item["notes"]}
    assert left <= {"order", "health_check", "schedule"} | SECRETS
    after = main.read()["document"]
    wrong = [f"{kind}: {why}" for kind, entries in stored.items() for why in differing(entries, after[kind], left)]
    assert not wrong, "\n".join(wrong)
