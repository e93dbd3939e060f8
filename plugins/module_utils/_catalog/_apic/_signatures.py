# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Signature keys of API integration, with which back ends know the gateway, and the APIs that they are bound to.

Fact source: `CreateSignatureKeyV2`, `AssociateSignatureKeyV2` and the pages around them.
"""

from __future__ import annotations

import re
import typing as t
from string import ascii_letters, digits

from ..._spec._field import FIXED, Field, Limits, Secret
from ..._spec._resource import Listing, Requests, Resource, Rules, Wire
from ..._spec._values import Values, is_placeholder
from .._facts import times
from ._bindings import Bindings

_APIC = "/v2/{project_id}/apic/instances/{instance_id}"
_BINDINGS = Bindings(_APIC + "/sign-bindings", "sign_id", "sign_id", "bindings", ("id", "api_id", "env_id"))
_SYMBOLS = r"A-Za-z0-9_\-!@#$%"
_WORDS = "letters, digits or any of _ - ! @ # $ % + / =, beginning with a letter, a digit, + or /"
#: What a key and a secret must be like, by type: pattern, and the same in words.
_RULES = {
    "hmac": {
        "sign_key": (r"[A-Za-z0-9][A-Za-z0-9_\-]{7,31}",
                     "8 to 32 letters, digits or any of _ -, beginning with a letter or a digit"),
        "sign_secret": (rf"[A-Za-z0-9][{_SYMBOLS}]{{15,63}}",
                        "16 to 64 letters, digits or any of _ - ! @ # $ %, beginning with a letter or a digit"),
    },
    "basic": {
        "sign_key": (r"[A-Za-z][A-Za-z0-9_\-]{3,31}", "4 to 32 letters, digits or any of _ -, beginning with a letter"),
        "sign_secret": (rf"[A-Za-z0-9][{_SYMBOLS}]{{7,63}}",
                        "8 to 64 letters, digits or any of _ - ! @ # $ %, beginning with a letter or a digit"),
    },
    "public_key": {
        "sign_key": (r"[A-Za-z0-9+/][A-Za-z0-9_\-+/=]{7,511}",
                     "8 to 512 letters, digits or any of _ - + / =, beginning with a letter, a digit, + or /"),
        "sign_secret": (rf"[A-Za-z0-9+/][{_SYMBOLS}+/=]{{14,2047}}",
                        f"15 to 2048 {_WORDS}"),
    },
    "aes-128-cfb": {
        "sign_key": (rf"[A-Za-z0-9+/][{_SYMBOLS}+/=]{{15}}", f"16 {_WORDS}"),
        "sign_secret": (rf"[A-Za-z0-9+/][{_SYMBOLS}+/=]{{15}}", f"16 {_WORDS}"),
    },
    "aes-256-cfb": {
        "sign_key": (rf"[A-Za-z0-9+/][{_SYMBOLS}+/=]{{31}}", f"32 {_WORDS}"),
        "sign_secret": (rf"[A-Za-z0-9+/][{_SYMBOLS}+/=]{{15}}", f"16 {_WORDS}"),
    },
}  # fmt: skip


def _received(wire: Values) -> Values:
    """Some editions shorten what is secret, or put stars into it; that is no value."""
    shortened = [name for name in ("sign_key", "sign_secret") if "*" in str(wire.get(name) or "")]
    return {name: value for name, value in wire.items() if name not in shortened}


def _sent(body: Values) -> Values:
    return {name: value for name, value in body.items() if value != ""}


def _check(values: Values) -> t.Iterator[tuple[str, str]]:
    """The form of key and secret depends on the type, for AES on the algorithm. What is not given may be there."""
    kind = values.get("sign_type")
    algorithm = values.get("sign_algorithm")
    if not kind:
        return
    if algorithm and kind != "aes":
        yield "sign_algorithm", "is only for sign_type: aes"
    for option, (pattern, words) in _RULES.get(str(algorithm if kind == "aes" else kind), {}).items():
        value = values.get(option)
        if isinstance(value, str) and value and not is_placeholder(value) and not re.fullmatch(pattern, value):
            yield option, f"the value is not allowed: {words}, with sign_type: {kind}"


def _check_new(values: Values) -> t.Iterator[tuple[str, str]]:
    if not values.get("sign_type"):
        yield from _check({**values, "sign_type": "hmac"})
    if values.get("sign_type") == "aes" and not values.get("sign_algorithm"):
        yield "sign_algorithm", "is needed with sign_type: aes"


# What every type takes, beginning with a letter.
_CHARACTERS = ascii_letters + digits + "_-"


def _new_key(key: Values) -> tuple[str, int]:
    return _CHARACTERS, 16 if key.get("sign_algorithm") == "aes-128-cfb" else 32


def _new_secret(key: Values) -> tuple[str, int]:
    return _CHARACTERS, 16 if key.get("sign_type") == "aes" else 48


def _needs(key: Values) -> t.Iterator[tuple[str, str, str, int]]:
    if key.get("sign_type") == "public_key":
        yield "sign_type", "public_key", "", 0


SIGNATURE_KEY = Resource(
    kind="signature_keys",
    name="signature_key",
    title="signature key",
    description="A key with which the gateway signs requests to back ends.",
    identity=("name",),
    sample_id="3ad65f4a7e8f4f0a8d6b5c4e3f2a1b0c",
    collection=_APIC + "/signs",
    listing=Listing(items="signs", filters=(("name", "name", 64),)),
    wire=Wire(received=_received, sent=_sent),
    requests=Requests(before_delete=_BINDINGS.unbind_all),
    rules=Rules(check=_check, check_new=_check_new, check_targets=_BINDINGS.check, target_parts=("publications",),
                needs=_needs),
    facts=(
        *times("create_time", "update_time"),
        Field("bind_num", "How many APIs it is bound to.", type="int", sample=2),
    ),
    passing_facts=("bind_num",),
    fields=(
        Field("name", "Name of the key, unique in the instance.", required=True, sample="order_system",
              limits=Limits(3, 64, pattern=r"[a-zA-Z\u4e00-\u9fa5][a-zA-Z0-9_\u4e00-\u9fa5]*",
                            help="3 to 64 letters, digits, underscores or Chinese characters, beginning with a "
                                 "letter")),
        Field("sign_type", "How requests are signed. V(public_key) is not available in all instances.",
              choices=("hmac", "basic", "public_key", "aes"), unset="hmac", change=FIXED, sample="hmac"),
        Field("sign_algorithm", "Algorithm with O(sign_type=aes).", choices=("aes-128-cfb", "aes-256-cfb"),
              sample="aes-256-cfb"),
        Field("sign_key", ("The key, with O(sign_type=basic) the name of the user.",
                           "Made by the service when omitted; a placeholder counts as omitted."),
              secret=Secret(made_up=True, made_of=_new_key), silent=True, limits=Limits(4, 512)),
        Field("sign_secret", ("The secret, with O(sign_type=basic) the password, with O(sign_type=aes) the "
                              "initialisation vector.",
                              "Made by the service when omitted; a placeholder counts as omitted."),
              secret=Secret(made_up=True, made_of=_new_secret), silent=True, limits=Limits(8, 2048)),
        _BINDINGS.option("signature key"),
    ),
)  # fmt: skip
