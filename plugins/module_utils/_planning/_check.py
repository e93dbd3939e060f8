# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""Offline validation: every problem is found before the first request, and starts with the option's path."""

from __future__ import annotations

import difflib
import re
import typing as t
from collections import Counter

from .._base._errors import listed
from .._spec._field import Field, Limits
from .._spec._resource import Resource
from .._spec._values import Values, is_placeholder
from ._shape import UNSOUND, in_range, quoted, shown

_LISTED = 50  # known words that are worth showing
_GUESSED = 200  # problems up to which it is worth guessing what was meant
_LONGEST_WORD = 100
_TRUE, _FALSE = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}


class Problems(list[str]):
    """Collects (path, sentence) as the sentences that users read."""

    def __init__(self) -> None:
        super().__init__()
        self._places: set[str] = set()

    def add(self, path: str, sentence: str) -> None:
        self._places.add(path)
        self.append(f"{path}: {sentence}" if path else sentence)

    def add_unknown(self, path: str, what: str, word: str, known: t.Iterable[str]) -> None:
        """Report a word that is not known, with a guess at what was meant; guessing takes time."""
        hint = f"; {suggest(word, known)}" if len(self) < _GUESSED else ""
        self.add(path, f"unknown {what}{hint}")

    def concerns(self, path: str) -> bool:
        """Tell whether something has been reported for just this path."""
        return path in self._places


def closest(word: str, known: t.Iterable[str]) -> str:
    """Return a hint for a misspelt word, or nothing when no known word is like it."""
    found = difflib.get_close_matches(word[:_LONGEST_WORD], list(known), n=1, cutoff=0.6)
    return f'did you mean "{found[0]}"?' if found else ""


def suggest(word: str, known: t.Iterable[str]) -> str:
    """Return a hint for a misspelt word, or the known words unless they are too many."""
    known = list(known)
    hint = closest(word, known)
    if hint:
        return hint
    return f"known are: {listed(known, _LISTED)}" if known else "there is none at all"


def check_entry(resource: Resource, entry: Values, path: str, problems: Problems, present: bool = True) -> Values:
    """Check one entry of a document or the options of a module.

    :param entry: the options that were given
    :param present: whether the entry shall exist; an absent one needs its identity only
    :returns: the entry with its values in the declared types, without the options that are null
    """
    values = check_values(resource.fields, entry, path, problems)
    for f in resource.fields:
        if f.required and entry.get(f.name) is None and (present or f.name in resource.identity):
            problems.add(join(path, f.name), f"is required for {resource.title_of(values)}")
    _check_scope(resource, values, path, problems)
    if present:
        for f in resource.fields:
            if f.only_with is not None and values.get(f.name) and not f.has_effect(values):
                other, value = f.only_with
                problems.add(join(path, f.name), f"has no effect without {other}={value}, which must be given with it")
        for option, sentence in resource.rules.check(values):
            if not problems.concerns(join(path, option)):  # or it would follow from what has been told
                problems.add(join(path, option), sentence)
    return values


def _check_scope(resource: Resource, values: Values, path: str, problems: Problems) -> None:
    """Of several objects that it may lie below, an object names one."""
    if len(resource.scope) < 2 or any(problems.concerns(join(path, name)) for name in resource.scope):
        return
    if not any(values.get(name) for name in resource.scope):
        first, *others = resource.scope
        problems.add(join(path, first), f"is required for {resource.title}, unless {' or '.join(others)} is given")
    check_one_scope(resource, values, path, problems)


def check_one_scope(resource: Resource, values: Values, path: str, problems: Problems) -> None:
    """No object lies below several others."""
    given = [name for name in resource.scope if values.get(name)]
    if len(given) > 1:
        problems.add(join(path, given[0]), f"cannot be given together with {' and '.join(given[1:])}")


