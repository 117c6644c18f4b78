"""Events beside the schemas that a test registers: what `assert_published` and the check `schema` say."""

from __future__ import annotations

import json
import re

import boto3
import pytest

from pytest_awsevents import AwsFake, event
from pytest_awsevents.assertions.strictness import judge
from pytest_awsevents.core.errors import InvalidSchema, MissingExtra

PAID = {
    "type": "object",
    "required": ["id", "total"],
    "properties": {"id": {"type": "string"}, "total": {"type": "number"}},
}


def put(detail, *, client=None, detail_type="OrderPaid", **entry):
    entry = {"Source": "shop", "DetailType": detail_type, "Detail": json.dumps(detail), **entry}
    return (client or boto3.client("events")).put_events(Entries=[entry])


def findings(fake):
    """The message of the check, lines of tests without their number; None where all is well."""
    found = judge(["schema"], fake.recorded, rules=fake.rules(), schemas=fake.schemas())
    return None if found is None else re.sub(r"\.py:\d+", ".py:N", found[0]).splitlines()


def paths(fake):
    return [line.split("  ")[2].strip() for line in findings(fake) or () if line.startswith("    ")]


def test_an_event_that_keeps_its_schema_is_published(fake):
    fake.eventbridge.schema("shop", "OrderPaid", PAID)
    put({"id": "o-1", "total": 80})
    assert fake.eventbridge.assert_published(event(source="shop")).detail["total"] == 80
    assert findings(fake) is None


def test_an_event_that_breaks_its_schema_fails_the_assertion(fake, message_of):
    fake.eventbridge.schema("shop", "OrderPaid", {**PAID, "additionalProperties": False})
    put({"id": "o-1", "totl": "80"})
    lines = message_of(lambda: fake.eventbridge.assert_published(event(source="shop")))
    assert [re.sub(r"\.py:\d+", ".py:N", line) for line in lines] == [
        "event #2 OrderPaid was published on bus default, but breaks the schema of OrderPaid from shop",
        "  detail.total  got (absent)  schema wants a number",
        "  detail.totl   got \"80\"      schema wants no such member; did you mean 'total'?",
        "  event #2 was put by tests/assertions/test_event_schemas.py:N",
        '  correct the event, or the schema; allow with @pytest.mark.aws_fake(relax=["schema"])',
    ]


def test_the_check_says_the_same(fake):
    fake.eventbridge.schema("shop", "OrderPaid", {**PAID, "additionalProperties": False})
    put({"id": "o-1", "totl": "80"})
    assert findings(fake) == [
        "strictness check schema: 1 event against a registered schema",
        "  event #2 OrderPaid, put by tests/assertions/test_event_schemas.py:N, "
        "breaks the schema of OrderPaid from shop",
        "    detail.total  got (absent)  schema wants a number",
        "    detail.totl   got \"80\"      schema wants no such member; did you mean 'total'?",
        "  correct the event, or the schema",
        '  allow with @pytest.mark.aws_fake(relax=["schema"])',
    ]


def test_every_event_that_is_meant_is_judged(fake, message_of):
    fake.eventbridge.schema("shop", "OrderPaid", PAID)
    for total in (1, "2", "3", "4"):
        put({"id": "o-1", "total": total})
    lines = message_of(lambda: fake.eventbridge.assert_published(event(detail={"id": "o-1"})))
    assert lines[0] == "event #4 OrderPaid was published on bus default, but breaks the schema of OrderPaid from shop"
    assert lines[2] == "  2 other events break theirs"
    fake.eventbridge.assert_published(event(detail={"total": 1}))
    assert fake.eventbridge.assert_published(event(detail={"total": 1})).seq == 2


def test_a_schema_is_for_its_source_and_detail_type_only(fake):
    fake.eventbridge.schema("shop", "OrderPaid", PAID)
    put({}, detail_type="OrderSent")
    put({}, Source="warehouse")
    fake.eventbridge.assert_published(count=2)
    assert findings(fake) is None


def test_a_schema_may_come_after_the_event_and_the_newest_counts(fake):
    put({"id": "o-1", "total": "80"})
    fake.eventbridge.schema("shop", "OrderPaid", PAID)
    assert paths(fake) == ["detail.total"]
    fake.eventbridge.schema("shop", "OrderPaid", {"required": ["id"]})
    assert findings(fake) is None
    fake.eventbridge.schema(json_schema=PAID, source="shop", detail_type="OrderPaid")
    assert paths(fake) == ["detail.total"]


def test_events_of_every_bus_account_and_region_are_judged(fake):
    fake.eventbridge.schema("shop", "OrderPaid", PAID)
    put({}, EventBusName=fake.eventbridge.bus("orders").name)
    put({}, client=fake.account("222233334444").client("events"))
    put({}, client=fake.client("events", region="eu-west-1"))
    assert findings(fake)[0] == "strictness check schema: 3 events against a registered schema"


