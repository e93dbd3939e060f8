# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IAM v3: tokens by password, their validation, projects and the account."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from ..frame.call import Call
from ..frame.dialect import Dialect
from ..frame.errors import Invalid, Problem, ServiceError
from ..frame.family import Family
from ..frame.fields import Bool, Int, ListOf, Text, members
from ..frame.reply import Reply
from ..frame.times import utc_micros
from ..identity.authentication import account_user, nobody
from ..identity.tenant import Project, User
from ..state.iam import IamStore, IamSwitches, Token


class KeystoneDialect(Dialect):
    """IAM v3 nests its errors: `{"error": {"code", "message", "title"}}`."""

    def body(self, error: ServiceError, call: Call) -> Any:
        return {"error": {"code": error.status, "message": error.message, "title": HTTPStatus(error.status).phrase}}

    def invalid(self, problems: Sequence[Problem], call: Call) -> ServiceError:
        if problems[0].where == "body":
            return keystone_error(400, "The request body is invalid")
        return keystone_error(400, f"Request parameter {problems[0].name} is invalid.")

    def unauthenticated(self, detail: str, call: Call) -> ServiceError:
        return keystone_error(401, "The request you have made requires authentication.")

    def unexpected(self, call: Call) -> ServiceError:
        return keystone_error(500, "An unexpected error prevented the server from fulfilling your request.")


def keystone_error(status: int, message: str) -> ServiceError:
    return ServiceError(status, status, message)


family = Family("iam", KeystoneDialect(), auth=account_user, prefix="/v3", stores=(IamStore,), switches=IamSwitches)
families = (family,)

NAMED = {"id": Text(min=1), "name": Text(min=1)}
PASSWORD_LOGIN = members(
    auth=members(
        required=True,
        identity=members(
            required=True,
            methods=ListOf(item=Text(choices=("password",)), min=1, max=1, required=True),
            password=members(
                required=True,
                user=members(
                    required=True,
                    name=Text(min=1, required=True),
                    password=Text(required=True),
                    domain=members(required=True, name=Text(min=1, required=True)),
                ),
            ),
        ),
        scope=members(required=True, project=members(**NAMED), domain=members(**NAMED)),
    )
)
NOCATALOG = {"nocatalog": Text()}


@family.post(
    "/auth/tokens",
    "KeystoneCreateUserTokenByPassword",
    query=NOCATALOG,
    body=PASSWORD_LOGIN,
    auth=nobody,
    mutating=False,
)
def create_token(call: Call) -> Reply:
    iam, auth = call.world[IamStore], call.body["auth"]
    user = _user_by_password(iam, auth["identity"]["password"]["user"])
    token = iam.issue_token(user, _scope(iam, auth["scope"]))
    return Reply(201, _token_body(call, token), {"X-Subject-Token": token.text})


@family.get("/auth/tokens", "KeystoneValidateToken", query=NOCATALOG, headers=("X-Subject-Token",))
def validate_token(call: Call) -> Reply:
    """KeystoneValidateToken: a user who is no administrator may only look at their own tokens."""
    token = call.world[IamStore].token(call.headers["x-subject-token"])
    if token is None:
        raise keystone_error(404, "X-Subject-Token is invalid in the request")
    if token.user.id != call.caller.user_id:
        raise keystone_error(403, "You are not authorized to perform the requested action.")
    return Reply(200, _token_body(call, token), {"X-Subject-Token": token.text})


@family.get(
    "/projects",
    "KeystoneListProjects",
    query={
        "name": Text(),
        "domain_id": Text(),
        "parent_id": Text(),
        "enabled": Bool(),
        "is_domain": Bool(),
        "page": Int(min=1),
        "per_page": Int(min=1, max=5000),
    },
)
def list_projects(call: Call) -> dict[str, Any]:
    """KeystoneListProjects: page and per_page only go together; a project is never a domain and always enabled."""
    query, tenant = call.query, call.world[IamStore].tenant
    if (query["page"] is None) != (query["per_page"] is None):
        raise Invalid("per_page" if query["per_page"] is None else "page", "required", "query")
    found = [
        project
        for project in tenant.projects
        if query["name"] in (None, project.name)
        and query["domain_id"] in (None, tenant.domain_id)
        and query["parent_id"] in (None, tenant.domain_id)
        and query["enabled"] is not False
        and query["is_domain"] is not True
    ]
    if query["page"] is not None:
        start = (query["page"] - 1) * query["per_page"]
        found = found[start : start + query["per_page"]]
    return _projects_body(call, found, "/v3/projects", {"next": None, "previous": None})


