# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""A new secret in steps, between which others can try it: planned, set, proved, then kept or taken back."""

from __future__ import annotations

import datetime
import secrets
import string
import typing as t

from ..._base._errors import InputError, RomaError
from ..._base._redaction import HIDDEN, REDACTION
from ..._base._vault import Vault
from ..._catalog._registry import BY_KIND
from ..._document._entries import entry_from
from ..._engine._execute import execute
from ..._engine._prepare import prepare
from ..._planning._check import Problems, suggest
from ..._planning._shape import is_text, shown
from ..._service._client import Client
from ..._service._connection import connection_from
from ..._spec._field import Field, Secret
from ..._spec._resource import Resource
from ..._spec._values import Values
from .._moments import SPELLING, now, spelled
from .._operation import Context, Operation, in_turn
from ._journal import BEGUN, IN_FORCE, PROVED, UNDOING, Escrow, Journal

PLAN, SET, PROVE, KEEP, UNDO = "plan", "set", "prove", "keep", "undo"


class Target(t.NamedTuple):
    """A secret by its name: the kind, the object and the option."""

    name: str
    resource: Resource
    label: str
    field: Field

    @property
    def entry(self) -> Values:
        return {self.resource.identity[0]: self.label}


class _NotPutBack(RomaError):
    """Two failures, of which both are told."""

    def __init__(self, told: str, cause: RomaError) -> None:
        super().__init__(f"{told}; the former secret was not put back: {cause}; run this again")
        self.cause = cause

    def payload(self) -> Values:
        return {**self.cause.payload(), "msg": str(self)}


def rotate(context: Context) -> Values:
    params = context.params
    step, names, given = params["step"], params["names"], params.get("secrets") or {}
    if step == SET and not context.no_log and not context.check_mode:
        raise RomaError("the result would hold a secret; set no_log to true on the task")
    targets = _targets(step, names, given)
    vault = _vault(context)
    connection = connection_from(params)
    escrow = Escrow(params["escrow"], vault) if params.get("escrow") else None
    if escrow is not None:
        escrow.read()
    journals = [Journal(params["journal"], connection, name, vault, context.run) for name in names]
    with Client(connection) as client:
        if step == PLAN or context.check_mode:
            return _planned(context, client, targets, journals)
        with in_turn(context, connection):
            rotation = _Rotation(client, targets[0], journals[0])
            if step == SET:
                return rotation.set(given.get(names[0]))
            if step == PROVE:
                return rotation.prove()
            return rotation.keep(escrow) if step == KEEP else rotation.undo(params.get("reason") or "taken back")


def _vault(context: Context) -> Vault:
    if context.vault is None or not context.vault.ids:
        raise InputError(["journal: the former secret is kept there until the new one has proved good, and there is no "
                          "vault secret within reach to encrypt it with; run ansible-playbook with --vault-id, on a "
                          "local connection and without become"])  # fmt: skip
    return context.vault


def _targets(step: str, names: list[str], given: Values) -> list[Target]:
    problems = Problems()
    targets = [target for i, name in enumerate(names) if (target := _target(name, f"names[{i}]", problems))]
    if len(set(names)) < len(names):
        problems.add("names", "the same secret stands there twice")
    if not names or (step != PLAN and len(names) > 1):
        problems.add("names", "name at least one secret" if not names else f"with step={step} name one secret")
    for name, value in given.items():
        if step == PLAN and name not in names:
            problems.add(f"secrets.{shown(name)}", f"this secret is not to be rotated; {suggest(name, names)}")
        elif not isinstance(value, str) or not value or not is_text(value):
            problems.add(f"secrets.{shown(name)}", "must be a text that is not empty")
    if problems:
        raise InputError(problems)
    return targets


def _target(name: str, path: str, problems: Problems) -> Target | None:
    kind, _slash, rest = name.partition("/")
    label, _slash, option = rest.rpartition("/")
    resource = BY_KIND.get(kind)
    known = [f"{r.kind}/NAME/{f.name}" for r in BY_KIND.values() for f in r.fields if _can_rotate(f)]
    field = resource.by_name.get(option) if resource is not None else None
    if resource is None or field is None or not label or not _can_rotate(field):
        problems.add(path, f"{shown(name)} is no secret that can be rotated; those have names of the form "
                           + ", ".join(known))  # fmt: skip
        return None
    return Target(name, resource, label, field)


