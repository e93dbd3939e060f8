# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What a backup does not hold, so that nobody believes it does."""

from __future__ import annotations

from dataclasses import dataclass

#: What neither a document nor an archive of the service holds, and what nothing here counts (user guide: restoring and
#: migrating assets). What can be counted is told object by object.
#: What nobody looks for, since no list of the instance counts it.
OUT_OF_REACH: tuple[dict[str, str], ...] = (
    {"what": "AppCodes", "why": "the service does not export them"},
    {"what": "groups of devices", "why": "the service does not count them among the assets"},
    {"what": "instance configuration: security group, routes, parameters", "why": "it belongs to the target instance"},
)


@dataclass(frozen=True)
class Uncaptured:
    """A kind that neither documents nor archives hold, though it can be counted.

    :param beside: the kind of the same part of the service; an instance without that part has none of these, too
    :param path: where it is listed, with a ``total``
    """

    kind: str
    beside: str
    path: str
    why: str


_LINK = "/v2/{project_id}/link/instances/{instance_id}"
_APIC = "/v2/{project_id}/apic/instances/{instance_id}"
_NO_EXPORT = "the service does not export them, and documents do not hold them"
_NO_ASSETS = "the service does not count them among the assets, and documents do not hold them"
UNCAPTURED: tuple[Uncaptured, ...] = (
    Uncaptured("access_control_policies", "apis", _APIC + "/acls", _NO_EXPORT),
    Uncaptured("plugins", "apis", _APIC + "/plugins", _NO_EXPORT),
    Uncaptured("client_quotas", "apis", _APIC + "/app-quotas", _NO_EXPORT),
    Uncaptured("devices", "products", _LINK + "/devices", _NO_ASSETS),
    Uncaptured("rules", "products", _LINK + "/rules", _NO_ASSETS),
    Uncaptured("notifications", "products", _LINK + "/notifications", _NO_ASSETS),
)


@dataclass(frozen=True)
class Loss:
    """What the objects of a kind do not bring with them when the service imports an archive.

    :param module: the module that puts it right
    """

    kind: str
    what: str
    why: str
    module: str


#: User guide: restoring and migrating assets.
LOSSES: tuple[Loss, ...] = (
    Loss("apps", "secret", "the service made a new random one: set the former one, or tell all who use the application",
         "app_secret"),
    Loss("apps", "members", "an archive does not say who may work with an application", "app"),
    Loss("datasources", "address, account and password", "an archive does not hold them", "datasource"),
    Loss("api_groups", "environment variables", "an archive does not hold them", "env_variable"),
    Loss("apis", "who may call it, and its publications in other environments than RELEASE", "an archive holds neither",
         "app_authorization"),
    Loss("vpc_channels", "servers", "an archive does not hold the servers of load channels", "vpc_channel"),
    Loss("products", "password with which devices log in", "the service made a new one: set the former one, or tell "
         "all devices", "product"),
    Loss("topics", "addresses and secrets of clients", "those who publish and subscribe need the address of this "
         "instance and the new secret of their application", "app_secret"),
)  # fmt: skip