def join(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name


def check_values(fields: t.Iterable[Field], values: Values, path: str, problems: Problems) -> Values:
    """Check a mapping of options. Those of the wrong type are left out of what is returned."""
    by_name = {f.name: f for f in fields}
    result: Values = {}
    for name, value in values.items():
        f = by_name.get(name)
        if f is None:
            problems.add_unknown(join(path, shown(name)), "option", name, by_name)
        elif value is not None:
            checked = check_value(f, value, join(path, f.name), problems)
            if checked is not UNSOUND:
                result[f.name] = checked
    _check_replaced(by_name, result, path, problems)
    return result


def _check_replaced(by_name: t.Mapping[str, Field], given: Values, path: str, problems: Problems) -> None:
    told: set[str] = set()
    for name in given:
        others = [other for other in by_name[name].change.replaces if other in given and other not in told]
        if others:
            problems.add(join(path, name), f"cannot be given together with {' and '.join(others)}")
            told.add(name)


def check_value(f: Field, value: t.Any, path: str, problems: Problems) -> t.Any:
    """Check one value. `UNSOUND` is returned for one of the wrong type."""
    if f.secret and is_placeholder(value):
        return value
    value, wrong = convert(f.type, value)
    if wrong:
        problems.add(path, f"must be {wrong}")
        return UNSOUND
    if f.type == "dict" and f.fields:
        # Ansible fills in null for what a module's option leaves out
        value = {name: item for name, item in value.items() if item is not None}
    if value in ("", [], {}):
        if not f.may_be_empty:
            needed = f.required or f.on_create
            problems.add(
                path, "must not be empty" if needed else "cannot be cleared; leave it out to keep what there is"
            )
        return value
    if f.type == "list":
        return _check_list(f, value, path, problems)
    if f.type == "dict" and f.fields:
        inner = check_values(f.fields, value, path, problems)
        for m in f.fields:
            if m.required and value.get(m.name) is None:
                problems.add(join(path, m.name), "is required")
        return inner
    _check_scalar(f, value, path, problems)
    return value


def misplaced(fields: t.Iterable[Field], values: Values, path: str = "") -> t.Iterator[str]:
    """Yield problems of what Ansible would turn into a text: mappings and lists where a text is expected."""
    for f in fields:
        value, here = values.get(f.name), join(path, f.name)
        items = [(value, here)]
        if isinstance(value, list) and f.type == "list":
            items = [(item, f"{here}[{index}]") for index, item in enumerate(value)]
        for item, place in items:
            if isinstance(item, dict) and f.fields:
                yield from misplaced(f.fields, item, place)
            elif isinstance(item, (dict, list)) and "str" in (f.type, f.elements):
                what = "a list" if f.type == "list" and item is value else "a text"
                yield f"{place}: must be {what}, not {kind_of(item)}"


def _check_list(f: Field, value: list[t.Any], path: str, problems: Problems) -> t.Any:
    element = Field("", "", type=f.elements or "raw", fields=f.fields, choices=f.choices,
                    limits=Limits(pattern=f.limits.pattern, help=f.limits.help), secret=f.secret,
                    required=True)  # fmt: skip
    result = [check_value(element, item, f"{path}[{i}]", problems) for i, item in enumerate(value)]
    if any(item is UNSOUND for item in result):
        return UNSOUND
    if f.compare == "set":
        result = list(dict.fromkeys(result))
    if f.limits.maximum is not None and len(result) > f.limits.maximum:
        problems.add(path, f"has {len(result)} entries, at most {f.limits.maximum} are allowed")
    if f.compare == "keyed":
        keys = Counter(f.key_of(item) for item in result if all(name in item for name in f.keys))
        for key, times in sorted(keys.items()):
            if times > 1:
                problems.add(path, f"has two entries with {' and '.join(f.keys)} {shown(key)}")
    return result


def _check_scalar(f: Field, value: t.Any, path: str, problems: Problems) -> None:
    what = "the value" if f.secret else quoted(value)
    if f.choices and value not in f.choices:
        hint = f"; {suggest(str(value), map(str, f.choices))}" if not f.secret and len(problems) < _GUESSED else ""
        problems.add(path, f"{what} is not one of the choices{hint}")
        return
    if isinstance(value, str):
        low, high = f.limits.minimum or 0, f.limits.maximum
        if len(value) < low or (high is not None and len(value) > high):
            span = f"at least {low}" if high is None else f"{low} to {high}" if low else f"at most {high}"
            problems.add(path, f"{what} has {len(value)} characters, {span} are allowed")
        elif f.limits.pattern and not re.fullmatch(f.limits.pattern, value):
            problems.add(path, f"{what} is not allowed: {f.limits.help}")
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and _outside(f, value):
        problems.add(path, f"{what} is out of range, {f.limits.minimum} to {f.limits.maximum} is allowed")


def _outside(f: Field, value: float) -> bool:
    return (f.limits.minimum is not None and value < f.limits.minimum) or (
        f.limits.maximum is not None and value > f.limits.maximum
    )


def convert(kind: str, value: t.Any) -> tuple[t.Any, str]:
    """Return a value in its declared type and an empty text, or the value and what it must be."""
    if kind == "str":
        return _text(value)
    if kind == "bool":
        return _truth(value)
    if kind == "int":
        return _number(value)
    if kind == "list":
        return (list(value), "") if isinstance(value, (list, tuple)) else (value, f"a list, not {kind_of(value)}")
    if kind == "dict":
        return (value, "") if isinstance(value, dict) else (value, f"a mapping, not {kind_of(value)}")
    return value, ""


def _text(value: t.Any) -> tuple[t.Any, str]:
    if isinstance(value, str):
        return value, ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value), ""
    return value, f"a text, not {kind_of(value)}; put it in quotes if it is meant as a text"


def _truth(value: t.Any) -> tuple[t.Any, str]:
    if isinstance(value, bool):
        return value, ""
    word = str(value).lower()
    if word in _TRUE | _FALSE:
        return word in _TRUE, ""
    return value, f"true or false, not {kind_of(value)}"


def _number(value: t.Any) -> tuple[t.Any, str]:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return value, f"a whole number, not {kind_of(value)}"
    try:
        number = int(value)
    except ValueError:
        return value, "a whole number, not a text"
    return (number, "") if in_range(number) else (value, "a whole number that is not so large")


def kind_of(value: t.Any) -> str:
    """Name the type of a value as users know it."""
    names = {bool: "a truth value", int: "a number", float: "a number with a fraction", str: "a text"}
    names |= {list: "a list", dict: "a mapping", type(None): "nothing"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), "this type")
