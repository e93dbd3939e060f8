#!/usr/bin/python
# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: secret_rotation
short_description: Give an object of ROMA Connect a new secret, in steps that can be taken back
version_added: "1.0.0"
description:
  - Plan rotations of secrets, set a new one so that others can try it, then keep it or put the former one back. The
    role C(roma.connect.rotate_secrets) does all of that.
  - A run that was killed at any moment is gone on with by O(step=set). Until the rotation has ended a file in
    O(journal) holds the former and the new secret, encrypted with the first vault secret of the run before they reach
    the disk. Without a vault secret nothing is begun.
  - The service knows one secret of an object. From the moment at which the new one is set, callers with the former one
    are refused.
  - Secrets of applications and of signature keys can be rotated. Other secrets the service does not give back, so that
    they could not be put back, or another system decides about them.
  - The task with O(step=set) must have C(no_log) set to V(true), since its result holds the new secret.
author:
  - roma.connect contributors (@roma-connect)
extends_documentation_fragment:
  - roma.connect._resource.secret_rotation
  - roma.connect._auth
  - roma.connect._attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode every step is V(plan).
  diff_mode:
    support: partial
    details:
      - With O(step=plan) it says which secrets get another value. The values are hidden.
  idempotent:
    support: partial
    details:
      - With O(step=set) and without O(secrets) every rotation makes up another secret. One that has begun keeps its
        own.
notes:
  - Vault secrets never leave the controller. The connection must be local, and C(become) must not be used.
seealso:
  - module: roma.connect.app_secret
  - module: roma.connect.signature_key
"""

EXAMPLES = r"""
- name: Set a new secret
  roma.connect.secret_rotation:
    step: set
    names: [app_secrets/orders/secret]
    journal: ~/.roma-rotation
  register: rotation
  no_log: true

- name: Keep it
  roma.connect.secret_rotation:
    step: keep
    names: [app_secrets/orders/secret]
    journal: ~/.roma-rotation
"""

RETURN = r"""
rotations:
  description: What is to be rotated, in the given order.
  returned: success, with O(step=plan) or in check mode
  type: list
  elements: dict
  contains:
    name:
      description: Name of the secret.
      returned: always
      type: str
      sample: app_secrets/orders/secret
    kind:
      description: Kind of the object.
      returned: always
      type: str
      sample: app_secrets
    entry:
      description: The option that names the object.
      returned: always
      type: dict
      sample: {app: orders}
    option:
      description: The option that holds the secret.
      returned: always
      type: str
      sample: secret
    resumed:
      description: Whether an earlier run has begun the rotation.
      returned: always
      type: bool
      sample: false
    told:
      description: The same for people.
      returned: always
      type: str
      sample: 'app_secrets/orders/secret: a new secret is to be set'
rotation:
  description: The new secret.
  returned: success, with O(step=set)
  type: dict
  contains:
    name:
      description: Name of the secret.
      returned: always
      type: str
      sample: app_secrets/orders/secret
    secret:
      description: The secret.
      returned: always
      type: str
    resumed:
      description: Whether an earlier run had begun the rotation.
      returned: always
      type: bool
      sample: false
    proved:
      description: Whether an earlier run has noted that the secret works.
      returned: always
      type: bool
      sample: false
seconds_live:
  description: How many seconds have passed since the service got the new secret; null when it never did.
  returned: success, with O(step=keep) or O(step=undo)
  type: int
  sample: 7
told:
  description: What has become of the secret, for people.
  returned: success, with O(step=keep) or O(step=undo)
  type: str
  sample: 'app_secrets/orders/secret: rotated; stored 7 s after it was set'
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
      sample: POST
    path:
      description: Path of the request.
      returned: always
      type: str
      sample: /v2/0f3c7a9be1d24586a7c0d9e8f1b2a3c4/instances/1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d/apps
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
  sample: ['members[0].roles[1]: ''write'' is not one of the choices; known are: read, access, delete, modify, admin']
"""

from ansible_collections.roma.connect.plugins.module_utils._module import run_module


def main() -> None:
    run_module("secret_rotation")


if __name__ == "__main__":
    main()
