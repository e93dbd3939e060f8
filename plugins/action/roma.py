# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the collection's modules inside the controller when the connection is local, and as modules otherwise.

Starting a module costs many times more than what a module of this collection does.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import typing as t

from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError
from ansible_collections.roma.connect.plugins.module_utils._base._redaction import REDACTION
from ansible_collections.roma.connect.plugins.module_utils._module import (
    module_name,
    refusal,
    result_of,
    revealed,
    spec_of,
)
from ansible_collections.roma.connect.plugins.module_utils._run._registry import OPERATIONS, Context, Operation, sound
from ansible_collections.roma.connect.plugins.module_utils._service._http import HAS_REQUESTS
from ansible_collections.roma.connect.plugins.plugin_utils._controller_vault import ControllerVault
from ansible_collections.roma.connect.plugins.plugin_utils._document_input import DocumentInput
from ansible_collections.roma.connect.plugins.plugin_utils._interruption import ending_with_parent, interruptible
from ansible_collections.roma.connect.plugins.plugin_utils._plain import plain

_SWITCH = "roma_in_process"
_PROGRESS = "roma_progress"
display = Display()


class ActionModule(ActionBase):
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        self._supports_async = True  # not for the class: ansible-core 2.15 sets it in the constructor
        result = super().run(tmp, task_vars)
        del tmp
        task_vars = task_vars or {}
        operation = OPERATIONS[self._task.action.rpartition(".")[2]]
        try:
            args = sound(_plain_options(self._task.args))
            args = self._with_documents(operation, args, task_vars)
        except InputError as exc:
            return {**result, "failed": True, "changed": False, **exc.payload()}
        if self._must_be_a_module(task_vars):
            asynchronous = bool(self._task.async_val) and not self._connection.has_native_async
            with ending_with_parent():
                result.update(self._execute_module(module_args=args, task_vars=task_vars, wrap_async=asynchronous))
        else:
            with interruptible():
                result.update(self._in_process(operation, args, task_vars))
        return result

    def _with_documents(
        self, operation: Operation, args: dict[str, t.Any], task_vars: dict[str, t.Any]
    ) -> dict[str, t.Any]:
        """Read the files that stand for documents: they lie on the controller, and so do secrets and variables."""
        for option in operation.documents:
            if args.get(option) is not None:
                source = DocumentInput(option, self._loader, self._templar, task_vars.get("omit"))
                args = {**args, option: plain(source.read(args[option]))}
        return args

    def _must_be_a_module(self, task_vars: dict[str, t.Any]) -> bool:
        """In-process there is no other user, no other interpreter and no background."""
        wanted = boolean(self._templar.template(task_vars.get(_SWITCH, True)), strict=False)
        local = self._connection.transport == "local"
        become = bool(self._connection.become) if self._connection.become is not None else self._play_context.become
        return not wanted or not local or bool(become) or bool(self._task.async_val) or not HAS_REQUESTS

    def _in_process(
        self, operation: Operation, args: dict[str, t.Any], task_vars: dict[str, t.Any]
    ) -> dict[str, t.Any]:
        validator = ArgumentSpecValidator(spec_of(operation))
        environment: dict[str, t.Any] = {}
        self._compute_environment_string(environment)
        with _environment(environment):
            validated = validator.validate(args)
            params = validated.validated_parameters
            hidden, shown_to_nobody = set(validated._no_log_values), set[str]()
            why = refusal(module_name(operation), operation.fields, args, validated.errors)
            if why:
                shown = {"module_args": operation.shown({**params, **args})}
                result = {"failed": True, "msg": why, "invocation": shown}
                REDACTION.begin(operation.hidden_values(params))
            else:
                quiet = self._is_quiet(task_vars)
                host = task_vars.get("inventory_hostname", "localhost")
                tell = (lambda line: None) if quiet else functools.partial(self._tell, host=host, hidden=hidden)
                context = Context(
                    params, self._task.check_mode, self._task.diff, bool(self._task.no_log), os.getppid(), tell,
                    ControllerVault(self._loader),
                )  # fmt: skip
                result = result_of(operation, context)
                shown_to_nobody = revealed(context, result)
        return without(result, (hidden | REDACTION.found_in(result)) - shown_to_nobody)

    def _tell(self, line: str, host: str, hidden: set[str]) -> None:
        """Show a line at once. It goes to the standard error, so that a callback that prints JSON is not disturbed."""
        whose = "" if host == "localhost" else f"{host}: "
        shown = remove_values(line, hidden | REDACTION.found_in(line))
        display.display(f"roma.connect: {whose}{shown}", stderr=True)

    def _is_quiet(self, task_vars: dict[str, t.Any]) -> bool:
        """Tell whether nobody wants to see lines: the task hides its results, or successes are not shown at all."""
        wanted = boolean(self._templar.template(task_vars.get(_PROGRESS, True)), strict=False)
        return bool(self._task.no_log) or not wanted or not _successes_are_shown()


def without(result: dict[str, t.Any], values: set[str]) -> dict[str, t.Any]:
    """Hide values, as Ansible does for modules. Whether there is anything to hide is seen at once in one long text."""
    try:
        text = json.dumps(result, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        pass
    else:
        if not any(json.dumps(value)[1:-1] in text for value in values):
            return result
    return t.cast("dict[str, t.Any]", remove_values(result, values))


def _successes_are_shown() -> bool:
    try:
        return bool(C.config.get_config_value("display_ok_hosts", plugin_type="callback", plugin_name="default"))
    except AnsibleError:  # another callback is in use, which does not know the setting
        return True


@contextlib.contextmanager
def _environment(changes: dict[str, t.Any]) -> t.Iterator[None]:
    """Apply the task's ``environment``; each task has a process of its own, each item of a loop has not."""
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update({name: str(value) for name, value in changes.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _plain_options(options: dict[str, t.Any]) -> dict[str, t.Any]:
    plain_options: dict[str, t.Any] = {}
    for name, value in options.items():
        try:
            plain_options[str(name)] = plain(value)
        except RecursionError:
            raise InputError([f"{name}: is nested too deeply"]) from None
    return plain_options
