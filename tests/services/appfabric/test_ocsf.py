"""OCSF documents: what every application's typical logs become, checked against the table of classes."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from pytest_awsevents.services.appfabric.ocsf.classes import CLASSES, violations
from pytest_awsevents.services.appfabric.ocsf.normalising import normalised
from pytest_awsevents.services.appfabric.ocsf.paths import get, put
from pytest_awsevents.services.appfabric.ocsf.registry import APPLICATIONS, application

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
EVERY = [*APPLICATIONS, "TERRAFORMCLOUD"]
KINDS = {
    "sign_in": "Authentication: Logon",
    "user_created": "Account Change: Create",
    "file_shared": "Web Resources Activity: Share",
    "permission_changed": "User Access Management: Assign Privileges",
}


def document(app, log):
    return normalised(app, log, NOW, "1.1.0")


@pytest.mark.parametrize("app", EVERY)
@pytest.mark.parametrize("kind", KINDS)
def test_typical_logs_become_valid_documents(fake, app, kind):
    made = fake.appfabric.ingestion(app)
    if kind not in application(app).typical:
        with pytest.raises(ValueError, match=rf"^{app} writes no audit log of the kind '{kind}'; these do: "):
            getattr(made, kind)()
        return
    found = document(app, getattr(made, kind)())
    assert violations(found) == ()
    assert found["type_name"] == KINDS[kind]
    assert found["status"] == "Success"
    assert found["time"] == 1767603600000


@pytest.mark.parametrize(("app", "code"), [(app, code) for app in EVERY for code in application(app).events])
def test_every_event_of_the_table_becomes_a_valid_document(app, code):
    about = application(app)
    log = {}
    for path, part in zip(about.event, code.split(".", len(about.event) - 1), strict=True):
        put(log, path, part)
    found = document(app, log)
    assert violations(found) == ()
    assert found["class_uid"] == about.events[code].class_uid
    assert found["metadata"]["event_code"] == code


def test_an_event_that_is_not_in_the_table_keeps_its_verb():
    found = document("OKTA", {"eventType": "policy.evaluate", "published": "2026-01-01T00:00:00Z"})
    assert violations(found) == ()
    assert found["type_name"] == "Web Resources Activity: policy.evaluate"
    assert (found["activity_id"], found["type_uid"]) == (99, 600199)
    assert found["web_resources"] == [{"name": "Okta", "type": "Application"}]


def test_a_changed_user_is_an_update_as_recorded():
    found = document("ZENDESK", {"source_type": "user", "action": "update", "id": 7, "source_label": "Ana"})
    assert found["type_name"] == "Account Change: Update"
    assert (found["activity_id"], found["type_uid"]) == (99, 300199)
    assert found["metadata"]["product"] == {"name": "Zendesk", "uid": "zendesk", "vendor_name": "Zendesk"}
    assert found["metadata"]["uid"] == "7"


def test_the_original_is_kept_as_text():
    log = {"eventType": "user.session.start", "published": "2026-01-01T01:02:03.004Z", "ä": 1}
    found = document("OKTA", log)
    assert json.loads(found["raw_data"]) == log
    assert found["time"] == 1767229323004


@pytest.mark.parametrize("published", ["yesterday", None, 7, "2026-01-05T09:00:00"])
def test_a_log_without_a_time_has_that_of_its_reading(published):
    assert document("OKTA", {"eventType": "x", "published": published})["time"] == 1767603600000


@pytest.mark.parametrize("log", [{}, {"eventType": ["a"]}, {"actor": "ana", "target": {}, "outcome": []}])
@pytest.mark.parametrize("app", EVERY)
def test_whatever_an_application_writes_becomes_a_valid_document(app, log):
    assert violations(document(app, log)) == ()


def test_violations_are_named():
    good = document("OKTA", {"eventType": "user.session.start"})
    assert violations({}) == ("class_uid: None is none of the classes that AppFabric uses",)
    assert violations({**good, "user": None}) == ("user: is required", "user: got None, expected an object")
    assert violations({**good, "surprise": 1}) == ("surprise: is no attribute",)
    assert violations({**good, "time": "now"}) == ("time: got 'now', expected a whole number",)
    assert violations({**good, "user": {"type": "User"}}) == ("user: needs one of name, uid",)
    assert violations({**good, "device": {}}) == ("device.type_id: is required",)
    assert violations({**good, "type_uid": 300101}) == ("type_uid: got 300101, expected 300201",)
    assert violations({**good, "activity_id": 7})[-1] == "type_uid: got 300201, expected 300207"
    resources = document("OKTA", {"eventType": "odd"})
    assert violations({**resources, "web_resources": [{}]}) == ("web_resources[]: needs one of name, type, uid",)


def test_classes_have_the_documented_numbers():
    assert {uid: one.name for uid, one in CLASSES.items()} == {
        3001: "Account Change",
        3002: "Authentication",
        3005: "User Access Management",
        3006: "Group Management",
        6001: "Web Resources Activity",
        6004: "Web Resource Access Activity",
    }


def test_paths_go_through_objects_and_lists():
    made = {}
    put(made, "a/1/b", 1)
    put(made, "a/0/c", 2)
    assert made == {"a": [{"c": 2}, {"b": 1}]}
    assert get(made, "a/1/b") == 1
    assert get(made, "a/2/b") is get(made, "a/x") is get(made, "a/1/b/c") is None
