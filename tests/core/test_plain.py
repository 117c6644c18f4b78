"""Every kind of record as plain values."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.scenarios.audit_log_ingestion import make_audit_log_ingestion
from pytest_awsevents.scenarios.revision_export import make_revision_export

NOON = "2026-03-01T12:00:00Z"


def only(fake: AwsFake, kind: str) -> dict[str, Any]:
    """The one record of a kind, through JSON and back."""
    (found,) = [one for one in json.loads(json.dumps(fake.recorded.as_dicts())) if one["record"] == kind]
    return dict(found)


def test_what_was_due() -> None:
    with AwsFake(now=NOON) as fake:
        fake.eventbridge.rule("hourly", schedule="rate(1 hour)", to=fake.sqs.queue("q"))
        fake.clock.tick(3600)
        tick = only(fake, "Tick")
    assert {name: tick[name] for name in ("at", "due")} == dict.fromkeys(("at", "due"), "2026-03-01T13:00:00Z")
    assert "hourly" in tick["name"]


def test_an_http_request_does_not_show_the_secret_of_its_connection() -> None:
    with AwsFake(now=NOON) as fake:
        events = fake.client("events")
        key = {"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "abracadabra"}}
        connection = events.create_connection(Name="c", AuthorizationType="API_KEY", AuthParameters=key)
        made = events.create_api_destination(
            Name="d",
            ConnectionArn=connection["ConnectionArn"],
            InvocationEndpoint="https://example.com/hook",
            HttpMethod="POST",
        )
        fake.eventbridge.respond_http("https://example.com/*", status=202)
        fake.eventbridge.rule("all", {"source": ["test"]}, to=made["ApiDestinationArn"])
        fake.eventbridge.put("OrderPaid", {})
        request, text = only(fake, "HttpRequest"), json.dumps(fake.recorded.as_dicts())
    assert (request["request"], request["status"]) == ("POST https://example.com/hook", 202)
    assert "abracadabra" not in text


def test_a_revision_that_was_exported() -> None:
    with AwsFake(now=NOON) as fake:
        scene = make_revision_export(fake)
        fake.dataexchange.assert_revision_exported(
            fake.dataexchange.publish_revision(scene.data_set, {"prices.csv": b"1"})
        )
        assert only(fake, "RevisionExport")["status"] == "completed"


def test_an_audit_log_with_its_ingestion() -> None:
    with AwsFake(now=NOON) as fake:
        log = make_audit_log_ingestion(fake).sign_in("ana@example.com")
        found = only(fake, "AuditLog")
    assert (found["seq"], found["app"], found["status"]) == (log.seq, log.app, log.status)
    assert found["log"] == log.log


def test_what_a_store_ingested() -> None:
    with AwsFake(now=NOON) as fake:
        store = fake.cloudtrail.event_data_store("all")
        fake.sqs.queue("q")
        assert [one["eventName"] for one in store.records()] == ["CreateQueue"]
        found = [one for one in fake.recorded.as_dicts() if one["record"] == "Ingestion"]
    assert all(one["into"] == store.arn for one in found)


@pytest.mark.parametrize(
    ("value", "plain"),
    [(b"\x00\xff", "AP8="), (float("inf"), "inf"), ((1, 2), [1, 2]), (frozenset({1}), [1]), (1j, "1j")],
)
def test_values_that_json_does_not_have(value: object, plain: object) -> None:
    with AwsFake() as fake:
        fake.stub("glue", "get_job", {}, times=None)
        fake.client("glue").get_job(JobName="j")
        call = fake.recorded.calls.only()
        object.__setattr__(call, "params", {"Value": value})
        assert only(fake, "ApiCall")["params"] == {"Value": plain}
