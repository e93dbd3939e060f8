# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signature keys, with which the gateway signs what it sends to backends, and their bindings."""

from __future__ import annotations

from dataclasses import dataclass

from .apic_bindings import BindingStore
from .apic_named import Named, NamedStore


@dataclass
class Signature(Named):
    """`updated` is absent until the first update."""

    updated: float | None = None


class SignatureStore(NamedStore[Signature]):
    kind = "signature_keys"
    make = Signature


class SignatureBindingStore(BindingStore):
    kind = "signature_bindings"
