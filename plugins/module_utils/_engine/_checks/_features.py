# Copyright: (c) 2026, roma.connect contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

# This module utility is private to the roma.connect collection: it may change in any release.

"""What an instance has to be able to do for an object."""

from __future__ import annotations

import typing as t

from ..._instance._parameters import OFF, features_of, numbers_in
from ..._planning._check import Problems
from ..._planning._plan import CREATE, UPDATE
from ..._service._client import Client
from .._step import Step


def check_features(client: Client, steps: t.Sequence[Step], problems: Problems) -> None:
    """Report the features that the service says are off, or are set too low. It is asked only if there is a need."""
    needs = [
        (step, option, name, member, least)
        for step in steps
        if step.plan.action in (CREATE, UPDATE) and not step.unclear
        for option, name, member, least in step.entry.resource.rules.needs(step.plan.values)
    ]
    features = features_of(client) if needs else {}
    for step, option, name, member, least in needs:
        config = features.get(name, "")
        most = numbers_in(config).get(member, least)
        if config == OFF:
            problems.add(step.entry.at(option), f"needs the feature {name}, which is off in this instance")
        elif most < least:
            problems.add(step.entry.at(option), f"is {least}, and the feature {name} of this instance allows {most}")