def test_an_event_that_goes_from_bus_to_bus_or_is_replayed_counts_once(fake):
    fake.eventbridge.schema("shop", "OrderPaid", {"required": ["id"]})
    orders = fake.eventbridge.bus("orders")
    fake.eventbridge.rule("on", {"source": ["shop"]}, to=orders)
    events = boto3.client("events")
    bus = events.describe_event_bus()["Arn"]
    archive = events.create_archive(ArchiveName="all", EventSourceArn=bus)["ArchiveArn"]
    put({})
    fake.clock.tick(600)
    window = {"EventStartTime": "2026-03-01T11:00:00Z", "EventEndTime": "2026-03-01T13:00:00Z"}
    events.start_replay(ReplayName="again", EventSourceArn=archive, Destination={"Arn": bus}, **window)
    fake.clock.run_due()
    fake.eventbridge.finish_replay("again")
    assert any("replay-name" in one.raw for one in fake.recorded.events)
    assert len(fake.recorded.events) >= 4
    assert findings(fake)[0] == "strictness check schema: 1 event against a registered schema"


def test_events_of_aws_itself_are_judged_where_a_schema_is_registered(fake):
    created = {"required": ["bucket", "object"], "properties": {"bucket": {"required": ["name", "owner"]}}}
    fake.eventbridge.schema("aws.s3", "Object Created", created)
    fake.s3.bucket("invoices", events=True)
    boto3.client("s3").put_object(Bucket="invoices", Key="a", Body=b"x")
    assert paths(fake) == ["detail.bucket.owner"]


def test_what_put_events_rejects_has_no_shape_to_judge(fake):
    fake.eventbridge.schema("shop", "OrderPaid", PAID)
    boto3.client("events").put_events(Entries=[{"Source": "shop", "DetailType": "OrderPaid", "Detail": "[]"}])
    assert findings(fake) is None


def test_relaxed_neither_the_assertion_nor_the_check_judges():
    with AwsFake(relax=["schema"]) as fake:
        fake.eventbridge.schema("shop", "OrderPaid", PAID)
        put({})
        fake.eventbridge.assert_published(event(source="shop"))
        assert "schema" not in fake.options.checks
    assert "schema" in AwsFake().options.checks


def test_all_exports_of_a_folder(fake, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for kind in ("OrderPaid", "OrderSent"):
        export = {
            "$schema": "http://json-schema.org/draft-04/schema#",
            "x-amazon-events-source": "shop",
            "x-amazon-events-detail-type": kind,
            "properties": {"detail": {"required": [f"id of {kind}"]}},
        }
        tmp_path.joinpath("schemas", kind).mkdir(parents=True)
        tmp_path.joinpath("schemas", kind, "1.json").write_text(json.dumps(export), encoding="utf-8")
    schemas = fake.eventbridge.schemas("schemas")
    assert [(one.detail_type, one.name) for one in schemas] == [
        ("OrderPaid", "schemas/OrderPaid/1.json"),
        ("OrderSent", "schemas/OrderSent/1.json"),
    ]
    put({}, detail_type="OrderSent")
    assert findings(fake)[1].endswith("breaks schemas/OrderSent/1.json")


@pytest.mark.parametrize(
    ("register", "message"),
    [
        (
            lambda bridge: bridge.schema("shop", "OrderPaid", {"type": "strng"}),
            "schema of OrderPaid from shop, #/type: got 'strng', must be one of string, number, integer, boolean, "
            "object, array, null, or a list of them; did you mean 'string'?",
        ),
        (
            lambda bridge: bridge.schema("shop", "OrderPaid"),
            "no schema is given: schema(source, detail_type, json_schema), or schema(export)",
        ),
        (
            lambda bridge: bridge.schema({"a": 1}, "OrderPaid", {}),
            "source must be that of the events, a text, got {'a': 1}",
        ),
        (
            lambda bridge: bridge.schema({}),
            "schema of events from any source: does not say for which source or detail-type it is: "
            "schema(source, detail_type, ...)",
        ),
        (lambda bridge: bridge.schemas("schema"), "there is no folder schema; did you mean 'schemas'?"),
        (lambda bridge: bridge.schemas("schemas"), "there is no *.json in schemas"),
    ],
)
def test_what_is_wrong_is_refused_when_it_is_registered(fake, tmp_path, monkeypatch, register, message):
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("schemas").mkdir()
    with pytest.raises(InvalidSchema) as caught:
        register(fake.eventbridge)
    assert str(caught.value) == message
    assert isinstance(caught.value, ValueError)


def test_without_fastjsonschema_the_extra_is_named(fake, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "fastjsonschema", None)
    with pytest.raises(MissingExtra) as caught:
        fake.eventbridge.schema("shop", "OrderPaid", {"title": "a schema that nobody has compiled yet"})
    assert str(caught.value) == "events are judged by fastjsonschema: pip install pytest-awsevents[schema]"


def test_an_event_is_judged_once(fake, monkeypatch):
    schema = fake.eventbridge.schema("shop", "OrderPaid", PAID)
    for _ in range(20):
        put({"id": "o-1", "total": 80})
    fake.eventbridge.assert_published(count=20)
    monkeypatch.setattr(type(schema), "holds", lambda *_: pytest.fail("judged again"))
    fake.eventbridge.assert_published(count=20)
    assert findings(fake) is None
