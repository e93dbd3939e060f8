# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Files and directories that only their owner can read, whatever the umask."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
from pathlib import Path

from ._errors import RomaError

_OTHERS_WRITE = 0o022


def write_private(path: Path, text: str) -> None:
    """Write a file in one step: it has its former content, or the new one as a whole, which is safe on the disk."""
    provisional = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        private_directory(path.parent)
        with os.fdopen(open_private(provisional, os.O_EXCL), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        provisional.replace(path)
        sync_directory(path.parent)
    except (OSError, ValueError) as exc:
        with contextlib.suppress(OSError, ValueError):
            provisional.unlink()
        raise _not_written(path, exc) from exc


def claim(path: Path) -> bool:
    """Make an empty file, and tell whether it is new: of several that want the name only one gets it.

    :raises RomaError: it cannot be made
    """
    try:
        private_directory(path.parent)
        os.close(open_private(path, os.O_EXCL))
    except FileExistsError:
        return False
    except (OSError, ValueError) as exc:
        raise _not_written(path, exc) from exc
    return True


def _not_written(path: Path, exc: OSError | ValueError) -> RomaError:
    """Say why; what no path can be, such as a text with a null character, is an error of values."""
    return RomaError(f"{path} cannot be written: {(isinstance(exc, OSError) and exc.strerror) or exc}")


def open_private(path: Path, flags: int = 0) -> int:
    """Open a file, which is made when it is missing. What is in it stays. Links are not followed.

    :raises OSError: it cannot be opened, or belongs to somebody else
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | flags, 0o600)
    try:
        os.fchmod(handle, 0o600)
    except OSError:
        os.close(handle)
        raise
    return handle


def hold(path: Path) -> int | None:
    """Open a file and be its only user until it is closed; None when another process is.

    :raises OSError: it cannot be opened, or locks are not to be had here
    """
    handle = open_private(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(handle), path.lstat()):
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass
    except OSError:
        os.close(handle)
        raise
    os.close(handle)  # another process has it, or had it and has given it another name
    return None


def private_directory(path: Path) -> None:
    """Make a directory, and those above it that are missing. What is there keeps its mode.

    :raises OSError: it cannot be made
    """
    for place in (*reversed(path.parents), path):
        if place.is_dir():
            continue
        try:
            place.mkdir(mode=0o700)
        except FileExistsError:  # another run has made it just now, or it is something else
            if not place.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(place)) from None
        else:
            place.chmod(0o700)


def why_not_private(path: Path) -> str:
    """Say why a directory is none that only its owner can change, and what to do; nothing when all is well."""
    if path.is_symlink():
        return f"{path} is a symbolic link; give the directory itself"
    found = path.stat()
    if not path.is_dir():
        return f"{path} is not a directory"
    if found.st_uid not in (os.geteuid(), 0):
        return f"{path} belongs to another user; choose a directory of your own"
    if found.st_mode & _OTHERS_WRITE:
        return f"{path} can be changed by other users; chmod go-w {path}"
    return ""


def sync_directory(path: Path) -> None:
    """Have the names in a directory on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
