# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signature keys. There is no operation that shows a single one."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Mapping
from typing import Any

from ..frame.call import Call
from ..frame.errors import Invalid, ServiceError
from ..frame.family import Family
from ..frame.fields import Text, members
from ..frame.paging import page
from ..identity.authentication import project_user
from ..state.apic_bindings import PolicySwitches
from ..state.apic_signatures import Signature, SignatureBindingStore, SignatureStore
from .apic_binding_common import bind_num, drop_bindings
from .apic_common import (
    INSTANCE,
    LIMITS,
    PAGE,
    SHORT_NAME,
    ApicDialect,
    creation_time,
    newest_first,
    precise,
    text_matches,
    update_time,
    within_quota,
)
from .apic_limits import features_of

family = Family(
    "apic",
    ApicDialect(),
    auth=project_user,
    prefix=INSTANCE,
    stores=(SignatureStore, SignatureBindingStore),
    switches=PolicySwitches,
)
families = (family,)

LONG = r"[a-zA-Z0-9+/][a-zA-Z0-9_\-!@#$%+/=]"
SECRET = r"[a-zA-Z0-9][a-zA-Z0-9_\-!@#$%]"
PATTERNS = {
    "hmac": (r"[a-zA-Z0-9][a-zA-Z0-9_-]{7,31}", SECRET + "{15,63}"),
    "basic": (r"[a-zA-Z][a-zA-Z0-9_-]{3,31}", SECRET + "{7,63}"),
    "public_key": (r"[a-zA-Z0-9+/][a-zA-Z0-9_\-+/=]{7,511}", LONG + "{14,2047}"),
    "aes-128-cfb": (LONG + "{15}", LONG + "{15}"),
    "aes-256-cfb": (LONG + "{31}", LONG + "{15}"),
}
"""How key and secret of each type look, those of AES by the algorithm."""
ALGORITHMS = ("aes-128-cfb", "aes-256-cfb")
SIGNATURE = members(
    name=Text(pattern=SHORT_NAME, required=True),
    sign_type=Text(choices=("hmac", "basic", "public_key", "aes")),
    sign_key=Text(),
    sign_secret=Text(),
    sign_algorithm=Text(choices=ALGORITHMS),
)


@family.post("/signs", "CreateSignatureKeyV2", status=201, body=SIGNATURE)
def create_signature(call: Call) -> dict[str, Any]:
    """CreateSignatureKeyV2 makes up key and secret when they are left out."""
    store = call.world[SignatureStore]
    values = {"sign_type": "hmac", "sign_algorithm": "", **call.body}
    values = {**_made_up(values), **values}
    _check(call, values)
    _refuse_taken(call, values["name"])
    within_quota(call, len(store.all(call.instance_id)), LIMITS["SIGN_NUM_LIMIT"], "APIG.3105", "signature keys")
    return _body(call, store.create(call.instance_id, values), fresh=True)


@family.get(
    "/signs",
    "ListSignatureKeysV2",
    query={**PAGE, "id": Text(max=65), "name": Text(max=64), **precise("name")},
)
def list_signatures(call: Call) -> dict[str, Any]:
    found = newest_first(
        call.world[SignatureStore].all(call.instance_id),
        lambda item: call.query["id"] in (None, "", item.id) and text_matches(call, "name", item.name),
    )
    return page(call, found, "signs", lambda item: _row(call, item))


@family.put("/signs/{sign_id}", "UpdateSignatureKeyV2", body=SIGNATURE)
def update_signature(call: Call) -> dict[str, Any]:
    """UpdateSignatureKeyV2: what is left out stays, and the type does in any case."""
    signature = existing_signature(call, call.path["sign_id"])
    values = {**signature.values, **call.body}
    if values["sign_type"] != signature.values["sign_type"]:
        raise Invalid("sign_type")
    _check(call, values)
    if values["name"] != signature.name:
        _refuse_taken(call, values["name"])
    signature.values, signature.updated = values, time.time()
    return _body(call, signature)


@family.delete("/signs/{sign_id}", "DeleteSignatureKeyV2", status=204)
def delete_signature(call: Call) -> None:
    """DeleteSignatureKeyV2: no code is documented for a key that is bound."""
    signature = existing_signature(call, call.path["sign_id"])
    refusal = ServiceError(403, "APIG.1112", "The signature key has been bound to APIs")
    drop_bindings(call, SignatureBindingStore, signature.id, refusal)
    call.world[SignatureStore].delete(call.instance_id, signature)


def existing_signature(call: Call, sign_id: str) -> Signature:
    signature = call.world[SignatureStore].get(call.instance_id, sign_id)
    if signature is None:
        raise ServiceError(404, "APIG.3017", f"Signature key {sign_id} does not exist")
    return signature


def _made_up(values: Mapping[str, Any]) -> dict[str, str]:
    """Key and secret in the form that the type asks for; hexadecimal digits fit all of them."""
    key, secret = uuid.uuid4().hex, uuid.uuid4().hex
    if values["sign_type"] == "basic":
        key = f"k{key[1:]}"
    if values["sign_type"] == "aes":
        secret = secret[:16]
    return {"sign_key": key[:16] if values["sign_algorithm"] == "aes-128-cfb" else key, "sign_secret": secret}


def _check(call: Call, values: Mapping[str, Any]) -> None:
    """Everything but the uniqueness of the name; AES, and nothing else, has an algorithm."""
    kind, algorithm = values["sign_type"], values["sign_algorithm"]
    if kind == "public_key" and features_of(call)["public_key"] == "off":
        raise ServiceError(412, "APIG.3548", f"sign_type=public_key not supported by instance {call.instance_id}")
    if (kind == "aes") != bool(algorithm):
        raise Invalid("sign_algorithm")
    for name, pattern in zip(("sign_key", "sign_secret"), PATTERNS[algorithm or kind], strict=True):
        if not re.fullmatch(pattern, values[name]):
            raise Invalid(name)


def _refuse_taken(call: Call, name: str) -> None:
    if call.world[SignatureStore].named(call.instance_id, name) is not None:
        raise ServiceError(400, "APIG.3207", "The signature key name already exists")


def _body(call: Call, signature: Signature, fresh: bool = False) -> dict[str, Any]:
    updated = signature.created if signature.updated is None else signature.updated
    return {
        **signature.values,
        "sign_secret": shown_secret(call, signature),
        "id": signature.id,
        "create_time": creation_time(signature.created, fresh),
        "update_time": update_time(updated, signature.updated is not None, fresh),
    }


def _row(call: Call, signature: Signature) -> dict[str, Any]:
    """Only lists tell the number of bindings; those of custom backends are not emulated."""
    bound = bind_num(call, SignatureBindingStore, signature.id)
    return {**_body(call, signature), "bind_num": bound, "ldapi_bind_num": 0}


def shown_secret(call: Call, signature: Signature) -> str:
    secret = signature.values["sign_secret"]
    readable = call.world.switches[PolicySwitches].signature_secrets_readable
    return secret if readable else f"{secret[:3]}**********{secret[-3:]}"
