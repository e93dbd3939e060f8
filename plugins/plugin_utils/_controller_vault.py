# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This plugin utility is private to the roma.connect collection: it may change in any release.

"""The vault secrets of the run, as operations use them."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleError
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._base._vault import Locked


class ControllerVault:
    """What the run was given by ``--vault-id`` and its kin.

    :param loader: the controller's, which knows the vault secrets
    """

    def __init__(self, loader: t.Any) -> None:
        self._loader = loader

    @property
    def _lib(self) -> t.Any:
        return self._loader._vault

    @property
    def ids(self) -> list[str]:
        return [str(name) for name, _secret in self._lib.secrets or ()]

    def encrypt(self, text: str, vault_id: str) -> str:
        name = vault_id or self.ids[0]
        found = [secret for known, secret in self._lib.secrets or () if known == name]
        if not found:
            raise InputError([f"vault_id: no vault secret of this run is named {name!r}; there are: "
                              + ", ".join(self.ids)])  # fmt: skip
        encrypted: bytes = self._lib.encrypt(text, found[0], name)
        return encrypted.decode("ascii")

    def decrypt(self, text: str) -> str:
        try:
            decrypted: bytes = self._lib.decrypt(text)
        except AnsibleError as exc:
            raise Locked(f"cannot be decrypted: {str(exc).strip().partition(chr(10))[0]}") from None
        return decrypted.decode("utf-8")
