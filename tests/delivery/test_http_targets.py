"""API destinations, API Gateway and AppSync: the whole request, its authorization, and what comes of the answer."""

from __future__ import annotations

import base64
import http.server
import json
import re
import threading
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs, quote, quote_plus, urlsplit

import pytest

from pytest_awsevents.core.errors import InvalidOption
from pytest_awsevents.reporting.timeline import timeline

HERE = "us-east-1:123456789012"
BASIC = {"BasicAuthParameters": {"Username": "shop", "Password": "s3cret"}}
API_KEY = {"ApiKeyAuthParameters": {"ApiKeyName": "X-Api-Key", "ApiKeyValue": "k3y"}}
OAUTH = {
    "OAuthParameters": {
        "AuthorizationEndpoint": "https://auth.example.com/token",
        "HttpMethod": "POST",
        "ClientParameters": {"ClientID": "client", "ClientSecret": "cl1ent-secret"},
    }
}
TYPES = {
    "BasicAuthParameters": "BASIC",
    "ApiKeyAuthParameters": "API_KEY",
    "OAuthParameters": "OAUTH_CLIENT_CREDENTIALS",
}


@pytest.fixture
def destination(fake):
    """Makes an API destination and a rule to it; returns the connection's name."""

    def make(parameters, *, endpoint="https://api.example.com/orders", method="POST", rate=300, **target):
        call = partial(fake.scope().call, "events")
        kind = TYPES[next(iter(parameters))]
        connection = call("CreateConnection", {"Name": "shop", "AuthorizationType": kind, "AuthParameters": parameters})
        made = call(
            "CreateApiDestination",
            {
                "Name": "orders",
                "ConnectionArn": connection["ConnectionArn"],
                "InvocationEndpoint": endpoint,
                "HttpMethod": method,
                "InvocationRateLimitPerSecond": rate,
            },
        )
        fake.eventbridge.rule("paid", {"source": ["shop"]}, to=made["ApiDestinationArn"], **target)

    return make


def put(fake, number=1):
    return fake.eventbridge.put("OrderPaid", {"id": f"o-{number}", "path": "a b/c"}, source="shop")


def test_the_whole_request(fake, destination):
    destination(BASIC, InputPath="$.detail")
    put(fake)
    request = fake.eventbridge.requests().only()
    basic = base64.b64encode(b"shop:s3cret").decode()
    assert (request.method, request.url, request.status) == ("POST", "https://api.example.com/orders", 200)
    assert request.body == '{"id":"o-1","path":"a b/c"}'
    assert request.headers == {
        "User-Agent": "Amazon/EventBridge/ApiDestinations",
        "Range": "bytes=0-1048575",
        "Content-Type": "application/json; charset=utf-8",
        "Accept-Encoding": "gzip,deflate",
        "Connection": "close",
        "Authorization": f"Basic {basic}",
        "Host": "api.example.com",
        "Content-Length": "27",
    }
    delivery = fake.recorded.deliveries.only()
    assert delivery.status == "delivered"
    assert request.cause is delivery


def test_path_query_and_headers_of_the_target_are_filled_in(fake, destination):
    destination(
        BASIC,
        endpoint="https://api.example.com/*/orders/*?v=1",
        method="PUT",
        HttpParameters={
            "PathParameterValues": ["eu", "$.detail.path"],
            "QueryStringParameters": {"id": "$.detail.id", "v": "2"},
            "HeaderParameters": {"X-Order": "$.detail.id", "content-type": "application/vnd.shop+json", "Range": "no"},
        },
    )
    put(fake)
    request = fake.eventbridge.requests().only()
    assert (request.method, request.url) == ("PUT", "https://api.example.com/eu/orders/a%20b%2Fc?v=2&id=o-1")
    assert request.headers["X-Order"] == "o-1"
    assert request.headers["Content-Type"] == "application/vnd.shop+json"
    assert request.headers["Range"] == "bytes=0-1048575"


def test_the_parameters_of_the_connection_win(fake, destination):
    destination(
        {
            **API_KEY,
            "InvocationHttpParameters": {
                "HeaderParameters": [{"Key": "X-Team", "Value": "connection"}],
                "QueryStringParameters": [{"Key": "q", "Value": "connection", "IsValueSecret": True}],
                "BodyParameters": [{"Key": "id", "Value": "connection"}, {"Key": "more", "Value": "1"}],
            },
        },
        InputPath="$.detail",
        HttpParameters={"HeaderParameters": {"x-team": "target"}, "QueryStringParameters": {"q": "target", "p": "1"}},
    )
    put(fake)
    request = fake.eventbridge.requests().only()
    assert request.headers["x-team"] == "connection"
    assert request.headers["X-Api-Key"] == "k3y"
    assert request.url == "https://api.example.com/orders?q=connection&p=1"
    assert request.json == {"id": "connection", "path": "a b/c", "more": "1"}


