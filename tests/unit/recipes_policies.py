# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds between the options of policies, and between them and the APIs that they are bound to."""

from __future__ import annotations

import typing as t

from ansible_collections.roma.connect.plugins.module_utils._spec._values import Values
from ansible_collections.roma.connect.tests.unit.recipe import SECRETS, Recipe, matching, one_of, whole_number

if t.TYPE_CHECKING:
    from ansible_collections.roma.connect.tests.unit.generator import Generator, Made

_NAME = matching(r"[a-zA-Z\u4e00-\u9fa5][a-zA-Z0-9_\u4e00-\u9fa5]*", 3, 64)
_UNSPECIAL = tuple(text.replace("=", "-") + "-extended" for text in SECRETS)
_AES_KEYS = {"aes-128-cfb": "Canary-key-00016", "aes-256-cfb": "Canary-key-000000000000000000032"}
_AES_VECTOR = "Canary-secret-16"


def _places(make: Generator) -> list[Values]:
    """Return the published APIs, as bindings name them."""
    found = []
    for made in make.candidates("apis"):
        group = made.targets["group"].entry
        named = {"api": made.entry["name"], "group": group["name"], "group_app": group.get("app") or ""}
        found += [{**named, "environment": name} for name in made.entry.get("publications") or []]
    return found


def _mend_bindings(make: Generator, made: Made, kind: str) -> None:
    """A published API has one policy of a kind in each environment."""
    taken = [item for other in make.candidates(kind) if other is not made for item in other.entry.get("bindings") or []]
    free = [place for place in _places(make) if place not in taken]
    if "bindings" in made.entry:
        made.entry["bindings"] = make.random.sample(free, make.random.randint(0, min(3, len(free))))


def _mend_throttling(make: Generator, made: Made) -> None:
    entry = made.entry
    most = entry["api_call_limits"]
    for limit, other in (("user_call_limits", ""), ("app_call_limits", "user_call_limits"), ("ip_call_limits", "")):
        if entry.get(limit):
            entry[limit] = min(entry[limit], entry.get(other) or most)
    specials: dict[str, Values] = {}
    for special in entry.get("specials") or []:
        if special.get("app") and (not special.get("user") or make.chance(0.5)):
            special.pop("user", None)
        else:
            special.pop("app", None)
            special.setdefault("user", f"user-{make.next_number()}")
        special["call_limits"] = min(special["call_limits"], most)
        specials.setdefault(special.get("app") or special["user"], special)
    if "specials" in entry:
        entry["specials"] = list(specials.values())
    _mend_bindings(make, made, "throttling_policies")


def _mend_signature(make: Generator, made: Made) -> None:
    entry = made.entry
    if entry.get("sign_type") == "aes":
        entry["sign_algorithm"] = entry.get("sign_algorithm") or "aes-128-cfb"
        entry["sign_key"], entry["sign_secret"] = _AES_KEYS[entry["sign_algorithm"]], _AES_VECTOR
    else:
        entry.pop("sign_algorithm", None)
    _mend_bindings(make, made, "signature_keys")


POLICIES = {
    "throttling_policies": Recipe(
        {
            "name": _NAME,
            "time_interval": whole_number(1, 60),
            "api_call_limits": whole_number(1, 2147483647),
            "user_call_limits": whole_number(0, 2147483647),
            "app_call_limits": whole_number(0, 2147483647),
            "ip_call_limits": whole_number(0, 2147483647),
            "specials.call_limits": whole_number(1, 2147483647),
            "specials.user": lambda make, beside: f"user-{make.next_number()}",
            "bindings": lambda make, beside: [],
        },
        _mend_throttling,
    ),
    "signature_keys": Recipe(
        {
            "name": _NAME,
            "sign_type": one_of("hmac", "basic", "public_key", "aes"),
            "sign_key": one_of("Canary-key-0001", "Canary-key-0002"),
            "sign_secret": one_of(*_UNSPECIAL),
            "bindings": lambda make, beside: [],
        },
        _mend_signature,
    ),
}
