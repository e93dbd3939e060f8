# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What a module is: its options and one function. Knows nothing of Ansible."""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass, field, replace

from .._base._errors import InputError, RomaError
from .._base._vault import Vault
from .._document._file import secrets_of
from .._planning._check import Problems
from .._planning._secrets import hide_for_logs, leaves, secrets_in
from .._planning._shape import Soundness
from .._service._connection import CONNECTION, Connection
from .._spec._field import Field
from .._spec._values import Values
from .._transfer._lock import alone


def _quiet(message: str) -> None:
    del message


@dataclass(frozen=True)
class Context:
    """One call of an operation.

    :param no_log: the task's results are shown to nobody, so that they may hold secrets
    :param run: the process that lives as long as the whole run; 0 where that cannot be told
    :param progress: takes a line for the user while something long runs
    :param vault: the vault secrets of the run; None where they are out of reach, as they never leave the controller
    """

    params: Values = field(repr=False)
    check_mode: bool = False
    diff: bool = False
    no_log: bool = False
    run: int = 0
    progress: t.Callable[[str], None] = _quiet
    vault: Vault | None = field(default=None, repr=False)


def in_turn(context: Context, connection: Connection) -> contextlib.AbstractContextManager[None]:
    """Let no other run of this user change the instance meanwhile. In check mode nothing is changed anyway."""
    return contextlib.nullcontext() if context.check_mode else alone(connection, context.progress)


def hide_options(fields: tuple[Field, ...], params: Values) -> Values:
    return hide_for_logs(fields, params)


def secret_options(fields: tuple[Field, ...], params: Values) -> t.Iterable[t.Any]:
    return secrets_in(fields, params).values()


def sound(params: Values) -> Values:
    """Return a copy of options, in which all keys of mappings are texts.

    :raises InputError: an option holds what neither a service nor a log could take
    """
    problems = Problems()
    copied = Soundness(problems.add).copy(params, "")
    if problems:
        raise InputError(problems)
    return t.cast(Values, copied)


@dataclass(frozen=True)
class Operation:
    """A module.

    :param options: its own options
    :param run: context → result. Raises RomaError for everything that the user has to know
    :param connection: the options that say how to reach the service; none where no service is asked
    :param hide: options → the same without secrets, for logs
    :param secrets: options → the secrets among them
    :param documents: the options that take documents, or the paths of files on the controller that hold some
    """

    name: str
    options: tuple[Field, ...]
    run: t.Callable[[Context], Values]
    connection: tuple[Field, ...] = CONNECTION
    hide: t.Callable[[tuple[Field, ...], Values], Values] = hide_options
    secrets: t.Callable[[tuple[Field, ...], Values], t.Iterable[t.Any]] = secret_options
    documents: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        return (*self.connection, *self.options)

    def perform(self, context: Context) -> Values:
        """Run it, unless an option holds what no service could be sent. Documents are looked at entry by entry."""
        documents = {name: value for name, value in context.params.items() if name in self.documents}
        others = {name: value for name, value in context.params.items() if name not in documents}
        for name in self._texts_too & others.keys():
            others[name] = secrets_of(others[name])
        return self.run(replace(context, params={**sound(others), **documents}))

    @property
    def _texts_too(self) -> set[str]:
        """The options that take secrets by name, or a text that holds them."""
        return {f.name for f in self.options if f.secret and f.type == "raw"}

    def shown(self, params: Values) -> Values:
        """Return the options as they may be logged."""
        return self.hide(self.fields, params)

    def hidden_values(self, params: Values) -> set[str]:
        """Return the secrets that must not turn up in any text of the result."""
        held = []
        for name in self._texts_too & params.keys():
            with contextlib.suppress(RomaError):  # it is refused later
                held.append(secrets_of(params[name]))
        return {text for value in (*self.secrets(self.fields, params), *held) for text in leaves(value)}