def _can_rotate(f: Field) -> bool:
    return f.secret is not None and f.secret.made_of is not None


def _planned(context: Context, client: Client, targets: list[Target], journals: list[Journal]) -> Values:
    """Look whether all of it is possible, before the first secret is touched."""
    given = context.params.get("secrets") or {}
    rotations = []
    for number, target in enumerate(targets):
        journal = journals[number]
        noted = journal.read()
        present, _values = _present(client, target, None if noted else given.get(target.name))
        if noted is not None:
            _check_known(target, journal, present, noted)
        rotations.append({
            "name": target.name, "kind": target.resource.kind, "entry": target.entry, "option": target.field.name,
            "resumed": noted is not None,
            "changed": given.get(target.name) != present if noted is None else noted["state"] != PROVED,
            "told": f"{target.name}: " + ("a new secret is to be set" if noted is None else
                                          f"a rotation has begun that is to be gone on with ({noted['state']})"),
        })  # fmt: skip
    result: Values = {"changed": any(item.pop("changed") for item in rotations), "rotations": rotations}
    if context.diff:
        result["diff"] = [{"before_header": target.name, "after_header": target.name,
                           "before": {target.field.name: HIDDEN},
                           "after": {target.field.name: f"{HIDDEN} (changed)"}} for target in targets]  # fmt: skip
    return result


class _Rotation:
    """The steps that write."""

    def __init__(self, client: Client, target: Target, journal: Journal) -> None:
        self._client, self._target, self._journal = client, target, journal

    def set(self, given: str | None) -> Values:
        """Set the new secret, or find out how far an earlier run has come with it."""
        name, journal = self._target.name, self._journal
        noted = journal.read()
        present, values = _present(self._client, self._target, None if noted else given)
        resumed = noted is not None
        if noted is not None:
            _check_known(self._target, journal, present, noted)
            if noted["state"] == UNDOING:  # what has failed once is not tried again
                self._put(present, noted["former"])
                journal.remove()
                present, noted = noted["former"], None
        if noted is None:
            new = given or _made(t.cast(Secret, self._target.field.secret), values)
            REDACTION.learn(new)
            if present == new:
                return _set_result(name, new, changed=False, resumed=False, proved=False)
            noted = journal.begin(present, new)
        changed = present != noted["new"]
        if changed:
            journal.write(noted, state=BEGUN, set_at=spelled(now()))
            self._put(present, noted["new"])
        if noted["state"] != PROVED:
            journal.write(noted, state=IN_FORCE)
        return _set_result(name, noted["new"], changed, resumed, noted["state"] == PROVED)

    def prove(self) -> Values:
        """Note that the new secret works: from here on there is no way back by itself."""
        noted = self._journal.read()
        if noted is not None:
            self._journal.write(noted, state=PROVED)
        return {"changed": False}

    def keep(self, escrow: Escrow | None) -> Values:
        """Forget the former secret: the new one is in use."""
        noted, name = self._journal.read(), self._target.name
        present, _values = _present(self._client, self._target)
        if noted is not None and present != noted["new"]:
            raise RomaError(f"{name}: it is not the new secret any more; somebody else has set it")
        stored = escrow is not None and escrow.store(name, present)
        seconds = None if noted is None else _seconds_since(noted["set_at"])
        if noted is None:
            return {"changed": stored, "seconds_live": seconds, "told": f"{name}: it was the given one already"}
        self._journal.remove()
        told = f"{name}: rotated; stored {seconds} s after it was set"
        return {"changed": stored, "seconds_live": seconds, "told": told}

    def undo(self, reason: str) -> Values:
        """Put the former secret back."""
        noted, name = self._journal.read(), self._target.name
        reason = REDACTION.redact(reason)
        if noted is None:
            return {"changed": False, "seconds_live": None, "told": f"{name}: {reason}; no new secret was set"}
        try:
            changed = self._take_back(noted)
        except RomaError as exc:
            raise _NotPutBack(f"{name}: {reason}", exc) from exc
        seconds = _seconds_since(noted["set_at"])
        told = f"{name}: {reason}; the former secret is in force again, after {seconds or 0} s"
        return {"changed": changed, "seconds_live": seconds, "told": told}

    def _take_back(self, noted: Values) -> bool:
        self._journal.write(noted, state=UNDOING)
        present, _values = _present(self._client, self._target)
        _check_known(self._target, self._journal, present, noted)
        self._put(present, noted["former"])
        self._journal.remove()
        return bool(present != noted["former"])

    def _put(self, present: str, secret: str) -> None:
        """Set a secret as `config` would, and see that the service has it."""
        if present == secret:
            return
        target, problems = self._target, Problems()
        entry = entry_from(target.resource, {**target.entry, target.field.name: secret}, "", problems)
        if problems or entry is None:
            raise InputError(problems)
        inventory, steps = prepare(self._client, [entry])
        execute(self._client, inventory, steps)
        if steps[0].error is not None:
            raise steps[0].error
        if _present(self._client, target)[0] != secret:
            raise RomaError(f"{target.name}: the service took the secret, and has another one all the same")


