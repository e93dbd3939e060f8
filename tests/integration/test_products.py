# Copyright: (c) 2026, roma.connect contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products and their services: what editions of the service do differently, what it refuses, and what goes wrong."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from huaweicloudsdkroma import v2

from tests.emulator.process import EmulatorProcess
from tests.integration.device_cases import PRODUCT, PRODUCT_SERVICE, PRODUCT_TEMPLATE, login, thing_model, topics
from tests.integration.judge import Judge
from tests.integration.playbook import Run, Runner, Task

NEW = {
    "name": "label-printer",
    "app": "orders",
    "manufacturer_id": "acme",
    "manufacturer_name": "Acme Printing",
    "model": "LP 200",
    "product_type": "normal",
    "protocol_type": "mqtt",
}
DOCUMENT: dict[str, Any] = {
    "apps": [{"name": "orders"}],
    "product_templates": [PRODUCT_TEMPLATE.create, {"name": "handheld-scanners-2"}],
    "products": [PRODUCT.create],
    "product_services": [PRODUCT_SERVICE.create, {"name": "charging", "template": "handheld-scanners-2"}],
}


def product(title: str, options: dict[str, Any] | None = None, **keywords: Any) -> Task:
    return {"name": title, "roma.connect.product": {"name": "label-printer", **(options or {})}, **keywords}


def service(title: str, options: dict[str, Any] | None = None, **keywords: Any) -> Task:
    identity = {"name": "printing", "product": "label-printer"}
    return {"name": title, "roma.connect.product_service": {**identity, **(options or {})}, **keywords}


def config(title: str, document: Any, **keywords: Any) -> Task:
    return {"name": title, "roma.connect.config": {"document": document}, **keywords}


def fault(method: str, path: str, **what: Any) -> Task:
    described = {"match": {"method": method, "path": path}, **what}
    return {"name": f"arm {method} {path} {what}", "emulator": {"faults": described}}


def operations(result: Run, name: str) -> list[str]:
    return [str(entry["operation"]) for entry in result.requests(name, mutating=True)]


EDITIONS: dict[str, dict[str, Any]] = {
    "as usual": {},
    "writes answers in another spelling": {"link_camel_case": True, "link_request_id_key": "requestId"},
    "has numbers for texts and texts for numbers": {"link_numbers": "number"},
    "keeps what an update leaves out": {"link_update_clears": False},
    "shows the password of a new product": {"link_create_shows_password": True},
    "has small pages": {"max_page_size": 1},
}


@pytest.mark.parametrize("switches", EDITIONS.values(), ids=EDITIONS)
def test_editions_of_the_service(
    run: Runner, judge: Judge, emulator: EmulatorProcess, switches: dict[str, Any]
) -> None:
    changed = {key: value for key, value in PRODUCT.update.items() if key not in ("name", "authentication")}
    service_update = {key: value for key, value in PRODUCT_SERVICE.update.items() if key not in ("name", "product")}
    result = run(
        [
            {"name": "edition", "emulator": {"switches": switches}},
            config("plan", DOCUMENT, check_mode=True),
            config("make", DOCUMENT),
            config("again", DOCUMENT),
            product("change", changed),
            product("change again", changed),
            service("change service", service_update),
            service("change service again", service_update),
            {"name": "read", "roma.connect.config_info": {}, "register": "state"},
            config("apply", "{{ state.document }}"),
        ],
        diff=True,
    )
    assert result.writes("plan") == []
    assert result["plan"]["summary"] == result["make"]["summary"]
    for name in ("again", "change again", "change service again", "apply"):
        assert not result[name].changed, name
        assert result.writes(name) == []
    emulator.switch(link_camel_case=False, link_numbers="string")  # as the judge is used to
    assert thing_model(judge) == PRODUCT_SERVICE.also_updated
    assert topics(judge) == PRODUCT.also_updated[1]
    assert login(judge) == PRODUCT.also_created[0]
    assert judge("products")["label-printer"]["version"] == ""
    assert sorted(judge("product_templates")) == ["handheld-scanners", "handheld-scanners-2"]
    assert "Product-password-1" not in result.output


def test_what_is_read_builds_the_same_instance(run: Runner) -> None:
    """The password is not part of it: the service makes another one, unless it is supplied."""
    password = "products/label-printer/authentication.password"
    result = run(
        [
            config("make", DOCUMENT),
            {"name": "read", "roma.connect.config_info": {"include_secrets": True}, "register": "one", "no_log": True},
            {"name": "wipe", "emulator": {"reset": {}}},
            config("rebuild", "{{ one.document }}"),
            {"name": "read again", "roma.connect.config_info": {"include_secrets": True}, "register": "two",
             "no_log": True},
            {"name": "equal", "ansible.builtin.assert": {"that": ["one.document == two.document"]}},
            {"name": "given", "roma.connect.config": {"document": "{{ one.document }}", "update_secrets": "always",
                                                      "secrets": {password: "Other-password-2"}}},
            {"name": "names", "ansible.builtin.debug": {"msg": "{{ one.placeholders }}"}},
        ]
    )  # fmt: skip
    assert result["rebuild"].changed
    assert result["names"].msg == f"['<secret:{password}>']"
    assert operations(result, "given") == ["ResetProductAuthentication"]