def test_oauth_asks_for_a_token_once_and_uses_it(fake, destination):
    destination(OAUTH)
    assert fake.client("events").describe_connection(Name="shop")["ConnectionState"] == "AUTHORIZING"
    put(fake, 1)
    put(fake, 2)
    token, first, second = fake.eventbridge.requests()
    assert (token.method, token.url) == ("POST", "https://auth.example.com/token")
    assert parse_qs(token.body) == {
        "grant_type": ["client_credentials"],
        "client_id": ["client"],
        "client_secret": ["cl1ent-secret"],
    }
    assert token.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert re.fullmatch(r"Bearer token-[0-9a-f]{16}", first.headers["Authorization"])
    assert second.headers["Authorization"] == first.headers["Authorization"]
    assert fake.client("events").describe_connection(Name="shop")["ConnectionState"] == "AUTHORIZED"


def test_a_token_that_expires_is_asked_for_again(fake, destination):
    destination(OAUTH)
    fake.eventbridge.respond_http("https://auth.example.com/*", body='{"access_token": "t-1", "expires_in": 60}')
    put(fake)
    fake.clock.tick(seconds=61)
    put(fake)
    assert [request.url for request in fake.eventbridge.requests("https://auth*")] == [
        "https://auth.example.com/token"
    ] * 2


@pytest.mark.parametrize("status", [401, 407])
def test_a_refused_token_is_refreshed_once(fake, destination, status):
    destination(OAUTH)
    fake.eventbridge.respond_http("https://api.example.com/*", status=status, times=1)
    put(fake)
    requests = fake.eventbridge.requests()
    assert [(request.url.split("/")[2], request.status) for request in requests] == [
        ("auth.example.com", 200),
        ("api.example.com", status),
        ("auth.example.com", 200),
        ("api.example.com", 200),
    ]
    assert requests[1].headers["Authorization"] != requests[3].headers["Authorization"]
    delivery = fake.recorded.deliveries.only()
    assert (delivery.status, len(delivery.attempts)) == ("delivered", 1)


def test_a_token_that_is_refused_twice_is_a_failed_attempt(fake, destination):
    destination(OAUTH)
    fake.eventbridge.respond_http("https://api.example.com/*", status=401, body="who?")
    put(fake)
    delivery = fake.recorded.deliveries.only()
    assert (delivery.status, delivery.error_code, len(fake.eventbridge.requests())) == (
        "retrying",
        "SDK_CLIENT_ERROR",
        4,
    )
    assert delivery.attempts[0].error.message == (
        "Unable to invoke ApiDestination endpoint: API destination returned HTTP status 401 with payload: who?"
    )


def test_a_token_endpoint_without_a_token_is_a_failed_attempt(fake, destination):
    destination(OAUTH)
    fake.eventbridge.respond_http("https://auth.example.com/token", status=400, times=1)
    put(fake)
    delivery = fake.recorded.deliveries.only()
    assert delivery.status == "retrying"
    assert delivery.reason == (
        "AuthorizationFailure: Unable to get an access token: the authorization endpoint "
        "https://auth.example.com/token returned HTTP status 400 without one"
    )
    fake.clock.tick(seconds=1)
    assert delivery.status == "delivered"


def test_a_token_may_be_asked_for_by_get(fake, destination):
    parameters = {
        "HeaderParameters": [{"Key": "X-Tenant", "Value": "t"}],
        "BodyParameters": [{"Key": "scope", "Value": "s"}],
    }
    destination(
        {"OAuthParameters": {**OAUTH["OAuthParameters"], "HttpMethod": "GET", "OAuthHttpParameters": parameters}}
    )
    put(fake)
    token = fake.eventbridge.requests().first
    assert token.url == (
        "https://auth.example.com/token?grant_type=client_credentials&client_id=client&client_secret=cl1ent-secret&scope=s"
    )
    assert (token.headers["X-Tenant"], token.body) == ("t", "")


@pytest.mark.parametrize(
    ("status", "outcome", "code"),
    [
        (204, "delivered", None),
        (301, "dropped", "SDK_CLIENT_ERROR"),
        (400, "dropped", "SDK_CLIENT_ERROR"),
        (401, "retrying", "SDK_CLIENT_ERROR"),
        (404, "dropped", "SDK_CLIENT_ERROR"),
        (409, "retrying", "SDK_CLIENT_ERROR"),
        (429, "retrying", "THROTTLING"),
        (503, "retrying", "ERROR_FROM_TARGET"),
    ],
)
def test_the_status_decides(fake, destination, status, outcome, code):
    destination(BASIC)
    fake.eventbridge.respond_http("*", status=status)
    put(fake)
    delivery = fake.recorded.deliveries.only()
    assert (delivery.status, delivery.error_code) == (outcome, code)


