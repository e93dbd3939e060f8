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
      description: The service that answers, with the members of O(roma.connect.api#module:http_backend).
      returned: always
      type: dict
      sample: {url_domain: '#order_system#', protocol: HTTP, method: POST, path: /internal/orders, timeout: 6000}
    function_backend:
      description: The function that answers.
      returned: always
      type: dict
      contains:
        function_urn:
          description: URN of the function.
          returned: always
          type: str
          sample: function-urn
        invocation_type:
          description: How the function is invoked.
          returned: always
          type: str
          sample: sync
        timeout:
          description: Milliseconds to wait for the answer.
          returned: always
          type: int
          sample: 1
        network_type:
          description: Kind of network of the function.
          returned: always
          type: str
          sample: V1
        version:
          description: Version of the function; empty or null when there is none.
          returned: always
          type: str
          sample: version
        alias_urn:
          description: Alias of the function, which goes before its version; empty or null when there is none.
          returned: always
          type: str
          sample: alias-urn
        authorizer:
          description: Name of the back-end authorizer that vouches for the requests; empty or null when there is none.
          returned: always
          type: str
          sample: authorizer
        remark:
          description: Description of the back end; empty or null when there is none.
          returned: always
          type: str
          sample: remark
    mock_backend:
      description: The fixed answer that the gateway gives itself.
      returned: always
      type: dict
      contains:
        status_code:
          description: Status of the answer.
          returned: always
          type: int
          sample: 200
        headers:
          description: Headers of the answer.
          returned: always
          type: list
          elements: dict
          contains:
            key:
              description: Name of the header.
              returned: always
              type: str
              sample: key
            value:
              description: Value of the header.
              returned: always
              type: str
              sample: value
            remark:
              description: Description of the header; empty or null when there is none.
              returned: always
              type: str
              sample: remark
        result_content:
          description: Body of the answer; empty or null when there is none.
          returned: always
          type: str
          sample: result-content
        authorizer:
          description: Name of the back-end authorizer that vouches for the requests; empty or null when there is none.
          returned: always
          type: str
          sample: authorizer
        version:
          description: Version of the back end; empty or null when there is none.
          returned: always
          type: str
          sample: version
        remark:
          description: Description of the back end; empty or null when there is none.
          returned: always
          type: str
          sample: remark
    http_policies:
      description: HTTP services that answer under conditions, instead of the back end.
      returned: always
      type: list
      elements: dict
      contains:
        name:
          description: Name of the policy.
          returned: always
          type: str
          sample: name
        effect_mode:
          description: Whether all conditions have to hold, or any.
          returned: always
          type: str
          sample: ALL
        conditions:
          description: When the policy answers.
          returned: always
          type: list
          elements: dict
          contains:
            condition_origin:
              description: >-
                What is looked at: a parameter of the request (V(param)), the caller's address (V(source)), the request
                itself (V(system)), or a cookie.
              returned: always
              type: str
              sample: param
            condition_type:
              description: How it is compared.
              returned: always
              type: str
              sample: exact
            condition_value:
              description: What it is compared with.
              returned: always
              type: str
              sample: condition-value
            req_param_name:
              description: >-
                Name of the request parameter, with C(condition_origin=param); empty or null when there is none.
              returned: always
              type: str
              sample: req-param-name
            sys_param_name:
              description: What of the request, with C(condition_origin=system).
              returned: always
              type: str
              sample: req_path
            cookie_param_name:
              description: Name of the cookie, with C(condition_origin=cookie); empty or null when there is none.
              returned: always
              type: str
              sample: cookie-param-name
        backend_params:
          description: Parameters of requests to the back end.
          returned: always
          type: list
          elements: dict
          contains:
            name:
              description: Name of the parameter.
              returned: always
              type: str
              sample: name
            location:
              description: Where it is put.
              returned: always
              type: str
              sample: PATH
            origin:
              description: Where its value comes from.
              returned: always
              type: str
              sample: REQUEST
            value:
              description: Name of a request parameter, a constant, or a system variable such as V($context.sourceIp).
              returned: always
              type: str
              sample: value
            remark:
              description: Description of the parameter; empty or null when there is none.
              returned: always
              type: str
              sample: remark
        url_domain:
          description: Host and port of the service; empty or null when there is none.
          returned: always
          type: str
          sample: url-domain
        protocol:
          description: Protocol of the service.
          returned: always
          type: str
          sample: HTTP
        method:
          description: Method of the service.
          returned: always
          type: str
          sample: GET
        path:
          description: Path of the service, with its parameters in braces.
          returned: always
          type: str
          sample: path
        timeout:
          description: Milliseconds to wait for the answer.
          returned: always
          type: int
          sample: 1
        retry_count:
          description: How often to try again, V(-1) for once with idempotent methods.
          returned: always
          type: str
          sample: retry-count
        enable_client_ssl:
          description: Whether the service and the gateway authenticate each other.
          returned: always
          type: bool
          sample: true
        vpc_channel:
          description: Name of the load channel through which the service is reached; empty or null when there is none.
          returned: always
          type: str
          sample: vpc-channel
        vpc_channel_proxy_host:
          description: Host name in requests through the channel; empty or null when there is none.
          returned: always
          type: str
          sample: vpc-channel-proxy-host
        authorizer:
          description: Name of the back-end authorizer that vouches for the requests; empty or null when there is none.
          returned: always
          type: str
          sample: authorizer
    function_policies:
      description: Functions that answer under conditions, instead of the back end.
      returned: always
      type: list
      elements: dict
      contains:
        name:
          description: Name of the policy.
          returned: always
          type: str
          sample: name
        effect_mode:
          description: Whether all conditions have to hold, or any.
          returned: always
          type: str
          sample: ALL
        conditions:
          description: When the policy answers.
          returned: always
          type: list
          elements: dict
          contains:
            condition_origin:
              description: >-
                What is looked at: a parameter of the request (V(param)), the caller's address (V(source)), the request
                itself (V(system)), or a cookie.
              returned: always
              type: str
              sample: param
            condition_type:
              description: How it is compared.
              returned: always
              type: str
              sample: exact
            condition_value:
              description: What it is compared with.
              returned: always
              type: str
              sample: condition-value
            req_param_name:
              description: >-
                Name of the request parameter, with C(condition_origin=param); empty or null when there is none.
              returned: always
              type: str
              sample: req-param-name
            sys_param_name:
              description: What of the request, with C(condition_origin=system).
              returned: always
              type: str
              sample: req_path
            cookie_param_name:
              description: Name of the cookie, with C(condition_origin=cookie); empty or null when there is none.
              returned: always
              type: str
              sample: cookie-param-name
        backend_params:
          description: Parameters of requests to the back end.
          returned: always
          type: list
          elements: dict
          contains:
            name:
              description: Name of the parameter.
              returned: always
              type: str
              sample: name
            location:
              description: Where it is put.
              returned: always
              type: str
              sample: PATH
            origin:
              description: Where its value comes from.
              returned: always
              type: str
              sample: REQUEST
            value:
              description: Name of a request parameter, a constant, or a system variable such as V($context.sourceIp).
              returned: always
              type: str
              sample: value
            remark:
              description: Description of the parameter; empty or null when there is none.
              returned: always
              type: str
              sample: remark
        function_urn:
          description: URN of the function.
          returned: always
          type: str
          sample: function-urn
        invocation_type:
          description: How the function is invoked.
          returned: always
          type: str
          sample: sync
        timeout:
          description: Milliseconds to wait for the answer.
          returned: always
          type: int
          sample: 1
        network_type:
          description: Kind of network of the function.
          returned: always
          type: str
          sample: V1
        version:
          description: Version of the function; empty or null when there is none.
          returned: always
          type: str
          sample: version
        alias_urn:
          description: Alias of the function, which goes before its version; empty or null when there is none.
          returned: always
          type: str
          sample: alias-urn
        authorizer:
          description: Name of the back-end authorizer that vouches for the requests; empty or null when there is none.
          returned: always
          type: str
          sample: authorizer
    mock_policies:
      description: Fixed answers that answer under conditions, instead of the back end.
      returned: always
      type: list
      elements: dict
      contains:
        name:
          description: Name of the policy.
          returned: always
          type: str
          sample: name
        effect_mode:
          description: Whether all conditions have to hold, or any.
          returned: always
          type: str
          sample: ALL
        conditions:
          description: When the policy answers.
          returned: always
          type: list
          elements: dict
          contains:
            condition_origin:
              description: >-
                What is looked at: a parameter of the request (V(param)), the caller's address (V(source)), the request
                itself (V(system)), or a cookie.
              returned: always
              type: str
              sample: param
            condition_type:
              description: How it is compared.
              returned: always
              type: str
              sample: exact
            condition_value:
              description: What it is compared with.
              returned: always
              type: str
              sample: condition-value
            req_param_name:
              description: >-
                Name of the request parameter, with C(condition_origin=param); empty or null when there is none.
              returned: always
              type: str
              sample: req-param-name
            sys_param_name:
              description: What of the request, with C(condition_origin=system).
              returned: always
              type: str
              sample: req_path
            cookie_param_name:
              description: Name of the cookie, with C(condition_origin=cookie); empty or null when there is none.
              returned: always
              type: str
              sample: cookie-param-name
        backend_params:
          description: Parameters of requests to the back end.
          returned: always
          type: list
          elements: dict
          contains:
            name:
              description: Name of the parameter.
              returned: always
              type: str
              sample: name
            location:
              description: Where it is put.
              returned: always
              type: str
              sample: PATH
            origin:
              description: Where its value comes from.
              returned: always
              type: str
              sample: REQUEST
            value:
              description: Name of a request parameter, a constant, or a system variable such as V($context.sourceIp).
              returned: always
              type: str
              sample: value
            remark:
              description: Description of the parameter; empty or null when there is none.
              returned: always
              type: str
              sample: remark
        status_code:
          description: Status of the answer.
          returned: always
          type: int
          sample: 200
        headers:
          description: Headers of the answer.
          returned: always
          type: list
          elements: dict
          contains:
            key:
              description: Name of the header.
              returned: always
              type: str
              sample: key
            value:
              description: Value of the header.
              returned: always
              type: str
              sample: value
            remark:
              description: Description of the header; empty or null when there is none.
              returned: always
              type: str
              sample: remark
        result_content:
          description: Body of the answer; empty or null when there is none.
          returned: always
          type: str
          sample: result-content
        authorizer:
          description: Name of the back-end authorizer that vouches for the requests; empty or null when there is none.
          returned: always
          type: str
          sample: authorizer
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
