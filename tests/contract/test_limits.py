# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits are facts: about every member that a request may have, the collection, the emulator and the vendor's documents
agree at every boundary and one beyond, but for what stands in the table of deviations with its reason.
"""

from __future__ import annotations

from tests.contract.limits import agreed, catalogued, documented, emulated
from tests.contract.limits.agreed import Deviation
from tests.contract.limits.facts import Limits, Opinion, differences

EMULATED = emulated.members()
#: Options that no member of a request stands for, and what becomes of them.
NO_MEMBER = {"apps.members.name": "the id of the user"}


def deviation_of(part: str, name: str, place: str) -> Deviation | None:
    found = [entry for entry in agreed.deviations(part) if entry.concerns(name, place)]
    assert len(found) <= 1, f"{name} {place} is told twice: {', '.join(map(str, found))}"
    return found[0] if found else None


def opinion_of(limits: Limits) -> Opinion:
    return Opinion(limits, limits.accepts)


def test_the_emulator_takes_what_the_documents_say() -> None:
    known, problems, used = documented.members(), [], set()
    for (operation, place), opinion in EMULATED.items():
        limits = known.get((operation, place))
        entry = deviation_of(agreed.EMULATOR, operation, place)
        if entry is not None:
            used.add(entry)
            told = entry.instead_of(limits)
            if limits is not None and not differences(opinion_of(limits), opinion_of(told)):
                problems.append(f"{entry} is documented for {operation} {place}: {limits}")
            limits = told
        if limits is None:
            problems.append(f"{operation} {place}: not documented, the emulator has {opinion.limits}")
        elif found := differences(opinion_of(limits), opinion):
            what = f"expected {limits}, the emulator has {opinion.limits}"
            problems.append(f"{operation} {place}: {what}; they differ in {', '.join(found)}")
    problems += [f"{entry} concerns nothing" for entry in agreed.deviations(agreed.EMULATOR) if entry not in used]
    assert not problems, "\n".join(["", *problems])


def test_the_collection_lets_through_what_the_emulator_takes() -> None:
    problems, used, sent = [], set(), dict.fromkeys(NO_MEMBER, True)
    for option in catalogued.options():
        opinion = EMULATED.get((option.operation, option.place))
        entry = deviation_of(agreed.COLLECTION, option.operation, option.path)
        sent[option.path] = sent.get(option.path, False) or opinion is not None
        if opinion is None:
            continue  # what cannot be changed is no member of an update
        expected = opinion
        if entry is not None:
            used.add(entry)
            told = entry.instead_of(opinion.limits)
            if not differences(opinion, opinion_of(told), empty=False):
                problems.append(f"{entry} is no deviation: {option}: {opinion.limits}")
            expected = opinion_of(told)
        if found := differences(expected, option.opinion, empty=False):
            what = f"expected {expected.limits}, the collection has {option.opinion.limits}"
            problems.append(f"{option}: {what}; they differ in {', '.join(found)}")
    problems += [f"{path} is no member of any request" for path, found in sent.items() if not found]
    problems += [f"{entry} concerns nothing" for entry in agreed.deviations(agreed.COLLECTION) if entry not in used]
    assert not problems, "\n".join(["", *problems])


def test_the_collection_asks_for_the_longest_pages_there_are() -> None:
    longest = {kind: EMULATED[operation, "query.limit"].limits.most for kind, operation, _size in catalogued.pages()}
    assert longest.pop("topics") is None  # they come all at once, unless a limit is given
    assert longest == {kind: size for kind, _operation, size in catalogued.pages() if kind in longest}
