# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an inventory looks, and which hosts it makes of what it finds."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.roma.connect.plugins.module_utils._base._errors import InputError, RomaError
from ansible_collections.roma.connect.plugins.module_utils._run._resources._hosts import Found, Host, hosts_of
from ansible_collections.roma.connect.plugins.module_utils._run._resources._sources import Source, sources_of

KEYS = {"access_key": "ak", "secret_key": "canary-sk"}
HERE = {"region": "cn-north-4", **KEYS}


def only(config: dict[str, t.Any], environment: dict[str, str] | None = None) -> Source:
    (source,) = sources_of(config, environment or {})
    return source


def problems(config: dict[str, t.Any], environment: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(InputError) as caught:
        sources_of(config, environment or {})
    return caught.value.problems


def test_without_sources_there_is_one_of_the_environment() -> None:
    variables = {"ROMA_ENDPOINT": "https://roma.test", "ROMA_PROJECT_ID": "p", "ROMA_ACCESS_KEY": "ak",
                 "HUAWEICLOUD_SDK_SK": "sk", "ROMA_API_TIMEOUT": "7", "ROMA_CONCURRENCY": ""}  # fmt: skip
    source = only({}, variables)
    connection = source.connection
    assert (connection.endpoint, connection.project_id, connection.secret_key) == ("https://roma.test", "p", "sk")
    assert (connection.api_timeout, connection.concurrency) == (7, 10)
    assert (source.title, source.path, source.given) == ("https://roma.test", "", {})


def test_sources_take_the_rest_from_the_options_beside_them_and_the_environment() -> None:
    config = {
        **KEYS,
        "api_timeout": 9,
        "sources": [{"name": "stage", "region": "cn-north-4"}, {"region": "cn-south-1"}],
    }
    first, second = sources_of(config, {"ROMA_API_TIMEOUT": "7", "ROMA_API_RETRIES": "1"})
    for source, region in ((first, "cn-north-4"), (second, "cn-south-1")):
        assert source.region == source.connection.project_name == region
        assert source.connection.endpoint == f"https://roma.{region}.myhuaweicloud.com"
        assert (source.connection.secret_key, source.connection.api_timeout) == ("canary-sk", 9)
        assert source.connection.api_retries == 1
    assert first.title == "sources[0] (stage cn-north-4)"
    assert second.title == "sources[1] (cn-south-1)"
    assert first.digest != second.digest
    assert "canary" not in repr(first)


@pytest.mark.parametrize(
    ("config", "environment", "members"),
    [
        # a region leaves nothing of an address or a project that others say
        ({"sources": [HERE], "endpoint": "https://elsewhere.test", "project_id": "p"},
         {"ROMA_IAM_ENDPOINT": "https://iam.test", "ROMA_PROJECT_ID": "q"},
         {"endpoint": "https://roma.cn-north-4.myhuaweicloud.com", "project_id": "", "project_name": "cn-north-4",
          "iam_endpoint": "https://iam.cn-north-4.myhuaweicloud.com"}),
        # a project leaves the address
        ({"sources": [{"project_id": "p"}], "project_name": "x", **HERE}, {"ROMA_PROJECT_ID": "q"},
         {"endpoint": "https://roma.cn-north-4.myhuaweicloud.com", "project_id": "p", "access_key": "ak"}),
        # a key pair goes with no token and no part of other keys
        ({"sources": [HERE], "security_token": "t"}, {"ROMA_TOKEN": "t", "HUAWEICLOUD_SDK_SECURITY_TOKEN": "t"},
         {"token": "", "security_token": "", "access_key": "ak"}),
        ({"sources": [{**HERE, "access_key": None, "secret_key": None}], **KEYS}, {}, {"access_key": "ak"}),
    ],
)  # fmt: skip
def test_what_belongs_together_is_taken_from_one_place(
    config: dict[str, t.Any], environment: dict[str, str], members: dict[str, str]
) -> None:
    connection = only(config, environment).connection
    assert {name: getattr(connection, name) for name in members} == members


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"sources": []}, "sources: must be a list of mappings"),
        ({"sources": {"region": "x"}}, "sources: must be a list of mappings"),
        ({"sources": ["x"]}, "sources[0]: must be a mapping"),
        ({"sources": [{**HERE, "regio": "x"}]}, 'sources[0].regio: unknown option; did you mean "region"?'),
        ({"sources": [{**HERE, "instance_id": "x"}]}, "sources[0].instance_id: unknown option"),
        ({"sources": [HERE, {**HERE, "api_timeout": "soon"}]}, "sources[1].api_timeout: must be a whole number"),
        ({"sources": [{**HERE, "secret_key": ["canary"]}]}, "sources[0].secret_key: must be a text"),
        ({"sources": [{**HERE, "endpoint": "roma"}]}, "sources[0].endpoint: 'roma' is not a URL"),
        ({"sources": [{"region": "x"}]}, "sources[0].access_key: credentials are missing"),
        ({**HERE, "concurrency": 0}, "concurrency: must be 1 or more"),
        ({**KEYS}, "endpoint: is required (or region)"),
        *(({"sources": [{**HERE, "name": name}]}, "sources[0].name: ")
          for name in ("roma", "all", "localhost", "a b", "{{ x }}", "1", "x" * 65)),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_path(config: dict[str, t.Any], says: str) -> None:
    found = problems(config)
    assert found[0].startswith(says), found
    assert "canary" not in str(found)


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Also an empty text, which a template of an unset variable yields: other credentials are not taken."""
    config = {"sources": [{**HERE, "access_key": "", "secret_key": ""}, {**HERE, "api_retries": -1}]}
    first, second = problems(config, {"ROMA_ACCESS_KEY": "ak", "ROMA_SECRET_KEY": "sk"})
    assert first.startswith("sources[0].access_key: credentials are missing")
    assert second.startswith("sources[1].api_retries: must be 0 or more")
    assert problems(HERE, {"ROMA_API_TIMEOUT": "soon"})[0].startswith("api_timeout: must be a whole number")


def hosts(*names: str, source: str = "") -> dict[str, Host]:
    found = Found(only({"sources": [{**HERE, "name": source}]}), "p", instances(*names))
    return {host.name: host for host in hosts_of([found])}


def instances(*names: str) -> list[dict[str, t.Any]]:
    return [{"id": f"{number:08x}-6f3e", "name": name} for number, name in enumerate(names, 1)]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["main", "Second_1.x"], ["Second_1.x", "main"]),
        (["main", "main"], ["main-00000001", "main-00000002"]),
        (["main", "MAIN"], ["MAIN-00000002", "main-00000001"]),
        (["a b", "a-b"], ["a-b-00000001", "a-b-00000002"]),
        (["main", "main", "main-00000001"], ["00000001-6f3e", "00000003-6f3e", "main-00000002"]),
        (["roma", "localhost", "all", "north"],
         ["all-00000003", "localhost-00000002", "north-00000004", "roma-00000001"]),
        (["{{ 7 }}", "../../etc", "a,b:c[1:3]!&~", "-x"], ["7", "a-b-c-1-3", "etc", "x"]),
        (["测试", ""], ["00000001-6f3e", "00000002-6f3e"]),
        (["x" * 200], ["x" * 64]),
    ],
)  # fmt: skip
def test_every_host_has_a_plain_name_of_its_own(names: list[str], expected: list[str]) -> None:
    assert list(hosts(*names, source="north")) == expected


def test_an_instance_of_two_sources_is_one_host() -> None:
    sources = sources_of({"sources": [{**HERE, "name": "one"}, {**HERE, "name": "two"}]}, {})
    (host,) = hosts_of([Found(source, "p", instances("main")) for source in sources])
    assert (host.source, host.groups) == (sources[0], ["one", "two"])


def test_a_host_knows_how_it_is_reached_without_credentials() -> None:
    found = Found(only({**HERE, "ca_path": "/ca.pem", "api_timeout": 5}, {"ROMA_API_RETRIES": "1"}), "p",
                  [{"id": "i", "name": "main", "status": "RUNNING", "flavor_type": "basic"}])  # fmt: skip
    (host,) = hosts_of([found])
    assert host.connection == {
        "endpoint": "https://roma.cn-north-4.myhuaweicloud.com", "project_id": "p", "instance_id": "i",
        "iam_endpoint": "https://iam.cn-north-4.myhuaweicloud.com", "ca_path": "/ca.pem", "api_timeout": 5,
    }  # fmt: skip
    assert {name: host.facts[name] for name in host.facts if name != "roma_instance"} == {
        "roma_instance_id": "i", "roma_name": "main", "roma_project_id": "p", "roma_region": "cn-north-4",
        "roma_endpoint": host.connection["endpoint"], "roma_status": "RUNNING", "roma_edition": "basic",
    }  # fmt: skip


@pytest.mark.parametrize("instance", [{}, {"id": ""}, {"id": [7]}, {"id": None, "name": "x"}])
def test_an_instance_without_an_id_is_no_host(instance: dict[str, t.Any]) -> None:
    with pytest.raises(RomaError):
        hosts_of([Found(only(HERE), "p", [instance])])
