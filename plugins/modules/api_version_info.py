#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: api_version_info
short_description: Read which versions of its API ROMA Connect has
version_added: "1.0.0"
description:
  - Read all versions of the API that a region offers, or one of them.
  - Nothing but O(endpoint) or O(region) is needed here. Credentials are not sent, even if there are some.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.api_version_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.instance_info
"""

EXAMPLES = r"""
- name: Read all versions
  roma.connect.api_version_info:
  register: all_versions

- name: Make sure that the region has the version that this collection uses
  roma.connect.api_version_info:
    version: v2
  register: found
  failed_when: found.versions | length == 0
"""

RETURN = r"""
versions:
  description: The versions that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the version.
      returned: always
      type: str
      sample: v2
    status:
      description: >-
        State of the version: V(CURRENT), V(SUPPORTED) or V(DEPRECATED); null when the service does not say so.
      returned: always
      type: str
      sample: CURRENT
    version:
      description: The newest micro version; empty or null when there are none.
      returned: always
      type: str
      sample: ""
    min_version:
      description: The oldest micro version; empty or null when there are none.
      returned: always
      type: str
      sample: ""
    updated:
      description: When the version was released, UTC; null when the service does not say so.
      returned: always
      type: str
      sample: "2020-06-28T12:20:21Z"
    links:
      description: Where the version is.
      returned: always
      type: list
      elements: dict
      contains:
        rel:
          description: What the link leads to.
          returned: always
          type: str
          sample: self
        href:
          description: URL of the version.
          returned: always
          type: str
          sample: https://roma.cn-north-4.myhuaweicloud.com/v2
error:  # error, written by scripts/return-docs
  description: What the service answered, when this is why the task failed.
  returned: on failure, when a service answered
  type: dict
  contains:
    status:
      description: HTTP status code.
      returned: always
      type: int
      sample: 403
    code:
      description: Error code of the service; the HTTP status code when the answer holds none.
      returned: always
      type: str
      sample: ROMA.00012000
    request_id:
      description: ID of the request, to be quoted to the vendor's support. Empty when the answer holds none.
      returned: always
      type: str
      sample: 13760c1fe8655e61209b75665e9bef43
    method:
      description: Method of the request.
      returned: always
      type: str
      sample: GET
    path:
      description: Path of the request.
      returned: always
      type: str
      sample: /v2
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
  sample: ['endpoint: is required (or region); set the option or ROMA_ENDPOINT']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("api_version_info")


if __name__ == "__main__":
    main()
