# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom authorizers."""

from __future__ import annotations

from .apic_named import Named, NamedStore


class Authorizer(Named):
    pass


class AuthorizerStore(NamedStore[Authorizer]):
    kind = "authorizers"
    make = Authorizer
