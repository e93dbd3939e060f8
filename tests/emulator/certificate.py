# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate for localhost and the authority that signed it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Certificate:
    """`ca` is what clients are to trust, `chain` what the server presents (with its private key)."""

    ca: Path
    chain: Path

    @classmethod
    def kept_in(cls, directory: Path) -> Certificate:
        """Made on first use and kept, so that clients can be told where the authority is before the server runs."""
        found = cls(directory / "ca.pem", directory / "server.pem")
        if not (found.ca.exists() and found.chain.exists()):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            found._make()
        return found

    def _make(self) -> None:
        import trustme  # noqa: PLC0415 - only needed with TLS

        authority = trustme.CA()
        _write(self.chain, authority.issue_cert("localhost", "127.0.0.1").private_key_and_cert_chain_pem.bytes())
        _write(self.ca, authority.cert_pem.bytes())


def _write(path: Path, content: bytes) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.chmod(0o600)
    part.replace(path)