@pytest.mark.parametrize(("error", "code"), [("timeout", "TIMEOUT"), ("connection", "CONNECTION_FAILURE")])
def test_no_answer_is_retried(fake, destination, error, code):
    destination(BASIC)
    fake.eventbridge.respond_http("https://api.example.com/orders", error=error, times=1)
    put(fake)
    delivery = fake.recorded.deliveries.only()
    assert (delivery.status, delivery.error_code) == ("retrying", code)
    assert fake.eventbridge.requests().only().status is None
    fake.clock.tick(seconds=1)
    assert delivery.status == "delivered"


@pytest.mark.parametrize("value", ["90", "Sun, 01 Mar 2026 12:01:30 GMT"])
def test_retry_after_is_respected(fake, destination, value):
    destination(BASIC)
    fake.eventbridge.respond_http("*", status=503, headers={"Retry-After": value}, times=1)
    put(fake)
    delivery = fake.recorded.deliveries.only()
    assert delivery.due - delivery.at == timedelta(seconds=90)


def test_a_negative_retry_after_ends_it(fake, destination):
    destination(BASIC)
    fake.eventbridge.respond_http("*", status=503, headers={"Retry-After": "-1"})
    put(fake)
    assert fake.recorded.deliveries.only().status == "dropped"


def test_the_rate_limit_spreads_requests_over_seconds(fake, destination):
    destination(BASIC, rate=2)
    start = fake.clock.now
    for number in range(5):
        put(fake, number)
    assert len(fake.eventbridge.requests()) == 2
    waiting = fake.recorded.deliveries.last
    assert (waiting.status, waiting.attempts) == ("pending", ())
    assert waiting.reason == "waits: its API destination takes no more calls in this second"
    fake.clock.tick(seconds=2)
    assert [(request.at - start).total_seconds() for request in fake.eventbridge.requests()] == [0, 0, 1, 1, 2]
    assert {(one.status, len(one.attempts)) for one in fake.recorded.deliveries} == {("delivered", 1)}


def test_a_destination_that_is_gone_is_no_resource(fake, destination):
    destination(BASIC)
    fake.client("events").delete_api_destination(Name="orders")
    put(fake)
    delivery = fake.recorded.deliveries.only()
    assert (delivery.status, delivery.error_code) == ("dropped", "NO_RESOURCE")


def test_secrets_are_masked_where_requests_are_shown(fake, destination):
    destination(
        {
            **OAUTH,
            "InvocationHttpParameters": {
                "QueryStringParameters": [{"Key": "sig", "Value": "a/b", "IsValueSecret": True}]
            },
        }
    )
    put(fake)
    token, request = fake.eventbridge.requests()
    bearer = request.headers["Authorization"].removeprefix("Bearer ")
    shown = repr(token) + repr(request) + timeline(fake.recorded)
    assert not [secret for secret in ("cl1ent-secret", bearer, "a%2Fb", "a/b") if secret in shown]
    assert "POST https://api.example.com/orders?sig=***  200" in timeline(fake.recorded)


@pytest.mark.parametrize("secret", ['quo"te', "back\\slash", "a b&c=d"])
def test_secrets_are_masked_in_every_form(fake, destination, secret):
    parameters = [{"Key": "token", "Value": secret, "IsValueSecret": True}]
    oauth = {**OAUTH["OAuthParameters"], "OAuthHttpParameters": {"BodyParameters": parameters}}
    http = {"BodyParameters": parameters, "QueryStringParameters": parameters, "HeaderParameters": parameters}
    destination({"OAuthParameters": oauth, "InvocationHttpParameters": http})
    put(fake)
    for request in fake.eventbridge.requests():
        form = parse_qs(urlsplit(request.url).query + "&" + request.body)
        assert secret in form["token"]
        assert "***" in repr(request)
        for written in (secret, quote(secret), quote_plus(secret), repr(secret)[1:-1]):
            assert written not in repr(request)


def test_the_newest_script_answers_first_and_counts(fake, destination):
    destination(BASIC)
    always = fake.eventbridge.respond_http("https://*.example.com/*", status=202)
    once = fake.eventbridge.respond_http(re.compile(r".*/orders"), status=201, times=1)
    put(fake)
    put(fake)
    assert [request.status for request in fake.eventbridge.requests()] == [201, 202]
    assert (len(once.requests), len(always.requests)) == (1, 1)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"status": 99}, "status must be an HTTP status, got 99"),
        ({"error": "slow"}, "error must be one of timeout, connection, got 'slow'"),
        ({"times": 0}, "times must be a whole number of 1 or more, or None for always, got 0"),
    ],
)
def test_scripts_are_checked(fake, settings, message):
    with pytest.raises(InvalidOption) as caught:
        fake.eventbridge.respond_http("*", **settings)
    assert str(caught.value) == message


