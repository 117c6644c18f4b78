"""Web applications: FastAPI with its test client, and the same application as a Lambda function by Mangum."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import boto3
import pytest

pytest.importorskip("aiobotocore")
pytest.importorskip("fastapi")

import aiobotocore.session
import httpx2
from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.testclient import TestClient
from mangum import Mangum

from pytest_awsevents import AwsFake, event


async def events_client() -> AsyncIterator[Any]:
    async with aiobotocore.session.get_session().create_client("events") as client:
        yield client


def entry(order: str) -> dict[str, str]:
    return {"Source": "shop", "DetailType": "OrderPaid", "Detail": json.dumps({"id": order})}


def audit(order: str) -> None:
    boto3.client("sqs").send_message(
        QueueUrl=boto3.client("sqs").get_queue_url(QueueName="audit")["QueueUrl"], MessageBody=order
    )


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with aiobotocore.session.get_session().create_client("sts") as sts:
        app.state.account = (await sts.get_caller_identity())["Account"]
    yield


app = FastAPI(lifespan=lifespan)


@app.post("/sync/{order}")
def pay(order: str) -> str:
    """FastAPI runs it in a worker thread."""
    return boto3.client("events").put_events(Entries=[entry(order)])["Entries"][0]["EventId"]


@app.post("/async/{order}")
async def pay_later(order: str, events: Annotated[Any, Depends(events_client)], later: BackgroundTasks) -> str:
    """FastAPI runs it in the loop, and the background task in a worker thread."""
    later.add_task(audit, order)
    return str((await events.put_events(Entries=[entry(order)]))["Entries"][0]["EventId"])


@app.get("/account")
async def account() -> str:
    return str(app.state.account)


@pytest.fixture
def billing(fake: AwsFake) -> Any:
    fake.sqs.queue("audit")
    queue = fake.sqs.queue("billing")
    fake.eventbridge.rule("paid", {"detail-type": ["OrderPaid"]}, to=queue)
    return queue


@pytest.mark.parametrize("path", ["sync", "async"])
def test_the_test_client(fake: AwsFake, billing: Any, path: str) -> None:
    with TestClient(app) as client:
        assert client.get("/account").json() == "123456789012"
        answer = client.post(f"/{path}/o-1")
    delivery = fake.eventbridge.assert_delivered(event(detail={"id": "o-1"}), to=billing)
    assert delivery.event.id == answer.json()
    put = fake.recorded.calls.matching(lambda call: call.operation == "PutEvents").only()
    assert put.caller is not None
    assert (put.caller.file, put.cause) == (__file__, None)
    assert fake.sqs.queue("audit").messages() == (["o-1"] if path == "async" else [])


@pytest.mark.parametrize("path", ["sync", "async"])
@pytest.mark.asyncio
async def test_an_async_client_without_a_server(fake: AwsFake, billing: Any, path: str) -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop") as client:
        answers = [await client.post(f"/{path}/o-{number}") for number in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    fake.eventbridge.assert_delivered(event(source="shop"), to=billing, count=3)


# --- as a function of Lambda -----------------------------------------------------------------------------------------


def request(path: str) -> dict[str, Any]:
    """A request as a function URL or an HTTP API hands it to Lambda, format 2.0."""
    http = {"method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "shop.example"},
        "requestContext": {"http": http, "stage": "$default", "domainName": "shop.example"},
        "isBase64Encoded": False,
    }


def handler(received: Any, context: Any) -> Any:
    return Mangum(app, lifespan="off")(received, context)


@pytest.fixture
def loop_of_the_process() -> Iterator[None]:
    """Mangum runs the application in the current loop, and leaves one that it makes open."""
    with asyncio.Runner() as runner:
        asyncio.set_event_loop(runner.get_loop())
        yield
        asyncio.set_event_loop(None)


@pytest.mark.parametrize("path", ["sync", "async"])
@pytest.mark.usefixtures("loop_of_the_process")
def test_an_application_as_a_function(fake: AwsFake, billing: Any, path: str) -> None:
    function = fake.lambda_.function("shop", handler)
    invocation = function.invoke(request(f"/{path}/o-1"))
    fake.lambda_.assert_not_failed(function)
    assert (invocation.response["statusCode"], invocation.event["rawPath"]) == (200, f"/{path}/o-1")
    delivery = fake.eventbridge.assert_delivered(event(detail={"id": "o-1"}), to=billing)
    assert invocation.api_call in delivery.ancestors()


@pytest.mark.parametrize("path", ["sync", "async"])
@pytest.mark.asyncio
async def test_the_same_in_an_async_test(fake: AwsFake, billing: Any, path: str) -> None:
    function = fake.lambda_.function("shop", handler)
    async with aiobotocore.session.get_session().create_client("lambda") as client:
        answer = await client.invoke(FunctionName="shop", Payload=json.dumps(request(f"/{path}/o-1")))
        assert json.loads(await answer["Payload"].read())["statusCode"] == 200
    delivery = fake.eventbridge.assert_delivered(event(detail={"id": "o-1"}), to=billing)
    assert function.invocations[0].api_call in delivery.ancestors()
