#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: iam_token
short_description: Get an IAM token for a user name and a password
version_added: "1.0.0"
description:
  - Log in with O(username), O(password) and O(domain_name), and return the token, which other modules take as
    O(token).
  - >-
    A login is not needed for the other modules: they sign their requests with O(access_key) and O(secret_key), or log
    in on their own. A token saves them the login when a play with user name and password has many tasks.
  - The token holds for the project that O(project_id) or O(project_name) names.
  - The task must have C(no_log) set to V(true), or the module fails before it logs in.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.iam_token
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode there is no login, and RV(token) is null. Tasks that take it use the other credentials then.
  diff_mode:
    support: N/A
    details:
      - This module does not change anything.
  idempotent:
    support: none
    details:
      - Every run makes a new token. No run reports a change.
seealso:
  - module: roma.connect.app_info
"""

EXAMPLES = r"""
- name: Log in once
  roma.connect.iam_token:
  register: login
  no_log: true

- name: Use the token in all tasks that follow
  module_defaults:
    group/roma.connect.roma:
      token: "{{ login.token }}"
  block:
    - name: Read all applications
      roma.connect.app_info:
      register: all_apps

    - name: Read all environments
      roma.connect.environment_info:
      register: all_environments
"""

RETURN = r"""
token:
  description: The token; null in check mode.
  returned: success
  type: str
expires_at:
  description: When the token expires, UTC; null in check mode.
  returned: success
  type: str
  sample: "2026-03-15T09:30:00.000000Z"
project_id:
  description: ID of the project that the token is for; null in check mode.
  returned: success
  type: str
  sample: 0f3c7a9be1d24586a7c0d9e8f1b2a3c4
error:  # error, written by scripts/return-docs
  description: What the service answered, when this is why the task failed.
  returned: on failure, when a service answered
  type: dict
  contains:
    status:
      description: HTTP status code.
      returned: always
      type: int
      sample: 401
    code:
      description: Error code of the service; the HTTP status code when the answer holds none.
      returned: always
      type: str
      sample: APIGW.0301
    request_id:
      description: ID of the request, to be quoted to the vendor's support. Empty when the answer holds none.
      returned: always
      type: str
      sample: 13760c1fe8655e61209b75665e9bef43
    method:
      description: Method of the request.
      returned: always
      type: str
      sample: POST
    path:
      description: Path of the request.
      returned: always
      type: str
      sample: /v3/auth/tokens
    details:
      description: What else the answer says, by the names of the service; empty when it says nothing more.
      returned: always
      type: dict
      sample: {error_details: The application does not exist.}
problems:  # problems, written by scripts/return-docs
  description: Everything that is wrong with the options. Each sentence starts with the path of an option.
  returned: on failure, when the options are wrong
  type: list
  elements: str
  sample: ['domain_name: is required to log in with a user name and a password']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("iam_token")


if __name__ == "__main__":
    main()