# --- a real server on this machine -----------------------------------------------------------------------------------


@pytest.fixture
def server():
    """A real HTTP server; gives its address and what it received."""
    received = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            received.append((self.path, dict(self.headers), body))
            self.send_response(503 if len(received) == 1 else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", received
        running.shutdown()
        thread.join()


def test_requests_may_really_be_sent_to_this_machine(fake, destination, server):
    address, received = server
    destination(BASIC, endpoint="https://api.example.com/orders?v=1", InputPath="$.detail")
    fake.eventbridge.forward_http("https://api.example.com/*", to=address)
    put(fake)
    fake.clock.tick(seconds=1)

    assert [request.status for request in fake.eventbridge.requests()] == [503, 200]
    path, headers, body = received[1]
    assert path == "/orders?v=1"
    assert json.loads(body) == {"id": "o-1", "path": "a b/c"}
    assert headers["Host"] == "api.example.com"
    assert headers["User-Agent"] == "Amazon/EventBridge/ApiDestinations"
    assert [attempt.error is None for attempt in fake.recorded.deliveries.only().attempts] == [False, True]


def test_a_server_that_is_not_there_is_a_connection_failure(fake, destination):
    destination(BASIC)
    fake.eventbridge.forward_http("*", to="http://127.0.0.1:1")
    put(fake)
    assert fake.recorded.deliveries.only().error_code == "CONNECTION_FAILURE"


@pytest.mark.parametrize("to", ["http://api.example.com", "https://127.0.0.1", "http://10.0.0.1:80", "localhost:80"])
def test_nothing_is_sent_elsewhere(fake, to):
    with pytest.raises(InvalidOption, match="requests are really sent to this machine only"):
        fake.eventbridge.forward_http("*", to=to)


# --- API Gateway and AppSync -----------------------------------------------------------------------------------------


def test_the_request_to_api_gateway(fake):
    rule = fake.eventbridge.rule(
        "paid",
        {"source": ["shop"]},
        to=f"arn:aws:execute-api:{HERE}:abc123/prod/POST/orders/*",
        InputPath="$.detail",
        HttpParameters={
            "PathParameterValues": ["$.detail.id"],
            "QueryStringParameters": {"v": "1"},
            "HeaderParameters": {"X-Order": "$.detail.id", "Host": "evil", "X-Amz-Source-Arn": "evil"},
        },
    )
    put(fake)
    request = fake.eventbridge.requests().only()
    assert (request.method, request.url) == (
        "POST",
        "https://abc123.execute-api.us-east-1.amazonaws.com/prod/orders/o-1/?v=1",
    )
    assert request.body == '{"id":"o-1","path":"a b/c"}'
    headers = dict(request.headers)
    signature = headers.pop("Authorization")
    assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}", headers.pop("X-Amzn-Trace-Id"))
    assert signature.startswith("AWS4-HMAC-SHA256 Credential=")
    assert "/20260301/us-east-1/execute-api/aws4_request, SignedHeaders=" in signature
    assert headers == {
        "Content-Type": "application/json",
        "X-Amz-Source-Arn": rule.arn,
        "X-Amz-Source-Account": "123456789012",
        "X-Order": "o-1",
        "X-Amz-Date": "20260301T120000Z",
        "Host": "abc123.execute-api.us-east-1.amazonaws.com",
        "Content-Length": "27",
    }


@pytest.mark.parametrize(
    ("status", "outcome"), [(200, "delivered"), (400, "dropped"), (429, "retrying"), (500, "retrying")]
)
def test_what_api_gateway_answers_decides(fake, status, outcome):
    fake.eventbridge.rule("paid", {"source": ["shop"]}, to=f"arn:aws:execute-api:{HERE}:abc123/prod/*")
    fake.eventbridge.respond_http("https://abc123.execute-api.*", status=status)
    put(fake)
    assert fake.recorded.deliveries.only().status == outcome


def test_the_request_to_appsync(fake):
    operation = "mutation Pay($id: ID!) { pay(id: $id) { id } }"
    fake.eventbridge.rule(
        "paid",
        {"source": ["shop"]},
        to=f"arn:aws:appsync:{HERE}:endpoints/graphql-api/xyz",
        AppSyncParameters={"GraphQLOperation": operation},
        InputTransformer={"InputPathsMap": {"id": "$.detail.id"}, "InputTemplate": '{"id": <id>}'},
    )
    put(fake)
    request = fake.eventbridge.requests().only()
    assert (request.method, request.url) == ("POST", "https://xyz.appsync-api.us-east-1.amazonaws.com/graphql")
    assert request.json == {"query": operation, "variables": {"id": "o-1"}}
    assert request.headers["Content-Type"] == "application/json"
