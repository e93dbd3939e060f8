# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: instances
short_description: ROMA Connect instances as hosts
version_added: "1.0.0"
description:
  - Finds the ROMA Connect instances of one or more projects and regions. Each is a host in the group C(roma), on which
    the playbooks of the collection run as they are.
  - The file that configures it has a name that ends in C(roma.yml) or C(roma.yaml).
  - A host has the name of its instance, with what is not a letter, a digit or any of C(. _ -) replaced by C(-). Where
    that does not tell hosts apart, or stands for something else already, C(-) and the beginning of the instance's id
    follow.
  - Nobody logs in to these hosts. They have C(ansible_connection=local), and the interpreter of C(ansible-playbook).
  - "A host has these variables: C(roma_instance_id), C(roma_name), C(roma_project_id), C(roma_region),
    C(roma_endpoint), C(roma_status), C(roma_edition), and C(roma_instance) with all that the service says, see
    M(roma.connect.instance_info). Nothing of that is ever evaluated."
  - C(roma_connection), which the roles take, has what reaches the instance. The credentials of a source are part of it
    only when none of its secrets stands in the file in clear. They are templates then, or encrypted by Ansible Vault,
    and stay what they are. Hosts without any take credentials from the environment.
  - A source that does not answer is told of in a warning that names it, or fails the inventory when O(strict=true).
    When none answers, or an option is wrong, the inventory always fails. The group C(roma) exists all the same, so that
    the playbooks of the collection find no hosts, instead of running on C(localhost).
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._inventory
  - constructed
  - inventory_cache
options:
  plugin:
    description: Says that the file is for this plugin.
    type: str
    required: true
    choices: [roma.connect.instances]
  strict:
    description:
      - Whether a source that does not answer fails the inventory, and so does an expression of O(compose), O(groups) or
        O(keyed_groups) that cannot be evaluated.
    type: bool
    default: false
notes:
  - The texts of O(sources) and of the options beside it may be templates. Of variables they know those that are given
    by C(-e).
  - The cache holds what the service says of the instances, and no credentials. Each source has an entry of its own,
    which is not used any more once an option has changed that decides what is found.
  - Ansible goes on without an inventory that fails. C(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED) has it stop.
seealso:
  - module: roma.connect.instance_info
"""

EXAMPLES = r"""
# fleet.roma.yml: several projects, each with credentials from variables of its own. For the instances of one project,
# where all else is taken from the environment, the first line is enough.
plugin: roma.connect.instances
sources:
  - name: stage
    region: cn-north-4
    access_key: "{{ lookup('ansible.builtin.env', 'STAGE_ACCESS_KEY') }}"
    secret_key: "{{ lookup('ansible.builtin.env', 'STAGE_SECRET_KEY') }}"
  - name: prod
    region: cn-south-1
    project_id: 5be2d81c4f6a4b0d9c3e7a1f8d2b6e90
    access_key: "{{ lookup('ansible.builtin.env', 'PROD_ACCESS_KEY') }}"
    secret_key: "{{ lookup('ansible.builtin.env', 'PROD_SECRET_KEY') }}"
keyed_groups:
  - prefix: status
    key: roma_status
  - prefix: region
    key: roma_region
groups:
  small: roma_edition == 'basic'
