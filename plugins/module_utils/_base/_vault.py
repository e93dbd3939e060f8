# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What encrypts and decrypts with Ansible Vault: only the controller can, since vault secrets never leave it."""

from __future__ import annotations

import typing as t

from ._errors import RomaError


class Locked(RomaError):
    """A text cannot be decrypted with the vault secrets of this run."""


class Vault(t.Protocol):
    """The vault secrets of a run."""

    @property
    def ids(self) -> list[str]:
        """The names of the secrets, in the order in which they were given; none when there are no secrets."""

    def encrypt(self, text: str, vault_id: str) -> str:
        """Encrypt with the secret of this name, or the one that ``ansible-vault`` would take when it is empty.

        :raises InputError: there is no such secret
        """

    def decrypt(self, text: str) -> str:
        """Decrypt with whichever secret fits.

        :raises Locked: none does
        """
