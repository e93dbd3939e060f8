# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access control policies, plugins and client quotas: they can be made and listed."""

from __future__ import annotations

from .apic_named import Named, NamedStore


class AclStore(NamedStore[Named]):
    kind = "access_control_policies"
    make = Named


class PluginStore(NamedStore[Named]):
    kind = "plugins"
    make = Named


class ClientQuotaStore(NamedStore[Named]):
    kind = "client_quotas"
    make = Named