compose:
  zones: roma_instance.available_zone_ids
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/roma-inventory
"""

import os
import typing as t

from ansible.errors import AnsibleParserError
from ansible.inventory.group import to_safe_group_name
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError, RomaError
from ansible_collections.roma.connect.plugins.module_utils._base._redaction import REDACTION
from ansible_collections.roma.connect.plugins.module_utils._planning._check import suggest
from ansible_collections.roma.connect.plugins.module_utils._run._operation import secret_options, sound
from ansible_collections.roma.connect.plugins.module_utils._run._resources._hosts import Found, Host, ask, hosts_of
from ansible_collections.roma.connect.plugins.module_utils._run._resources._sources import (
    REACH,
    SOURCES,
    Source,
    sources_of,
)
from ansible_collections.roma.connect.plugins.module_utils._service._connection import CREDENTIALS, warnings_about
from ansible_collections.roma.connect.plugins.module_utils._service._http import HAS_REQUESTS
from ansible_collections.roma.connect.plugins.plugin_utils._document_input import trust_as_template, why
from ansible_collections.roma.connect.plugins.plugin_utils._plain import data, plain

_GROUP = "roma"
_INTERPRETER = "{{ ansible_playbook_python }}"
_SECRETS = {f.name for f in REACH if f.secret}


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = "roma.connect.instances"

    def verify_file(self, path: str) -> bool:
        return bool(super().verify_file(path)) and path.endswith(("roma.yml", "roma.yaml"))

    @staticmethod
    def _sanitize_group_name(name: str) -> str:
        return str(to_safe_group_name(name, force=True, silent=True))

    def parse(self, inventory: t.Any, loader: t.Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path)
        self.inventory.add_group(_GROUP)
        config = self._read_config_data(path)
        if not HAS_REQUESTS:
            raise AnsibleParserError(f"{self.NAME} needs the Python library requests, on the controller")
        try:
            sources = self._sources(config)
            found = self._found(sources, path, cache)
            for host in hosts_of(self._answers(found)):
                self._add(host, self._kept(config, host.source))
        except RomaError as exc:
            raise AnsibleParserError(f"{path}: {exc}") from None

    def _sources(self, config: dict[str, t.Any]) -> list[Source]:
        """Return where to look, and take care that no message holds a secret of it."""
        unknown = [f'{name}: unknown option; {suggest(str(name), self.option_definitions)}'
                   for name in config if name not in self.option_definitions]  # fmt: skip
        if unknown:
            raise InputError(unknown)
        self.templar.available_variables = self._vars
        names = [*(f.name for f in REACH), SOURCES.name]
        options = {name: self._evaluated(config[name], name) for name in names if name in config}
        sources = sources_of(sound(options), os.environ)
        connections = [vars(source.connection) for source in sources]
        REDACTION.begin(str(value) for params in connections for value in secret_options(REACH, params))
        for warning in dict.fromkeys(line for params in connections for line in warnings_about(params)):
            self.display.warning(warning)
        return sources

    def _evaluated(self, value: t.Any, path: str) -> t.Any:
        """Return an option with its templates evaluated. Sources have to be listed, each may hold some."""
        if isinstance(value, dict):
            return {key: self._evaluated(item, f"{path}.{key}") for key, item in value.items()}
        if isinstance(value, list):
            return [self._evaluated(item, f"{path}[{index}]") for index, item in enumerate(value)]
        if path.startswith(SOURCES.name) and "." not in path:
            return value
        try:
            return plain(self.templar.template(value))
        except Exception as exc:  # a template may fail with whatever its lookups and filters raise
            raise InputError([f"{path}: {why(exc)}"]) from None

    def _found(self, sources: list[Source], path: str, cache: bool) -> list[Found]:
        """Return what the cache knows of sources, and what the others answer."""
        kept = self.get_option("cache")
        keys = {source.path: f"{self.get_cache_key(path)}_{source.digest[:16]}" for source in sources}
        known: dict[str, Found] = {}
        for source in sources if kept and cache else ():
            try:
                known[source.path] = Found(source, **self._cache[keys[source.path]])
            except (KeyError, TypeError):  # nothing is there, or nothing that was written here
                continue
        asked = {found.source.path: found for found in ask([s for s in sources if s.path not in known])}
        for found in asked.values() if kept else ():
            if not found.problem:
                self._cache[keys[found.source.path]] = {"project_id": found.project_id, "instances": found.instances}
        return [{**known, **asked}[source.path] for source in sources]

    def _answers(self, found: list[Found]) -> list[Found]:
        """Return those that have answered, and tell of those that have not."""
        problems = [answer.problem for answer in found if answer.problem]
        if problems and (self.get_option("strict") or len(problems) == len(found)):
            raise RomaError("; ".join(problems))
        for problem in problems:
            self.display.warning(f"the inventory lacks instances: {problem}")
        return [answer for answer in found if not answer.problem]

    @staticmethod
    def _kept(config: dict[str, t.Any], source: Source) -> dict[str, t.Any]:
        """Return the credentials of a source as they stand in the file, unless a secret is there in clear."""
        stated = source.stated(config)
        credentials = {name: value for name, value in stated.items() if name in CREDENTIALS and value is not None}
        in_clear = [name for name, value in credentials.items()
                    if name in _SECRETS and isinstance(value, str) and "{{" not in value]  # fmt: skip
        if in_clear or not credentials:
            return {}
        return {**dict.fromkeys(CREDENTIALS, ""), **credentials}  # an empty one is not taken from the environment

    def _add(self, host: Host, kept: dict[str, t.Any]) -> None:
        self.inventory.add_host(host.name, group=_GROUP)
        for group in host.groups:
            self.inventory.add_group(group)
            self.inventory.add_host(host.name, group=group)
        variables = {
            **data(host.facts),
            "roma_connection": {**data(host.connection), **kept},
            "ansible_connection": "local",
            "ansible_python_interpreter": trust_as_template(_INTERPRETER),
        }
        for name, value in variables.items():
            self.inventory.set_variable(host.name, name, value)
        strict, known = self.get_option("strict"), self.inventory.get_host(host.name).get_vars()
        self._set_composite_vars(self.get_option("compose"), known, host.name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), {}, host.name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), {}, host.name, strict=strict)
