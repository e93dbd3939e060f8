# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The default tenant. Its identities never change, so that tests, demos and documentation can name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class User:
    id: str
    name: str
    password: str
    access_key: str | None = None
    secret_key: str | None = None
    enabled: bool = True


@dataclass(frozen=True)
class Project:
    id: str
    name: str


@dataclass(frozen=True)
class RomaInstance:
    id: str
    name: str
    project_id: str
    description: str = ""
    status: str = "RUNNING"
    flavor_type: str = "basic"
    features: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What differs from the features of a usual instance: name and configuration, `off` for one that it has not."""


@dataclass(frozen=True)
class Tenant:
    domain_id: str
    domain_name: str
    projects: tuple[Project, ...]
    users: tuple[User, ...]
    instances: tuple[RomaInstance, ...]
    occ_application_key: str
    _instance_ids: frozenset[tuple[str, str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        known = frozenset((instance.project_id, instance.id) for instance in self.instances)
        object.__setattr__(self, "_instance_ids", known)

    def has_instance(self, project_id: str, instance_id: str) -> bool:
        return (project_id, instance_id) in self._instance_ids

    def project(self, id_or_name: str) -> Project | None:
        return next((item for item in self.projects if id_or_name in (item.id, item.name)), None)

    def user_named(self, name: str) -> User | None:
        return next((user for user in self.users if user.name == name), None)

    def user(self, user_id: str) -> User | None:
        return next((user for user in self.users if user.id == user_id), None)


PROJECT = Project("0f3c7a9be1d24586a7c0d9e8f1b2a3c4", "cn-north-4")
OTHER_PROJECT = Project("5be2d81c4f6a4b0d9c3e7a1f8d2b6e90", "cn-south-1")

OPERATOR = User(
    id="7116d09f88fa41908676fdd4b039e95b",
    name="operator",
    password="Emulator-operator-1",
    access_key="EMULATOROPERATOR0001",
    secret_key="emulatorSecretKeyOfOperator0000000000001",
)
ALICE = User(
    id="a11ce0000f3c4d5e8f90123456789abc",
    name="alice",
    password="Emulator-alice-1",
    access_key="EMULATORALICE0000002",
    secret_key="emulatorSecretKeyOfAlice0000000000000002",
)
BOB = User(id="b0b00000f3c4d5e8f90123456789abcd", name="bob", password="Emulator-bob-1")
CAROL = User(id="ca401000f3c4d5e8f90123456789abcd", name="carol", password="Emulator-carol-1", enabled=False)

MAIN_INSTANCE = RomaInstance(
    "1c7a0d52-6f3e-4b8a-9d21-3e5f7a9b0c1d", "roma-main", PROJECT.id, "the instance of every day"
)
SECOND_INSTANCE = RomaInstance("2d8b1e63-7a4f-4c9b-8e32-4f6a8b0c1d2e", "roma-second", PROJECT.id, "for restores")

TENANT = Tenant(
    domain_id="d78cbac186b744899480f25bd022f468",
    domain_name="roma-emulator",
    projects=(PROJECT, OTHER_PROJECT),
    users=(OPERATOR, ALICE, BOB, CAROL),
    instances=(MAIN_INSTANCE, SECOND_INSTANCE),
    occ_application_key="emulator-occ-application-key",
)


def environment(base_url: str) -> dict[str, str]:
    """The variables with which a client finds the default tenant."""
    return {
        "ROMA_ENDPOINT": base_url,
        "ROMA_IAM_ENDPOINT": base_url,
        "ROMA_PROJECT_ID": PROJECT.id,
        "ROMA_INSTANCE_ID": MAIN_INSTANCE.id,
        "ROMA_ACCESS_KEY": OPERATOR.access_key,
        "ROMA_SECRET_KEY": OPERATOR.secret_key,
        "ROMA_USERNAME": OPERATOR.name,
        "ROMA_PASSWORD": OPERATOR.password,
        "ROMA_DOMAIN_NAME": TENANT.domain_name,
        "ROMA_PROJECT_NAME": PROJECT.name,
        "OCC_ENDPOINT": base_url,
        "OCC_APPLICATION_KEY": TENANT.occ_application_key,
    }
