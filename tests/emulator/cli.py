# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: `python -m tests.emulator`."""

from __future__ import annotations

import argparse
import os
import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .identity.tenant import environment
from .server import serve

DEFAULT_TLS_DIRECTORY = Path(tempfile.gettempdir()) / f"roma-emulator-{os.getuid()}"

# the command line sets the values that a reset returns to
SWITCHES = ("latency_ms", "rate_limit", "asset_job_seconds", "token_seconds")


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m tests.emulator", description=__doc__)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8420, help="0 picks a free one")
    options.add_argument("--tls", action="store_true", help="serve HTTPS with a self-made certificate")
    options.add_argument("--tls-dir", type=Path, default=DEFAULT_TLS_DIRECTORY, help="where the certificate is kept")
    options.add_argument("--latency-ms", type=float, help="delay of every answer")
    options.add_argument("--rate-limit", type=float, help="requests a second, more get 429")
    options.add_argument("--asset-job-seconds", type=float, help="how long asset jobs run")
    options.add_argument("--token-seconds", type=float, help="lifetime of an IAM token")
    options.add_argument("--stop-with-stdin", action="store_true", help="end when stdin is closed")
    options.add_argument("--env", action="store_true", help="print export lines for the default tenant and exit")
    return options


def main(arguments: Sequence[str] | None = None) -> None:
    options = parser().parse_args(arguments)
    if options.env:
        print_environment(options)
        return
    switches: dict[str, Any] = {name: getattr(options, name) for name in SWITCHES if getattr(options, name) is not None}
    try:
        serve(
            options.host,
            options.port,
            tls_directory=options.tls_dir if options.tls else None,
            switches=switches,
            stop_with_stdin=options.stop_with_stdin,
        )
    except KeyboardInterrupt:
        pass
    except OSError as error:
        raise SystemExit(f"cannot listen on {options.host}:{options.port}: {error.strerror}") from None


def print_environment(options: argparse.Namespace) -> None:
    scheme = "https" if options.tls else "http"
    variables = environment(f"{scheme}://{options.host}:{options.port}")
    if options.tls:
        variables["ROMA_CA_PATH"] = str(options.tls_dir / "ca.pem")
    for name, value in variables.items():
        print(f"export {name}={shlex.quote(value)}")
