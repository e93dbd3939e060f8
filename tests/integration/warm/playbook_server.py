# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that has imported everything, and forks for each line on standard input (see `playbooks`)."""

from __future__ import annotations

import atexit
import gc
import json
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible import constants
from ansible.cli.playbook import main
from ansible.executor.module_common import ModuleDepFinder
from ansible.plugins import loader
from forks import import_rooms, take_place


def serve() -> None:
    """Fork for each call on standard input. Returns within the child, which is then ready to be ansible-playbook."""
    calls, answers = os.fdopen(os.dup(0), "rb"), os.dup(1)
    for line in calls:
        pid = os.fork()
        if not pid:
            calls.close()
            os.close(answers)
            become(json.loads(line))
            return
        os.write(answers, b"%d\n" % pid)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.write(answers, b"%d\n" % status)
    os._exit(0)


def become(call: Mapping[str, Any]) -> None:
    """Turn this process into the one that was called for."""
    os.setsid()
    home = os.environ["HOME"]
    take_place(call)
    sys.argv = call["argv"]
    for number, name in enumerate((os.devnull, call["stdout"], call["stderr"])):
        descriptor = os.open(name, os.O_RDWR | (os.O_CREAT if number else 0), 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)
    for name, value in vars(constants).items():
        if isinstance(value, str) and home in value:
            setattr(constants, name, value.replace(home, os.environ["HOME"]))
    local = Path(os.environ["HOME"], ".ansible", "tmp")
    local.mkdir(parents=True, exist_ok=True, mode=0o700)
    constants.DEFAULT_LOCAL_TMP = tempfile.mkdtemp(prefix=f"ansible-local-{os.getpid()}", dir=local)
    atexit.register(shutil.rmtree, constants.DEFAULT_LOCAL_TMP, ignore_errors=True)
    # what is sent of a module is the same in each run
    os.symlink(os.path.join(home, "ansiballz_cache"), os.path.join(constants.DEFAULT_LOCAL_TMP, "ansiballz_cache"))
    warnings.filterwarnings("ignore", "AnsibleCollectionFinder has already been configured")


if __name__ == "__main__":
    loader.init_plugin_loader()
    for kind in ("become", "callback", "connection", "inventory", "shell", "strategy"):
        list(getattr(loader, f"{kind}_loader").all(class_only=True))  # each run looks at all of them
    import_rooms("module_utils", "plugin_utils")
    # to send with a module what it imports takes half a second, and the process that runs it has all of that
    ModuleDepFinder.visit = lambda *_: None
    gc.freeze()  # or the first collection in each child would copy every page
    serve()
    sys.exit(main())
