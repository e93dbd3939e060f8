# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user of the vendor's SDK would write: create variables with a pool of threads."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkroma.v2 import CreateEnvironmentVariableV2Request, EnvVariableCreate, RomaClient


def client_of(workers: int) -> RomaClient:
    config = HttpConfig.get_default_config()
    config.pool_connections = config.pool_maxsize = workers
    credentials = BasicCredentials(
        os.environ["ROMA_ACCESS_KEY"], os.environ["ROMA_SECRET_KEY"], os.environ["ROMA_PROJECT_ID"]
    )
    return (
        RomaClient.new_builder()
        .with_http_config(config)
        .with_credentials(credentials)
        .with_endpoint(os.environ["ROMA_ENDPOINT"])
        .build()
    )


def main(group_id: str, env_id: str, count: int, workers: int) -> None:
    client = client_of(workers)

    def create(number: int) -> None:
        body = EnvVariableCreate(
            variable_name=f"variable_{number:05d}", variable_value=f"value-{number}", env_id=env_id, group_id=group_id
        )
        request = CreateEnvironmentVariableV2Request(instance_id=os.environ["ROMA_INSTANCE_ID"], body=body)
        client.create_environment_variable_v2(request)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(create, range(count)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
