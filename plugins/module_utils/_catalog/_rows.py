# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Lists whose entries are objects with requests of their own: only what differs is written."""

from __future__ import annotations

import dataclasses
import typing as t
from dataclasses import dataclass, field

from .._base._creation import create_once
from .._base._errors import ApiError
from .._planning._plan import differences
from .._service._answers import a_text, as_documented
from .._spec._field import Child, Field, is_unset
from .._spec._values import Values
from .._spec._wire import values_from_wire, values_to_wire

Ids = t.Mapping[str, t.Any]


@dataclass(frozen=True)
class Rows:
    """The entries of one list.

    :param option: the keyed list; those of its fields that are lists of objects again have their `Rows` in `below`
    :param path: path of list and create
    :param id_member: the member that holds an entry's id, under whose name the paths of `below` know it
    :param received: mends an entry as the service gives it, before its members are read
    :param sent: mends the body of a request
    :param newest_first: the order of the service's list
    :param items, page_size: the member of a list's answer that holds the entries, and the largest page
    """

    option: Field
    path: str
    id_member: str
    received: t.Callable[[Values], Values] = field(default=lambda wire: wire)
    sent: t.Callable[[Values], Values] = field(default=lambda body: body)
    below: t.Mapping[str, Rows] = field(default_factory=dict)
    newest_first: bool = False
    items: str = "items"
    page_size: int = 999

    def child(self, ids: t.Callable[[Values], Ids], empty: t.Callable[[Values], bool] = lambda wire: False) -> Child:
        """Return the option, read and written here.

        :param ids: (the object that has the list) → ids for the path
        :param empty: (that object) → it says itself that the list has no entries
        """
        known = {f.name: getattr(self.option, f.name) for f in dataclasses.fields(Field)}
        return Child(
            **known,
            read=lambda client, wire: [] if empty(wire) else self.read(client, ids(wire)),
            write=lambda client, wire, have, want: self.write(client, ids(wire), want),
        )

    @property
    def _own(self) -> tuple[Field, ...]:
        return tuple(f for f in self.option.fields if f.name not in self.below)

    def read(self, client: t.Any, ids: Ids) -> list[Values]:
        return [self._whole(client, ids, wire) for wire in self._list(client, ids)]

    def write(self, client: t.Any, ids: Ids, want: list[Values]) -> list[Values]:
        """Bring the list to its declared state, and return it as it is then: what was there comes first."""
        key_of = self.option.key_of
        present = {key_of(self._values(wire)): wire for wire in self._list(client, ids)}
        written = {key_of(item): self._bring(client, ids, item, present.get(key_of(item))) for item in want}
        for key, wire in present.items():
            if key not in written:
                self._delete(client, ids, wire)
        kept = [written.pop(key) for key in present if key in written]
        return kept + list(written.values())

    def _delete(self, client: t.Any, ids: Ids, wire: Values) -> None:
        try:
            client.call("DELETE", self.path + "/{id}", {**ids, "id": wire[self.id_member]})
        except ApiError as exc:
            if exc.status != 404:  # gone already
                raise

    def _list(self, client: t.Any, ids: Ids) -> list[Values]:
        what = client.asked(self.path, ids)
        with as_documented(what):
            found = [self.received(wire) for wire in client.pages(self.path, self.items, ids, page_size=self.page_size)]
        for wire in found:
            a_text(wire, self.id_member, what)
        return found[::-1] if self.newest_first else found

    def _values(self, wire: Values) -> Values:
        return values_from_wire(self._own, wire)

    def _inner_ids(self, ids: Ids, wire: Values) -> Ids:
        return {**ids, self.id_member: wire[self.id_member]}

    def _whole(self, client: t.Any, ids: Ids, wire: Values) -> Values:
        inner = {name: rows.read(client, self._inner_ids(ids, wire)) for name, rows in self.below.items()}
        return {**self._values(wire), **inner}

    def _bring(self, client: t.Any, ids: Ids, item: Values, wire: Values | None) -> Values:
        """Make or change one entry. One that exists already may have more below it than is known."""
        made = None
        if wire is None:
            made, wire, _own = create_once(
                lambda: client.call("POST", self.path, ids, body=self._new(item)),
                lambda: self._find(client, ids, item),
                client.connection.api_retries + 1,
            )
        if wire is None:
            wire = self.received(made or {})
            a_text(wire, self.id_member, client.asked(self.path, ids, "POST"))
            values = self._values(wire)
        else:
            values = self._change(client, ids, item, wire)
        for name, rows in self.below.items():
            if name in item and (item[name] or made is None):
                values[name] = rows.write(client, self._inner_ids(ids, wire), item[name])
            else:
                values[name] = [] if made is not None else rows.read(client, self._inner_ids(ids, wire))
        return values

    def _find(self, client: t.Any, ids: Ids, item: Values) -> Values | None:
        key = self.option.key_of(item)
        return next((wire for wire in self._list(client, ids) if self.option.key_of(self._values(wire)) == key), None)

    def _change(self, client: t.Any, ids: Ids, item: Values, wire: Values) -> Values:
        have = self._values(wire)
        differing = [f for f in self._own if f.name in item
                     and differences(f, have.get(f.name), item[f.name], f.name, "on_create")]  # fmt: skip
        if not differing:
            return have
        body = self._replacement(have, {**have, **{f.name: item[f.name] for f in differing}})
        answer = client.call("PUT", self.path + "/{id}", {**ids, "id": wire[self.id_member]}, body=body)
        return self._values({**wire, **self.received(answer or {})})

    def _new(self, item: Values) -> Values:
        given = {f.name: item[f.name] for f in self._own if f.name in item and not _empty(item[f.name])}
        return self.sent(values_to_wire(self._own, given))

    def _replacement(self, have: Values, shall: Values) -> Values:
        """A full replacement. What is cleared is sent as what the service has when nothing was given."""
        body: Values = {}
        for f in self._own:
            value = shall.get(f.name)
            if not f.replaceable:
                continue
            if not _empty(value):
                body[f.name] = value
            elif not is_unset(f, have.get(f.name)):
                body[f.name] = f.unset
        return self.sent(values_to_wire(self._own, body))


def _empty(value: t.Any) -> bool:
    return value in (None, "", [], {})
