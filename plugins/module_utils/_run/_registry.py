# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""All modules, by name: each is a function from options to a result."""

from __future__ import annotations

from .._catalog._registry import RESOURCES
from ._archives._asset_delete import ASSET_DELETE, ASSET_JOB_INFO
from ._archives._asset_export import ASSET_EXPORT
from ._archives._asset_import import ASSET_IMPORT
from ._archives._occ_export import OCC_EXPORT, OCC_EXPORT_INFO
from ._archives._products import PRODUCT_EXPORT, PRODUCT_IMPORT
from ._archives._topics import TOPIC_EXPORT, TOPIC_IMPORT
from ._backups._coverage import BACKUP_COVERAGE
from ._backups._directory import BACKUP_DIRECTORY
from ._backups._escrow import BACKUP_ESCROW
from ._backups._manifest import BACKUP_MANIFEST
from ._backups._verify import BACKUP_VERIFY
from ._documents._config import CONFIG, CONFIG_INFO
from ._documents._config_export import CONFIG_EXPORT
from ._drift._config_diff import CONFIG_DIFF
from ._keeping._restic import BACKUP_RESTIC
from ._keeping._restic_fetch import BACKUP_FETCH
from ._keeping._retention import BACKUP_RETENTION
from ._operation import Context, Operation, sound
from ._resources._actions import ACTIONS
from ._resources._datasources import DATASOURCE_TABLE_INFO, DATASOURCE_TEST
from ._resources._resource import info_operation, resource_operation
from ._resources._secret import APP_SECRET
from ._restore._drill import BACKUP_DRILL
from ._restore._restore import BACKUP_RESTORE
from ._rotation._secret_rotation import SECRET_ROTATION

_GENERATED = [make(resource) for resource in RESOURCES for make in (resource_operation, info_operation)]

_BACKUPS = (
    BACKUP_DIRECTORY,
    BACKUP_COVERAGE,
    BACKUP_ESCROW,
    BACKUP_MANIFEST,
    BACKUP_VERIFY,
    BACKUP_RETENTION,
    BACKUP_RESTIC,
    BACKUP_FETCH,
    BACKUP_RESTORE,
    BACKUP_DRILL,
)

#: What is written by hand goes before what the catalogue yields.
OPERATIONS: dict[str, Operation] = {
    operation.name: operation
    for operation in (
        *_GENERATED, APP_SECRET, SECRET_ROTATION, *ACTIONS, ASSET_EXPORT, ASSET_IMPORT, ASSET_DELETE,
        ASSET_JOB_INFO, CONFIG, CONFIG_INFO, CONFIG_EXPORT, CONFIG_DIFF, *_BACKUPS, OCC_EXPORT, OCC_EXPORT_INFO,
        TOPIC_EXPORT, TOPIC_IMPORT, PRODUCT_EXPORT, PRODUCT_IMPORT, DATASOURCE_TEST, DATASOURCE_TABLE_INFO,
    )
}  # fmt: skip

__all__ = ["OPERATIONS", "Context", "Operation", "sound"]
