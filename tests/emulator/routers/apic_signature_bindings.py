# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bindings of signature keys to APIs: one key for each API and environment."""

from __future__ import annotations

from typing import Any

from ..frame.call import Call
from ..frame.errors import ServiceError
from ..frame.family import Family
from ..frame.fields import Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apic_bindings import Binding
from ..state.apic_groups import GroupStore
from ..state.apic_publications import Publication
from ..state.apic_signatures import Signature, SignatureBindingStore, SignatureStore
from .apic_api_bodies import environment_name, outline
from .apic_apis import existing_api
from .apic_binding_common import (
    API_FILTERS,
    ID,
    NEEDED_ID,
    PUBLISH_IDS,
    api_of,
    at_work,
    bind,
    bound_apis,
    existing_binding,
    other_apis,
)
from .apic_common import INSTANCE, PAGE, ApicDialect, creation_time, text_matches
from .apic_signatures import existing_signature, shown_secret

family = Family("apic", ApicDialect("APIG.2012"), auth=project_user, prefix=INSTANCE)
families = (family,)


@family.post(
    "/sign-bindings",
    "AssociateSignatureKeyV2",
    status=201,
    body=members(sign_id=NEEDED_ID, publish_ids=PUBLISH_IDS),
)
def bind_signature(call: Call) -> dict[str, Any]:
    signature = existing_signature(call, call.body["sign_id"])
    made = bind(call, SignatureBindingStore, signature.id)
    return {"bindings": [_with_key(call, *item, fresh=True) for item in made]}


@family.delete("/sign-bindings/{sign_bindings_id}", "DisassociateSignatureKeyV2", status=204)
def unbind_signature(call: Call) -> None:
    refusal = ServiceError(404, "APIG.3018", "The signature key binding record does not exist")
    binding = existing_binding(call, SignatureBindingStore, call.path["sign_bindings_id"], refusal)
    call.world[SignatureBindingStore].unbind(call.instance_id, binding)


@family.get(
    "/sign-bindings/binded-apis",
    "ListApisBindedToSignatureKeyV2",
    query={**PAGE, "sign_id": NEEDED_ID, **API_FILTERS},
)
def list_bound_apis(call: Call) -> dict[str, Any]:
    """ListApisBindedToSignatureKeyV2 tells neither key nor secret."""
    signature = existing_signature(call, call.query["sign_id"])
    found = bound_apis(call, SignatureBindingStore, signature.id)
    return page(call, found, "bindings", lambda item: _bound(call, *item))


@family.get(
    "/sign-bindings/binded-signs",
    "ListSignatureKeysBindedToApiV2",
    query={**PAGE, "api_id": NEEDED_ID, "sign_id": ID, "sign_name": Text(max=64), "env_id": ID},
)
def list_signatures_of_api(call: Call) -> dict[str, Any]:
    query, api = call.query, existing_api(call, call.query["api_id"], "read")

    def wanted(item: Binding) -> bool:
        return (
            item.api_id == api.id
            and query["sign_id"] in (None, "", item.policy_id)
            and query["env_id"] in (None, "", item.env_id)
            and text_matches(call, "sign_name", _signature_of(call, item).name)
        )

    found = at_work(call, SignatureBindingStore, wanted)
    return page(call, found, "bindings", lambda item: _with_key(call, *item))


@family.get(
    "/sign-bindings/unbinded-apis",
    "ListApisNotBoundWithSignatureKeyV2",
    query={**PAGE, "sign_id": NEEDED_ID, **API_FILTERS},
)
def list_other_apis(call: Call) -> dict[str, Any]:
    signature = existing_signature(call, call.query["sign_id"])
    found = other_apis(call, SignatureBindingStore, signature.id)
    return page(call, found, "apis", lambda item: _other(call, *item))


def _other(call: Call, binding: Binding | None, publication: Publication) -> dict[str, Any]:
    api = api_of(call, publication)
    return {
        **outline(call, api, publication),
        "type": api.definition["type"],
        "signature_name": _signature_of(call, binding).name if binding else "",
    }


def _signature_of(call: Call, binding: Binding) -> Signature:
    return call.world[SignatureStore].get(call.instance_id, binding.policy_id)


def _bound(call: Call, binding: Binding, publication: Publication, fresh: bool = False) -> dict[str, Any]:
    api = api_of(call, publication)
    return {
        "id": binding.id,
        "publish_id": publication.id,
        "api_id": api.id,
        "api_name": api.name,
        "api_type": api.definition["type"],
        "api_remark": api.definition["remark"],
        "group_name": call.world[GroupStore].get(call.instance_id, api.group_id).name,
        "env_id": publication.env_id,
        "env_name": environment_name(call, publication.env_id),
        "sign_id": binding.policy_id,
        "sign_name": _signature_of(call, binding).name,
        "binding_time": creation_time(binding.bound, fresh),
    }


def _with_key(call: Call, binding: Binding, publication: Publication, fresh: bool = False) -> dict[str, Any]:
    signature = _signature_of(call, binding)
    return {
        **_bound(call, binding, publication, fresh),
        "sign_key": signature.values["sign_key"],
        "sign_secret": shown_secret(call, signature),
        "sign_type": signature.values["sign_type"],
    }
