# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What a policy is bound to: published APIs. Requests name publications, documents an API and an environment."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ..._base._errors import ApiError, RomaError
from ..._service._answers import a_list, a_text
from ..._spec._field import Child, Field, Ref
from ..._spec._values import Values

_PLACE = ("api", "environment")
_SEVERAL = 2


@dataclass(frozen=True)
class Bindings:
    """The bindings of a kind of policy (fact source: `AssociateRequestThrottlingPolicyV2`, `AssociateSignatureKeyV2`).

    An API has one policy of the kind in each environment: another one takes its place.

    :param path: path of the bindings
    :param policy: what lists call the id of the policy
    :param owner: what the request that binds calls it
    :param items: the member of the list of bound APIs
    :param row: what a row of that list calls the ids of the binding, the API and the environment
    :param batch: what a request calls the ids of several bindings that it takes away; empty where there is no such one
    """

    path: str
    policy: str
    owner: str
    items: str
    row: tuple[str, str, str]
    batch: str = ""

    def option(self, title: str) -> Child:
        return Child(
            "bindings",
            (f"The published APIs that the {title} is bound to.", f"An API has one {title} in each environment: this "
             "one takes the place of another. An API must be published where it is to be bound."),
            type="list", elements="dict", compare="keyed", key=("api", "group", "group_app", "environment"), unset=[],
            exclusive=True, read=self.read, write=self.write,
            sample=[{"api": "create-order", "group": "orders-v1", "group_app": "orders", "environment": "STAGE"}],
            fields=(
                Ref("api", "Name of the API.", required=True, kind="apis",
                    qualifiers=(("group", "group"), ("group_app", "group_app"))),
                Field("group", "Name of the API's group. Only needed when several APIs have that name."),
                Field("group_app", "Name of the application that the group belongs to, or an empty text for a global "
                      "group. Only needed when several APIs of that name are in groups of one name."),
                Ref("environment", "Name of the environment.", required=True, kind="environments"),
            ),
        )  # fmt: skip

    def read(self, client: t.Any, wire: Values) -> list[Values]:
        if wire.get("bind_num") == 0:  # lists of policies count them
            return []
        return _in_order(self._present(client, wire["id"]))

    def write(self, client: t.Any, wire: Values, have: t.Any, want: list[Values]) -> list[Values]:
        """Bind what is not bound, and unbind what shall not be.

        :raises RomaError: an API is not published where it is to be bound
        """
        present = self._present(client, wire["id"])
        wanted = [(str(item["api"]), str(item["environment"])) for item in want]
        self._unbind(client, [binding_id for place, binding_id in present.items() if place not in wanted])
        self._bind(client, wire["id"], [place for place in dict.fromkeys(wanted) if place not in present])
        return _in_order(wanted)

    def unbind_all(self, client: t.Any, wire: Values) -> None:
        """A policy that is bound cannot be deleted (`DeleteRequestThrottlingPolicyV2`, `DeleteSignatureKeyV2`)."""
        self._unbind(client, list(self._present(client, wire["id"]).values()))

    def check(self, values: Values, target: t.Callable[[str], Values | None]) -> t.Iterator[tuple[str, str]]:
        """An API that is not published has nothing that could be bound."""
        for i, item in enumerate(values.get("bindings") or []):
            api = target(f"bindings[{i}].api")
            if api is not None and item["environment"] not in (api.get("publications") or []):
                yield f"bindings[{i}].environment", f"the API {item['api']!r} is not published in {item['environment']}"

    def _present(self, client: t.Any, policy_id: str) -> dict[tuple[str, str], str]:
        """Return the API and environment → id of the binding."""
        path, what = self.path + "/binded-apis", client.asked(self.path + "/binded-apis")
        rows = client.pages(path, self.items, None, {self.policy: policy_id})
        binding, api, environment = self.row
        return {(a_text(row, api, what), a_text(row, environment, what)): a_text(row, binding, what) for row in rows}

    def _bind(self, client: t.Any, policy_id: str, places: list[tuple[str, str]]) -> None:
        if not places:
            return
        publications = self._publications(client, policy_id, {api for api, _environment in places})
        missing = [place for place in places if not publications.get(place)]
        if missing:
            raise RomaError("bindings: " + ", ".join(f"the API {api} is not published in the environment {environment}"
                                                     for api, environment in missing))  # fmt: skip
        body = {self.owner: policy_id, "publish_ids": [publications[place] for place in places]}
        # binding the same once more changes nothing
        client.call("POST", self.path, body=body, safe=True)

    def _publications(self, client: t.Any, policy_id: str, apis: t.Iterable[str]) -> dict[tuple[t.Any, t.Any], t.Any]:
        """Return the API and environment → id of the publication, of what is not bound to the policy yet.

        API by API: other workers publish APIs meanwhile, and a list of all of them would change while it is read.
        """

        def rows(api: str) -> list[Values]:
            query = {self.policy: policy_id, "api_id": api}
            found: list[Values] = client.pages(self.path + "/unbinded-apis", "apis", None, query)
            return found

        return {
            (row.get("id"), row.get("run_env_id")): row.get("publish_id")
            for found in client.map(rows, sorted(apis))
            for row in found
        }

    def _unbind(self, client: t.Any, binding_ids: list[str]) -> None:
        for binding_id in self._left(client, binding_ids):
            try:
                client.call("DELETE", self.path + "/{id}", {"id": binding_id})
            except ApiError as exc:
                if exc.status != 404:  # gone already
                    raise

    def _left(self, client: t.Any, binding_ids: list[str]) -> list[str]:
        """Take several bindings away at once, and return those that have to be taken away one by one all the same.

        What is refused, or counted in another way than it was asked for, is better told of a single one.
        """
        if not self.batch or len(binding_ids) < _SEVERAL:
            return binding_ids
        try:
            answer = client.call("PUT", self.path, query={"action": "delete"}, body={self.batch: binding_ids}) or {}
        except ApiError:
            return binding_ids
        rows = a_list(answer, "failure", client.asked(self.path, method="PUT"), optional=True)
        failed = {str(row.get("bind_id")) for row in rows}
        whole = answer.get("success_count") == len(binding_ids) - len(failed)
        return [binding_id for binding_id in binding_ids if binding_id in failed or not whole]


def _in_order(places: t.Iterable[tuple[str, str]]) -> list[Values]:
    """Return bindings in an order of their own: the service's list is a set."""
    return [dict(zip(_PLACE, place, strict=True)) for place in sorted(set(places))]
