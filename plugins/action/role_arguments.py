# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks the variables of a role of this collection against its argument specification, and answers in a line.

The action of ansible-core that does so repeats the whole specification and values of variables, which may be secrets.
"""

from __future__ import annotations

import typing as t
from pathlib import Path

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase
from ansible_collections.roma.connect.plugins.module_utils._module import refusal
from ansible_collections.roma.connect.plugins.module_utils._spec._options import fields_of
from ansible_collections.roma.connect.plugins.plugin_utils._plain import plain

_ROLES = Path(__file__).resolve().parents[2] / "roles"


class ActionModule(ActionBase):
    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        result = super().run(tmp, task_vars)
        del tmp
        role = str(self._task.args["role"])
        spec = self._loader.load_from_file(str(_ROLES / role / "meta" / "argument_specs.yml"))
        options = plain(spec["argument_specs"]["main"]["options"])
        given = self._given(options, task_vars or {})
        errors = ArgumentSpecValidator(options).validate(given).errors
        why = refusal(f"the role roma.connect.{role}", fields_of(options), given, errors)
        if why:
            result.update(failed=True, msg=f"{why}; see ansible-doc -t role roma.connect.{role}")
        return {**result, "changed": False}

    def _given(self, names: t.Iterable[str], task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        given = {}
        for name in names:
            if name in task_vars:
                try:
                    given[name] = plain(self._templar.template(task_vars[name]))
                except AnsibleError as exc:
                    raise AnsibleError(f"{name}: {exc}") from None
        return given