def test_products_from_a_template(run: Runner, judge: Judge) -> None:
    """A new product brings the services of its template; those that are declared become what was declared."""
    run([config("make", {kind: DOCUMENT[kind] for kind in ("apps", "product_templates")})])
    template = judge("product_templates")["handheld-scanners"]["id"]
    made = create(judge, "service", service_name="scanning", product_template_id=template, status=1)
    place = {"service_id": str(made.service_id)}
    create(judge, "property", place, property_name="battery", data_type="integer", required=1)
    create(judge, "command", place, name="beep")

    document = {
        "products": [{**NEW, "template": "handheld-scanners"}],
        "product_services": [
            {"name": "scanning", "product": "label-printer", "enabled": True, "properties": [],
             "commands": [{"name": "beep", "description": "twice"}]}
        ],
    }  # fmt: skip
    result = run(
        [config("do", document), config("again", document), product("module", {"template": "handheld-scanners"})]
    )
    assert not result["again"].changed
    assert not result["module"].changed
    assert result["module"]["product"]["template"] == "handheld-scanners"
    assert [entry["status"] for entry in result.requests("do", mutating=True)] == [201, 200, 204, 200]
    (found,) = (item for item in judge.all_of("list_services", "items") if item.get("product_id"))
    assert (found["service_name"], found["status"]) == ("scanning", 0)
    here = {"service_id": str(found["service_id"])}
    assert judge.all_of("list_properties", "items", **here) == []
    assert [item["description"] for item in judge.all_of("list_commands", "items", **here)] == ["twice"]


def test_services_of_a_template(run: Runner, judge: Judge) -> None:
    """A template and a product may have services of one name."""
    document = {
        **DOCUMENT,
        "product_services": [
            PRODUCT_SERVICE.create,
            {**PRODUCT_SERVICE.create, "product": None, "template": "handheld-scanners"},
            {"name": "printing", "template": "handheld-scanners-2"},
        ],
    }
    below: dict[str, Any] = {"name": "printing", "template": "handheld-scanners-2"}

    def of_template(title: str, options: dict[str, Any], **keywords: Any) -> Task:
        return {"name": title, "roma.connect.product_service": {**below, **options}, **keywords}

    def info(title: str, ignore_errors: bool = False, **options: Any) -> Task:
        return {"name": title, "roma.connect.product_service_info": options, "ignore_errors": ignore_errors}

    result = run(
        [
            config("plan", document, check_mode=True),
            config("make", document),
            config("again", document),
            info("all"),
            info("of the template", template="handheld-scanners"),
            info("of the product", product="label-printer"),
            info("of both", product="label-printer", template="handheld-scanners", ignore_errors=True),
            of_template("change", {"description": "for all"}),
            of_template("change again", {"description": "for all"}),
            {"name": "read", "roma.connect.config_info": {"kinds": ["product_services"]}, "register": "one"},
            config("apply", "{{ one.document }}"),
            of_template("both", {"product": "label-printer"}, ignore_errors=True),
            of_template("neither", {"template": None}, ignore_errors=True),
            of_template("nobody", {"template": ""}, ignore_errors=True),
            of_template("unknown", {"template": "handheld-scanner"}, ignore_errors=True),
            of_template("delete", {"state": "absent"}),
            of_template("delete again", {"state": "absent"}),
        ]
    )
    assert result.writes("plan") == []
    assert result["plan"]["summary"] == result["make"]["summary"]
    for title in ("again", "change again", "apply", "delete again"):
        assert result.writes(title) == [], title
    owners = [(item["product"], item["template"]) for item in result["all"]["product_services"]]
    assert sorted(map(str, owners)) == [
        "('label-printer', None)", "(None, 'handheld-scanners')", "(None, 'handheld-scanners-2')",
    ]  # fmt: skip
    for title in ("of the template", "of the product"):
        (found,) = result[title]["product_services"]
        assert [item["name"] for item in found["commands"]] == ["print", "reset"]
    assert operations(result, "change") == ["UpdateService"]
    assert operations(result, "delete") == ["DeleteService"]
    assert "product: cannot be given together with template" in result["both"].msg
    assert "product: is required for product service, unless template is given" in result["neither"].msg
    assert "template: cannot be cleared" in result["nobody"].msg
    assert "there is no product template named 'handheld-scanner'" in result["unknown"].msg
    assert result["of both"]["problems"] == ["product: cannot be given together with template"]
    assert not any(result.requests(title) for title in ("both", "neither", "nobody", "of both"))
    template = judge("product_templates")["handheld-scanners"]["id"]
    left = [
        item["product_template_id"] for item in judge.all_of("list_services", "items") if not item.get("product_id")
    ]
    assert left == [template]


