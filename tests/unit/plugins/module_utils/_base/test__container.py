# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is gone with a container or a job, by what Linux tells of its mounts."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base import _container
from ansible_collections.roma.connect.plugins.module_utils._base._container import (
    Mount,
    Surroundings,
    mounts_in,
    surroundings,
    why_passing,
)

PODMAN = r"""
1093 982 0:120 / / rw,relatime - overlay overlay rw,lowerdir=/a:/b,upperdir=/c,workdir=/d
1094 1093 0:123 / /proc rw,nosuid - proc proc rw
1095 1093 0:124 / /dev rw,nosuid - tmpfs tmpfs rw,size=65536k
1097 1093 8:1 /srv/backups /backups rw,relatime shared:1 master:7 - ext4 /dev/sda1 rw
1098 1093 8:1 /srv/with\040blank /with\040blank rw,relatime - ext4 /dev/sda1 rw
1099 1093 0:90 / /run rw,nosuid - tmpfs tmpfs rw
1100 1099 0:45 / /run/nfs rw - nfs4 server:/export rw
1101 1097 0:91 / /backups/hidden rw - tmpfs tmpfs rw
1102 1093 0:92 / /layered rw - overlay overlay rw
"""
AWX = r"""
20 1 0:50 / / rw - overlay overlay rw
21 20 8:1 /tmp/awx_42_abc /runner rw - xfs /dev/sda1 rw
22 20 8:1 /var/lib/awx/backups /var/lib/awx/backups rw - xfs /dev/sda1 rw
23 21 8:1 /srv/kept /runner/kept rw - xfs /dev/sda1 rw
24 20 8:1 /tmp/awx_42_abc/cp /cp rw - xfs /dev/sda1 rw
25 20 8:1 /tmp/awx_42_abc /private rw - xfs /dev/sda1 rw
"""
DIRECTORY_OF_THE_HOST = "20 1 8:1 /var/lib/containers/vfs/dir/abc / rw - ext4 /dev/sda1 rw\n"
DISK = "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n22 27 0:21 / /tmp rw - tmpfs tmpfs rw\n"
NO_JOB, JOB = "", "/tmp/awx_42_abc"


@pytest.mark.parametrize(
    ("text", "contained", "job", "path", "passing"),
    [
        (PODMAN, True, NO_JOB, "/var/backups", "in the container itself"),
        (PODMAN, True, NO_JOB, "/backups", ""),
        (PODMAN, True, NO_JOB, "/backups/roma", ""),
        (PODMAN, True, NO_JOB, "/backups2", "in the container itself"),
        (PODMAN, True, NO_JOB, "/with blank/x", ""),
        (PODMAN, True, NO_JOB, "/run/x", "in memory or in a layer of the container (/run)"),
        (PODMAN, True, NO_JOB, "/run/nfs/x", ""),
        (PODMAN, True, NO_JOB, "/backups/hidden", "in memory or in a layer of the container (/backups/hidden)"),
        (PODMAN, True, NO_JOB, "/layered/x", "in memory or in a layer of the container (/layered)"),
        (PODMAN, False, NO_JOB, "/var/backups", ""),
        (DIRECTORY_OF_THE_HOST, True, NO_JOB, "/var/backups", "in the container itself"),
        (DIRECTORY_OF_THE_HOST, False, JOB, "/var/backups", ""),
        ("20 1 0:24 / / rw - 9p none rw\n", True, NO_JOB, "/var/backups", "in the container itself"),
        ("20 1 0:24 / / rw - zfs pool/docker/1a rw\n", True, NO_JOB, "/var/backups", "in the container itself"),
        (DISK, True, NO_JOB, "/var/backups", ""),
        (DISK, False, JOB, "/var/backups", ""),
        (DISK, False, JOB, "/tmp/backups", "in memory or in a layer of the container (/tmp)"),
        (DISK, False, JOB, "/tmp/awx_42_abc/project/backups", "belongs to the job"),
        (AWX, False, JOB, "/var/backups", "in the container itself"),
        (AWX, False, JOB, "/runner/project/backups", "belongs to the job"),
        (AWX, True, JOB, "/private/backups", "belongs to the job"),
        (AWX, True, NO_JOB, "/runner/project/backups", ""),
        (AWX, True, JOB, "/runner/kept/x", ""),
        (AWX, True, JOB, "/var/lib/awx/backups/x", ""),
        ("", True, JOB, "/var/backups", ""),
        ("nonsense\n1 2 3 - x\n1 2 3 4 /var - x\n\n20 1 0:50 / /only rw - overlay overlay rw\n", True, JOB, "/var", ""),
    ],
)  # fmt: skip
def test_what_is_gone(text: str, contained: bool, job: str, path: str, passing: str) -> None:
    found = why_passing(Path(path), Surroundings(contained, job, mounts_in(text)))
    assert (passing in found) if passing else not found, found


def test_of_mounts_in_one_place_the_last_one_holds() -> None:
    twice = [Mount(Path("/"), "/", "overlay", "o"), Mount(Path("/a"), "/", "tmpfs", "t"),
             Mount(Path("/a"), "/x", "ext4", "/dev/sda")]  # fmt: skip
    assert why_passing(Path("/a/b"), Surroundings(True, "", twice)) == ""


def test_surroundings_are_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mounts, mark = tmp_path / "mountinfo", tmp_path / ".containerenv"
    monkeypatch.setattr(_container, "_MOUNTS", mounts)
    monkeypatch.setattr(_container, "_MARKS", (str(mark), str(tmp_path / "other")))
    assert surroundings() == Surroundings(False, "", [])
    mark.touch()
    mounts.write_text(AWX)
    monkeypatch.setenv("AWX_PRIVATE_DATA_DIR", JOB)
    assert surroundings()[:2] == (True, JOB)
    assert surroundings().mounts[1] == Mount(Path("/runner"), JOB, "xfs", "/dev/sda1")
