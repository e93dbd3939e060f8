# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: fleet
short_description: What has become of each of many hosts
version_added: "1.0.0"
description:
  - Makes a table of what the hosts of a play have registered, as the playbooks of the collection show it at their end.
author:
  - roma.connect contributors (@roma-connect)
positional: _input, variables, told, columns
options:
  _input:
    description: The hosts, for example C(ansible_play_hosts_all).
    type: list
    elements: str
    required: true
  variables:
    description: The variables of all hosts, which is C(hostvars).
    type: dict
    required: true
  told:
    description: Names of the variables with results. Of one that has failed the message is shown, otherwise the last of
      them. A host without the last one has failed, too.
    type: list
    elements: str
    required: true
  columns:
    description: The members of these variables, or of their member C(summary), that are shown.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show what the applications of all instances have become
  ansible.builtin.debug:
    msg: "{{ (ansible_play_hosts_all | roma.connect.fleet(hostvars, ['applied'], ['created', 'updated'])).table }}"
  run_once: true
"""

RETURN = r"""
_value:
  description:
    - C(table), a list of lines, and C(summary) with C(hosts), C(ok) and C(changed), which are counts, C(failed), a list
      of hosts, and C(results), what is shown of each host.
  type: dict
"""

import typing as t

from ansible_collections.roma.connect.plugins.module_utils._run._reports._fleet import fleet


class FilterModule:
    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"fleet": fleet}
