#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: api_info
short_description: Read APIs of ROMA Connect
version_added: "1.0.0"
description:
  - Read all APIs of an instance, or those that fit all given options.
  - Every API is read one by one, since lists do not hold back ends and parameters.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.api_info
  - roma.connect._auth
  - roma.connect._attributes.info
seealso:
  - module: roma.connect.api
  - module: roma.connect.api_group_info
  - module: roma.connect.app_authorization_info
  - module: roma.connect.config_info
"""

EXAMPLES = r"""
- name: Read all APIs
  roma.connect.api_info:
  register: all_apis

- name: Read the APIs of a group
  roma.connect.api_info:
    group: orders-v1
  register: orders

- name: Show those that are published nowhere
  ansible.builtin.debug:
    msg: "{{ orders.apis | ansible.builtin.rejectattr('publications') | map(attribute='name') }}"
"""

RETURN = r"""
apis:
  description: The APIs that fit; empty when none does.
  returned: success
  type: list
  elements: dict
  contains:  # api, written by scripts/return-docs
    id:
      description: ID of the API.
      returned: always
      type: str
      sample: 5f918d104dc84480a75166ba99efff21
    name:
      description: Name of the API, unique in its group.
      returned: always
      type: str
      sample: create-order
    group:
      description: Name of the API group that the API belongs to.
      returned: always
      type: str
      sample: orders-v1
    app:
      description: >-
        Name of the application that the API belongs to, the group's when omitted; empty or null when there is none.
      returned: always
      type: str
      sample: orders
    type:
      description: Whether the API can be offered to others.
      returned: always
      type: str
      sample: private
    version:
      description: Version of the API.
      returned: always
      type: str
      sample: V0.0.1
    protocol:
      description: Protocol of requests.
      returned: always
      type: str
      sample: HTTPS
    method:
      description: Method of requests.
      returned: always
      type: str
      sample: POST
    path:
      description: Path of requests, with parameters in braces.
      returned: always
      type: str
      sample: /orders
    match_mode:
      description: V(NORMAL) matches the whole path, V(SWA) its beginning.
      returned: always
      type: str
      sample: NORMAL
    auth_type:
      description: How callers authenticate.
      returned: always
      type: str
      sample: APP
    app_code_auth_type:
      description: Whether an AppCode in a header is enough, with O(roma.connect.api#module:auth_type=APP).
      returned: always
      type: str
      sample: DISABLE
    authorizer:
      description: >-
        Name of the front-end authorizer, with O(roma.connect.api#module:auth_type=AUTHORIZER); empty or null when
        there is none.
      returned: always
      type: str
      sample: loyalty_card
    cors:
      description: Whether cross-origin requests are allowed.
      returned: always
      type: bool
      sample: false
    remark:
      description: Description of the API; empty or null when there is none.
      returned: always
      type: str
      sample: Order intake
    body_remark:
      description: Description of the request body; empty or null when there is none.
      returned: always
      type: str
      sample: An order in JSON
    result_normal_sample:
      description: Example of an answer; empty or null when there is none.
      returned: always
      type: str
      sample: '{"number": 4711}'
    result_failure_sample:
      description: Example of a failure's answer; empty or null when there is none.
      returned: always
      type: str
      sample: '{"error": "unknown article"}'
    tags:
      description: Tags of the API.
      returned: always
      type: list
      elements: str
      sample: [orders, shop]
    domain:
      description: Domain name, bound to the group, at which the API is reached; empty or null when there is none.
      returned: always
      type: str
      sample: api.example.com
    content_type:
      description: Content type of requests.
      returned: always
      type: str
      sample: application/json
    req_params:
      description: Parameters of requests, with the members of O(roma.connect.api#module:req_params).
      returned: always
      type: list
      elements: dict
      sample: [{name: order, location: PATH, type: STRING, required: true}]
    backend_params:
      description: >-
        Parameters of requests to the back end, with the members of O(roma.connect.api#module:backend_params).
      returned: always
      type: list
      elements: dict
      sample: [{name: order, location: PATH, origin: REQUEST, value: order}]
    http_backend:
      description: >-
        The service that answers, with the members of O(roma.connect.api#module:http_backend); null when there is none.
      returned: always
      type: dict
      sample: {url_domain: '#order_system#', protocol: HTTP, method: POST, path: /internal/orders, timeout: 6000}
    function_backend:
      description: >-
        The function that answers, with the members of O(roma.connect.api#module:function_backend); null when there is
        none.
      returned: always
      type: dict
      sample:
        function_urn: urn:fss:cn-north-4:0f3c7a9be1d24586a7c0d9e8f1b2a3c4:function:default:order-price
        invocation_type: sync
        timeout: 5000
    mock_backend:
      description: >-
        The fixed answer that the gateway gives itself, with the members of O(roma.connect.api#module:mock_backend);
        null when there is none.
      returned: always
      type: dict
      sample: {status_code: 200, result_content: '{"status": "up"}'}
    http_policies:
      description: >-
        HTTP services that answer under conditions, instead of the back end, with the members of
        O(roma.connect.api#module:http_policies).
      returned: always
      type: list
      elements: dict
      sample:
        - name: night
          effect_mode: ALL
          conditions:
            - condition_origin: source
              condition_value: 10.0.0.0/24
          url_domain: night.internal
          protocol: HTTP
          method: POST
          path: /orders
          timeout: 6000
    function_policies:
      description: >-
        Functions that answer under conditions, instead of the back end, with the members of
        O(roma.connect.api#module:function_policies).
      returned: always
      type: list
      elements: dict
      sample:
        - name: night
          effect_mode: ALL
          conditions:
            - condition_origin: source
              condition_value: 10.0.0.0/24
          function_urn: urn:fss:cn-north-4:0f3c7a9be1d24586a7c0d9e8f1b2a3c4:function:default:order-price
          invocation_type: sync
          timeout: 5000
    mock_policies:
      description: >-
        Fixed answers that answer under conditions, instead of the back end, with the members of
        O(roma.connect.api#module:mock_policies).
      returned: always
      type: list
      elements: dict
      sample:
        - name: night
          effect_mode: ALL
          conditions:
            - condition_origin: source
              condition_value: 10.0.0.0/24
          status_code: 200
          result_content: '{"status": "up"}'
    publications:
      description: Names of the environments in which the API is published.
      returned: always
      type: list
      elements: str
      sample: [STAGE]
    unpublished_changes:
      description: Whether changes of the definition are left unpublished, so that callers get an older one.
      returned: always
      type: bool
      sample: false
    group_id:
      description: ID of the API group that O(roma.connect.api#module:group) names; null without one.
      returned: always
      type: str
      sample: c77f5e81d9cb4424bf704ef2b0ac7600
    app_id:
      description: ID of the application that O(roma.connect.api#module:app) names; null without one.
      returned: always
      type: str
      sample: 9a1e7c3f-5a0b-4d7e-8d55-0f6c1b2a3d4e
    authorizer_id:
      description: ID of the authorizer that O(roma.connect.api#module:authorizer) names; null without one.
      returned: always
      type: str
      sample: 0d982c1ac3da493dae47627b6439fc5c
    created_at:
      description: When it was made, UTC; null when the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:00Z'
    updated_at:
      description: When it was changed last, UTC; null when the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:00Z'
    status:
      description: Whether the API is valid (1); null when the service does not say so.
      returned: always
      type: int
      sample: 1
    group_version:
      description: Version of the API group's format; null when the service does not say so.
      returned: always
      type: str
      sample: V2
    response_id:
      description: ID of the responses that the group has made its own; null when the service does not say so.
      returned: always
      type: str
      sample: aac3df4f9fd64d1f9a0b8c7d6e5f4a3b
    ld_api_id:
      description: ID of the custom back end that answers; null when the service does not say so.
      returned: always
      type: str
      sample: fd7e5f0c2b1a4d9e8c7b6a5f4e3d2c1b
    run_env_name:
      description: >-
        Names of the environments in which the API is published, joined with C(|); null when the service does not say
        so.
      returned: always
      type: str
      sample: STAGE
    run_env_id:
      description: IDs of these environments, joined with C(|); null when the service does not say so.
      returned: always
      type: str
      sample: 4b1f0c9d8e7a4f5b9c3d2e1f0a9b8c7d
    publish_id:
      description: IDs of the publications, joined with C(|); null when the service does not say so.
      returned: always
      type: str
      sample: 7bbef2a1c0d94e3fa5b6c7d8e9f00112
    publish_time:
      description: Times of the publications, joined with C(|); null when the service does not say so.
      returned: always
      type: str
      sample: '2026-03-14T02:00:00Z'
    arrange_necessary:
      description: Whether the API is orchestrated (1) or not (2); null when the service does not say so.
      returned: always
      type: int
      sample: 2
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
      sample: APIG.1005
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
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/apic/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/apis
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
  sample: ['instance_id: is required; set the option or ROMA_INSTANCE_ID']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("api_info")


if __name__ == "__main__":
    main()
