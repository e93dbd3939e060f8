# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that has imported what modules import, and forks for each connection to the socket that is its argument.

A connection brings a call with three open files (see `module_python`), and is told the exit status. It is closed
without one when the module was killed.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import traceback
from collections.abc import Mapping
from typing import Any

from ansible.module_utils import basic, urls  # noqa: F401
from ansible.module_utils.common import arg_spec, dict_transformations  # noqa: F401
from forks import import_rooms, take_place


def serve(listener: socket.socket) -> None:
    """Fork for each connection, until standard input ends. Returns within the child, too, when its module is done."""
    while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
        connection, _address = listener.accept()
        if not os.fork():
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            work(connection)
            return
        connection.close()


def work(connection: socket.socket) -> None:
    """Run one module, and leave it to the end of this process to tell its exit status."""
    _mark, descriptors, _flags, _address = socket.recv_fds(connection, 1, 3)
    with connection.makefile("rb") as lines:
        call = json.loads(lines.readline())
    status, me = 1, os.getpid()

    def tell() -> None:
        if os.getpid() == me:  # not by what the module leaves behind
            with contextlib.suppress(OSError):  # nobody waits any more
                connection.send(bytes([status]))

    atexit.register(tell)  # the first to be registered is the last to be called
    become(call, descriptors)
    try:
        run(call["argv"])
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # as Python itself does
        traceback.print_exc()
    sys.stdout.flush()


def become(call: Mapping[str, Any], descriptors: list[int]) -> None:
    """Turn this process into the one that was called for."""
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    take_place(call)
    find_collections()


def find_collections() -> None:
    paths = os.environ.get("ANSIBLE_COLLECTIONS_PATH", "").split(":")
    sys.path += [path for path in paths if path and path not in sys.path]
    # it notices now what has been added, and no more when the archive of a module comes first, which has it whole
    list(importlib.import_module("ansible_collections").__path__)


def run(arguments: list[str]) -> None:
    """Run a file with its arguments, or what stands on standard input, as Python does."""
    sys.argv = arguments or [""]
    if arguments:
        runpy.run_path(arguments[0], run_name="__main__")
    else:
        del sys.modules["__main__"].__file__
        exec(compile(sys.stdin.read(), "<stdin>", "exec"), vars(sys.modules["__main__"]))


if __name__ == "__main__":
    find_collections()
    import_rooms("module_utils")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as at:
        at.bind(sys.argv[1])
        at.listen()
        print("ready", flush=True)
        serve(at)
