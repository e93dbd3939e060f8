# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""The only file that knows AnsibleModule: turns an operation into a module."""

from __future__ import annotations

import gc
import os
import select
import threading
import traceback
import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible.module_utils.errors import (
    AnsibleFallbackNotFound,
    AnsibleValidationErrorMultiple,
    ArgumentTypeError,
    ArgumentValueError,
    ElementError,
    NoLogError,
    SubParameterTypeError,
    UnsupportedError,
)

from ._base._errors import RomaError
from ._base._redaction import REDACTION, spellings
from ._planning._check import Problems, check_values, misplaced
from ._run._registry import OPERATIONS, Context, Operation
from ._service._connection import warnings_about
from ._service._http import HAS_REQUESTS
from ._spec._field import Field
from ._spec._options import argument_spec
from ._spec._values import Values

_OUTPUT = 1  # the descriptor to which a module writes its result


def spec_of(operation: Operation) -> Values:
    """Return the argument spec of an operation in Ansible's terms."""
    spec = argument_spec(operation.fields)
    for argument in spec.values():
        names = argument.pop("env", None)
        if names:
            argument["fallback"] = (_variable, names)
    return spec


#: What Ansible says about these quotes values, which may be misplaced secrets.
_QUOTING = (ArgumentTypeError, ArgumentValueError, ElementError, NoLogError, SubParameterTypeError)


def module_name(operation: Operation) -> str:
    """Name a module in a sentence, as Ansible does."""
    return f"(roma.connect.{operation.name}) module"


def refusal(whose: str, fields: t.Sequence[Field], given: Values, errors: AnsibleValidationErrorMultiple | None) -> str:
    """Say why options cannot be taken, or nothing when they can.

    :param whose: the name of the module or role that has them
    :param given: the options before Ansible has changed their types
    """
    problems = Problems()
    problems += misplaced(fields, given)
    if not problems and errors is not None and errors.messages:
        if isinstance(errors[0], UnsupportedError):
            return f"Unsupported parameters for {whose}: {errors.msg}"
        if not isinstance(errors[0], _QUOTING):
            return str(errors.msg)
        check_values(fields, given, "", problems)
        if not problems:
            problems.append("an option has a value of a type that it cannot have")
    return "; ".join(problems)


def _variable(*names: str) -> str:
    """Return the first variable of the environment that is set; an empty one is not."""
    found = next((os.environ[name] for name in names if os.environ.get(name)), None)
    if found is None:
        raise AnsibleFallbackNotFound
    return found


def result_of(operation: Operation, context: Context) -> Values:
    """Run an operation. Every failure becomes a result; a traceback never leaves this function.

    What the result must not show stands in `REDACTION` afterwards.
    """
    REDACTION.begin(operation.hidden_values(context.params))
    try:
        result = _perform(operation, context)
    except RomaError as exc:
        result = {"failed": True, "changed": False, **exc.payload()}
    except Exception as exc:  # an error of the collection itself: say where, but show no values
        place = traceback.extract_tb(exc.__traceback__)[-1]
        where = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
        result = {
            "failed": True,
            "changed": False,
            "msg": f"internal error in roma.connect.{operation.name}: {type(exc).__name__} at {where}; "
            "please report it",
        }
    warnings = warnings_about(context.params)
    if warnings:
        result = {**result, "warnings": warnings}
    return {**result, "invocation": {"module_args": operation.shown(context.params)}}


def _perform(operation: Operation, context: Context) -> Values:
    gc.freeze()  # all threads would stand still while everything that Ansible has loaded is looked through for garbage
    try:
        return operation.perform(context)
    finally:
        gc.unfreeze()


def revealed(context: Context, result: Values) -> set[str]:
    """Return the secrets that a result is meant to hold, in every spelling: nobody sees the result of such a task."""
    if not context.no_log:
        return set()
    found = [value["secret"] for value in result.values() if isinstance(value, dict) and value.get("secret")]
    return {spelt for secret in (*found, result.get("token")) if secret for spelt in {secret, *spellings(secret)}}


def _end_without_reader() -> None:
    """End the process as soon as nobody reads its result any more, whatever it is doing."""
    watch = select.poll()
    watch.register(_OUTPUT, 0)  # of the end of a pipe the system tells without being asked
    watch.poll()
    os._exit(1)


class RomaModule(AnsibleModule):
    """An AnsibleModule that neither logs nor shows what may be a secret, and quotes none in errors."""

    params: Values

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._given: Values = {}
        self._ready = False
        super().__init__(argument_spec=spec_of(operation), supports_check_mode=True)
        if self._refusal(None):
            self.fail_json(msg="")
        self._ready = True

    def _load_params(self) -> None:
        super()._load_params()
        self._given = {name: value for name, value in self.params.items() if not name.startswith("_ansible_")}

    def _log_invocation(self) -> None:
        params, self.params = self.params, self._shown()
        try:
            super()._log_invocation()
        finally:
            self.params = params

    def fail_json(self, msg: str, **kwargs: t.Any) -> t.NoReturn:
        if not self._ready:
            validated = getattr(self, "validation_result", None)
            msg = self._refusal(validated and validated.errors) or msg
            kwargs["invocation"] = {"module_args": self._shown()}
        fail: t.Callable[..., t.NoReturn] = super().fail_json
        fail(msg=msg, **kwargs)

    def _refusal(self, errors: AnsibleValidationErrorMultiple | None) -> str:
        return refusal(module_name(self._operation), self._operation.fields, self._given, errors)

    def _shown(self) -> Values:
        known = {f.name for f in self._operation.fields}
        options = {name: value for name, value in self.params.items() if name in known}
        return self._operation.shown({**options, **self._given})


def run_module(name: str) -> None:
    """Be the module of this name."""
    operation = OPERATIONS[name]
    module = RomaModule(operation)
    if not HAS_REQUESTS:
        module.fail_json(msg=missing_required_lib("requests"))
    threading.Thread(target=_end_without_reader, daemon=True).start()
    context = Context(module.params, module.check_mode, module._diff, module.no_log)
    result = result_of(operation, context)
    module.no_log_values.update(REDACTION.found_in(result))
    module.no_log_values.difference_update(revealed(context, result))
    finish: t.Callable[..., t.NoReturn] = module.fail_json if result.pop("failed", False) else module.exit_json
    finish(**result)