@family.get("/auth/projects", "KeystoneListAuthProjects")
def list_auth_projects(call: Call) -> dict[str, Any]:
    return _projects_body(call, call.world[IamStore].tenant.projects, "/v3/auth/projects", {})


@family.get("/auth/domains", "KeystoneListAuthDomains")
def list_auth_domains(call: Call) -> dict[str, Any]:
    tenant = call.world[IamStore].tenant
    domain = {
        "id": tenant.domain_id,
        "name": tenant.domain_name,
        "enabled": True,
        "description": "",
        "links": {"self": f"{call.base_url}/v3/domains/{tenant.domain_id}"},
    }
    return {"domains": [domain], "links": {"self": f"{call.base_url}/v3/auth/domains"}}


def _user_by_password(iam: IamStore, given: dict[str, Any]) -> User:
    name, locking = given["name"], iam.switches.password_lock
    if locking and iam.password_lock.is_locked(name):
        raise keystone_error(401, "Account locked.")
    user = iam.tenant.user_named(name)
    if user is None or user.password != given["password"] or given["domain"]["name"] != iam.tenant.domain_name:
        if locking:
            iam.password_lock.failed(name)
        raise keystone_error(401, "The username or password is wrong.")
    if not user.enabled:
        raise keystone_error(403, "The user is disabled.")
    iam.password_lock.succeeded(name)
    return user


def _scope(iam: IamStore, scope: dict[str, dict[str, str]]) -> str | None:
    """The project id of a project scope, None for the scope of the account."""
    if len(scope) != 1:
        raise Invalid("auth.scope")
    [(kind, named)] = scope.items()
    if len(named) != 1:
        raise Invalid(f"auth.scope.{kind}")
    [wanted] = named.values()
    if kind == "domain":
        if wanted not in (iam.tenant.domain_id, iam.tenant.domain_name):
            raise keystone_error(404, f"Could not find domain: {wanted}")
        return None
    project = iam.tenant.project(wanted)
    if project is None:
        raise keystone_error(404, f"Could not find project: {wanted}")
    return project.id


def _token_body(call: Call, token: Token) -> dict[str, Any]:
    tenant = call.world[IamStore].tenant
    domain = {"id": tenant.domain_id, "name": tenant.domain_name}
    project = tenant.project(token.project_id) if token.project_id else None
    scope = {"domain": domain} if project is None else {
        "project": {"id": project.id, "name": project.name, "domain": domain}
    }  # fmt: skip
    return {
        "token": {
            "catalog": [] if call.query["nocatalog"] else _catalog(call, project),
            "methods": ["password"],
            "issued_at": utc_micros(token.issued_at),
            "expires_at": utc_micros(token.expires_at),
            **scope,
            "roles": [{"id": "0", "name": "te_admin"}],
            "user": {"id": token.user.id, "name": token.user.name, "password_expires_at": "", "domain": domain},
        }
    }


def _catalog(call: Call, project: Project | None) -> list[dict[str, Any]]:
    region = project.name.partition("_")[0] if project else "*"

    def service(name: str, kind: str, url: str) -> dict[str, Any]:
        endpoint = {"id": f"{name}-endpoint", "interface": "public", "region": region, "region_id": region, "url": url}
        return {"id": f"{name}-service", "name": name, "type": kind, "endpoints": [endpoint]}

    return [service("iam", "identity", f"{call.base_url}/v3"), service("roma", "roma", call.base_url)]


def _projects_body(call: Call, projects: Sequence[Project], path: str, links: dict[str, None]) -> dict[str, Any]:
    domain_id = call.world[IamStore].tenant.domain_id
    rows = [
        {
            "id": project.id,
            "name": project.name,
            "domain_id": domain_id,
            "parent_id": domain_id,
            "description": "",
            "enabled": True,
            "is_domain": False,
            "links": {"self": f"{call.base_url}/v3/projects/{project.id}", **links},
        }
        for project in projects
    ]
    return {"links": {"self": call.base_url + path, **links}, "projects": rows}
