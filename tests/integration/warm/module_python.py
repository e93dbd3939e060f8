# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands for the Python that runs a module: hands its files to the process that has imported all (`module_server`).

`playbooks` writes it to a file of its own, behind a first line that names the real Python, next to the socket.
"""

import json
import os
import socket
import sys

call = {"argv": sys.argv[1:], "env": dict(os.environ), "cwd": os.getcwd(), "umask": os.umask(0)}
with socket.socket(socket.AF_UNIX) as server:
    server.connect(os.path.join(os.path.dirname(os.path.abspath(__file__)), "socket"))
    socket.send_fds(server, [b"\0"], [0, 1, 2])
    server.sendall(json.dumps(call).encode() + b"\n")
    status = server.recv(1)
sys.exit(status[0] if status else 137)