def _set_result(name: str, secret: str, changed: bool, resumed: bool, proved: bool) -> Values:
    return {"changed": changed, "rotation": {"name": name, "secret": secret, "resumed": resumed, "proved": proved}}


def _present(client: Client, target: Target, wanted: str | None = None) -> tuple[str, Values]:
    """Return the secret in force and the options beside it, having checked the one that is wanted."""
    problems = Problems()
    options = target.entry if wanted is None else {**target.entry, target.field.name: wanted}
    where = f"{target.resource.kind}/{target.label}"
    entry = entry_from(target.resource, options, where, problems)
    if problems or entry is None:
        raise InputError(problems)
    _inventory, (step,) = prepare(client, [entry])
    if step.record is None:
        raise InputError([f"names: {target.name}: there is no {target.resource.title} of this name"])
    found = step.record.values.get(target.field.name)
    if not isinstance(found, str) or not found:
        raise RomaError(f"{target.name}: the service does not give this secret back, so that it could not be put back")
    REDACTION.learn(found)
    return found, step.record.values


def _check_known(target: Target, journal: Journal, present: str, noted: Values) -> None:
    if present not in (noted["former"], noted["new"]):
        raise RomaError(f"{target.name}: it is neither the secret from before the rotation nor the new one: somebody "
                        f"else has set it. It is left as it is; remove {journal.path} to begin anew")  # fmt: skip


def _made(secret: Secret, values: Values) -> str:
    """Make up a secret from a cryptographic source. All kinds take one that begins with a letter."""
    characters, length = t.cast("t.Callable[[Values], tuple[str, int]]", secret.made_of)(values)
    return secrets.choice(string.ascii_letters) + "".join(secrets.choice(characters) for i in range(length - 1))


def _seconds_since(moment: str) -> int | None:
    try:
        then = datetime.datetime.strptime(moment, SPELLING).replace(tzinfo=datetime.timezone.utc)
    except ValueError:
        return None
    return max(0, round((now() - then).total_seconds()))


SECRET_ROTATION = Operation(
    "secret_rotation",
    (
        Field("names", "Names of the secrets, as placeholders of documents have them between C(<secret:) and C(>), for "
              "example V(app_secrets/orders/secret) or V(signature_keys/order_system/sign_secret). All steps but "
              "V(plan) take one.", type="list", elements="str", required=True),
        Field("step", "V(plan) looks whether all of it is possible, and changes nothing. V(set) sets the new secret, "
              "or goes on with what an earlier run has begun. V(prove) notes that the new secret works. V(keep) ends "
              "the rotation. V(undo) ends it, too, and puts the former secret back.", required=True,
              choices=(PLAN, SET, PROVE, KEEP, UNDO)),
        Field("secrets", "New secrets by their names. What is left out is made up. A rotation that has begun keeps the "
              "secret it began with. A text in JSON or YAML that holds this mapping will do.", type="raw",
              secret=Secret()),
        Field("journal", "Directory on the controller for what a killed run needs to go on. It holds the former and "
              "the new secret, encrypted with the first vault secret of the run, until the rotation has ended.",
              type="path", required=True),
        Field("escrow", "File on the controller that holds secrets by their names, encrypted with Ansible Vault, as "
              "backups do. With O(step=keep) the new secret is stored there. The file is made when it is missing.",
              type="path"),
        Field("reason", "Why it is taken back, for RV(told)."),
    ),
    rotate,
)  # fmt: skip
