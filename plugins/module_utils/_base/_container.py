# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Finds out whether a directory is gone as soon as the container or the job of a controller ends that it is made in."""

from __future__ import annotations

import os
import re
import typing as t
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_MARKS = ("/run/.containerenv", "/.dockerenv")  # of podman and docker
_JOB = "AWX_PRIVATE_DATA_DIR"  # where AWX keeps the files of a job; in the container they are in /runner
_RUNNER = Path("/runner")
#: layers over an image, which are thrown away, and memory
_PASSING = {"aufs", "fuse-overlayfs", "fuse.fuse-overlayfs", "overlay", "ramfs", "tmpfs"}


class Mount(t.NamedTuple):
    """A part of the file system.

    :param root: the directory of what is mounted that can be seen there
    :param source: where that is, a device for example
    """

    point: Path
    root: str
    kind: str
    source: str

    @property
    def is_a_disk(self) -> bool:
        """Whether all of a device can be seen there."""
        return self.root == "/" and self.source.startswith("/dev/") and self.kind not in _PASSING


class Surroundings(t.NamedTuple):
    """Where a process runs.

    :param job: the directory of the controller's job, empty when there is none
    """

    contained: bool
    job: str
    mounts: list[Mount]


def surroundings() -> Surroundings:
    try:
        mounts = mounts_in(_MOUNTS.read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:  # there are containers on Linux only
        mounts = []
    return Surroundings(any(map(os.path.exists, _MARKS)), os.environ.get(_JOB, ""), mounts)


def mounts_in(text: str) -> list[Mount]:
    """Read what Linux tells in `/proc/self/mountinfo`, the innermost of what lies in one place last."""
    found = []
    for line in text.splitlines():
        before, _dash, after = line.partition(" - ")
        where, what = before.split(" "), after.split(" ")
        if len(where) > 4 and len(what) > 1:
            found.append(Mount(Path(_unescaped(where[4])), _unescaped(where[3]), what[0], _unescaped(what[1])))
    return found


def _unescaped(path: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), path)


def why_passing(path: Path, here: Surroundings) -> str:
    """Say why what is stored below a path will soon be gone, or nothing when it is not known to be."""
    if not (here.contained or here.job) or not here.mounts:
        return ""
    holding = [mount for mount in here.mounts if mount.point == path or mount.point in path.parents]
    mount = max(reversed(holding), key=lambda item: len(item.point.parts), default=None)
    if mount is None:
        return ""
    if here.job and (Path(here.job) in (path, *path.parents) or _is_of_job(mount, here.job)):
        return f"{path} belongs to the job, and is removed when it ends"
    at_the_top = mount.point == Path("/")
    # an image may also be a directory of its host, or what a virtual machine is given
    if mount.kind in _PASSING or (here.contained and at_the_top and not mount.is_a_disk):
        what = "in the container itself" if at_the_top else f"in memory or in a layer of the container ({mount.point})"
        return f"{path} is {what}, and is gone with the container"
    return ""


def _is_of_job(mount: Mount, job: str) -> bool:
    return mount.point == _RUNNER or Path(mount.root).name == Path(job).name