def create(judge: Judge, what: str, place: dict[str, Any] | None = None, **members: Any) -> Any:
    """Let the vendor's client make something."""
    name = what.capitalize()
    body = getattr(v2, f"Create{name}RequestBody")(**members)
    request = getattr(v2, f"Create{name}Request")(instance_id=judge.instance_id, body=body, **(place or {}))
    return getattr(judge.client, f"create_{what}")(request)


REFUSED = {
    "another protocol": (product, {"protocol_type": "coap"}, "protocol_type: cannot be changed from 'mqtt'"),
    "another application": (product, {"app": "billing"}, "app: cannot be changed from 'orders'"),
    "no login": (product, {"authentication": {}}, "authentication: cannot be cleared"),
    "an empty password": (product, {"authentication": {"password": ""}}, "authentication.password: cannot be cleared"),
    "a weak password": (product, {"authentication": {"password": "only-letters"}}, "the value is not allowed: "),
    "one topic twice": (
        product,
        {"topics": 2 * [{"name": "labels", "version": "1.0", "permission": "publish"}]},
        "topics: has two entries with version and name 1.0/labels",
    ),
    "another method": (
        service,
        {"properties": [{"name": "paper", "data_type": "integer", "method": "RW"}]},
        "properties[paper].method: cannot be changed from 'R' on an existing product service",
    ),
    "a limit with letters": (
        service,
        {
            "commands": [
                {"name": "print", "request_properties": [{"name": "copies", "data_type": "number", "max": "x"}]}
            ]
        },
        "commands[0].request_properties[0].max: 'x' is not allowed: a number",
    ),
    "no such product": (service, {"product": "label-printr"}, "product: there is no product named 'label-printr'"),
}


def test_what_is_refused_before_anything_is_written(run: Runner) -> None:
    document = {"apps": [{"name": "orders"}, {"name": "billing"}], "products": [NEW],
                "product_services": [PRODUCT_SERVICE.create]}  # fmt: skip
    tasks = [make(title, options, ignore_errors=True) for title, (make, options, _message) in REFUSED.items()]
    result = run([config("make", document), *tasks])
    for title, (_make, _options, message) in REFUSED.items():
        assert result[title].failed, title
        assert message in result[title].msg
        assert result.writes(title) == []
    assert "only-letters" not in result["a weak password"].msg


def test_refusals_with_the_status_of_a_failure(run: Runner, judge: Judge) -> None:
    """Device integration answers conflicts with HTTP 500: they are told at once, with their code, and not repeated."""
    taken = {**NEW, "name": "another-printer"}
    result = run(
        [
            config("make", {"apps": [{"name": "orders"}], "products": [NEW]}),
            product("model is taken", taken, ignore_errors=True),
            {"name": "limit", "emulator": {"switches": {"link_max_products": 1}}},
            product("one too many", {**taken, "model": "LP 300"}, ignore_errors=True),
        ]
    )
    number = judge("products")["label-printer"]["id"]
    create(judge, "device", product=v2.ProductReferer(product_id=number), device_name="hall-1", node_id="hall-1",
           app_id=judge("apps")["orders"]["id"])  # fmt: skip
    result.results += run([product("in use", {"state": "absent"}, ignore_errors=True)]).results
    assert "cannot be deleted while it has 1 device" in result["in use"].msg
    assert "product 'label-printer' has the same manufacturer_id and model already" in result["model is taken"].msg
    assert result.writes("model is taken") == []
    assert result["one too many"].failed
    error = result["one too many"]["error"]
    assert (error["status"], error["code"]) == (500, "ROMA.00110004")
    assert error["request_id"]
    assert len(operations(result, "one too many")) == 1
    assert list(judge("products")) == ["label-printer"]


def test_failures_that_pass(run: Runner, judge: Judge) -> None:
    """A failure of the service's own is waited for. What it may have done all the same is looked up, not done again."""
    internal = {"status": 500, "body": {"error_code": "ROMA.00110000", "error_msg": "Internal Error."}}
    document = copy.deepcopy(DOCUMENT)
    result = run(
        [
            fault("GET", "/products$", **internal),
            fault("POST", "/product-templates$", **internal, after_work=True),
            fault("POST", "/products$", reset="after"),
            fault("POST", "/topics$", reset="after"),
            fault("PUT", "/authentication$", **internal),
            fault("POST", "/services$", reset="before"),
            fault("POST", "/properties$", reset="after", skip=1),
            fault("POST", "/commands$", **internal, after_work=True),
            fault("POST", "/responses$", reset="before"),
            config("make", document),
            config("again", document),
        ]
    )
    assert result["make"].changed
    assert not result["again"].changed
    assert thing_model(judge) == PRODUCT_SERVICE.also_created
    assert (login(judge), topics(judge)) == PRODUCT.also_created
    assert len(judge("product_templates")) == 2


def test_an_unknown_instance_is_told_at_once(run: Runner) -> None:
    """It is an HTTP 500, too."""
    result = run(
        [{"name": "where", "roma.connect.product_template_info": {"instance_id": "nowhere"}, "ignore_errors": True}]
    )
    assert result["where"]["error"]["code"] == "ROMA.00110002"
    assert len(result.requests("where")) == 1


def test_what_somebody_or_some_time_has_made(run: Runner) -> None:
    """The service narrows its lists, and its names match loosely; that is looked at again."""
    templates = [PRODUCT_TEMPLATE.create, {"name": "handheld-scanners-2", "enabled": False}]
    document = {"product_templates": templates, "product_services": [
        {"name": "charging", "template": "handheld-scanners-2"}]}  # fmt: skip

    def info(title: str, ignore_errors: bool = False, **options: Any) -> Task:
        return {"name": title, "roma.connect.product_template_info": options, "ignore_errors": ignore_errors}

    first, last = (f"{{{{ all.product_templates | map(attribute='created_at') | {end} }}}}" for end in ("min", "max"))
    result = run(
        [
            {"name": "edition", "emulator": {"switches": {"link_camel_case": True}}},
            config("make", document),
            {**info("all"), "register": "all"},
            info("in use", enabled=True),
            info("not in use", enabled=False),
            info("mine", created_by="{{ all.product_templates[0].created_by }}"),
            info("of one like me", created_by="{{ all.product_templates[0].created_by[:4] }}"),
            info("then", created_from=first, created_until=last),
            info("later", created_from="2999-01-31"),
            info("before there was time", created_until="1950-01-31"),
            info("wrong", created_from="soon", created_until="{no time}", created_by="", ignore_errors=True),
            {"name": "services", "roma.connect.product_service_info": {"created_from": first, "created_by": "ope"}},
            {"name": "services then", "roma.connect.product_service_info": {"created_from": first}},
        ]
    )

    def found(title: str) -> list[str]:
        return [template["name"] for template in result[title]["product_templates"]]

    both = ["handheld-scanners", "handheld-scanners-2"]
    assert sorted(found("all")) == sorted(found("mine")) == sorted(found("then")) == both
    assert (found("in use"), found("not in use")) == (both[:1], both[1:])
    assert found("of one like me") == found("later") == found("before there was time") == []
    assert [request["query"] for request in result.requests("in use")] == ["limit=999&offset=0&status=0"]
    assert result["wrong"]["problems"] == [
        "created_by: must not be empty",
        "created_from: is not a time such as 2026-01-31T07:30:00Z",
        "created_until: is not a time such as 2026-01-31T07:30:00Z",
    ]
    assert result.requests("wrong") == []
    assert result["services"]["product_services"] == []
    assert [service["name"] for service in result["services then"]["product_services"]] == ["charging"]


def test_a_new_product_has_what_its_template_gets_in_the_same_run(run: Runner) -> None:
    properties = [{"name": "level", "data_type": "integer", "max": "100"}]
    printer = {"name": "printing", "description": "the printer's own"}
    document = {
        "apps": [{"name": "orders"}],
        "product_templates": [{"name": "handheld-scanners"}],
        "products": [{**NEW, "template": "handheld-scanners"}],
        "product_services": [
            {**printer, "product": "label-printer"},
            {"name": "printing", "template": "handheld-scanners"},
            {"name": "charging", "template": "handheld-scanners", "properties": properties},
        ],
    }
    result = run(
        [
            config("plan", document, check_mode=True),
            config("make", document),
            config("again", document),
            {"name": "read", "roma.connect.product_service_info": {"product": "label-printer"}},
        ]
    )
    made = operations(result, "make")
    assert made.index("CreateProduct") > made.index("CreateProperty")
    assert result["plan"]["summary"] == result["make"]["summary"]
    assert result.writes("again") == []
    found = {service["name"]: service for service in result["read"]["product_services"]}
    assert set(found) == {"printing", "charging"}
    assert found["printing"]["description"] == printer["description"]
    assert found["charging"]["properties"][0]["max"] == "100"
