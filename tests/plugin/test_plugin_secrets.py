"""No secret in what a failing run prints or writes, whatever it prints; the code under test gets the true values."""

from __future__ import annotations

import json

SHOP = '''
import json

import boto3
import pytest

from pytest_awsevents import call

S = "MARK" + "ER-"  # the text of this module, which pytest quotes, must not hold it


@pytest.fixture
def done(aws_fake, aws_eventbridge, aws_lambda):
    """Secrets in all places, and the proof that code under test gets them as they are."""
    make_secret()
    make_connections(aws_eventbridge)
    role = boto3.client("sts").assume_role(RoleArn="arn:aws:iam::123456789012:role/shop", RoleSessionName="shop")
    assert role["Credentials"]["SecretAccessKey"] not in repr(aws_fake.recorded.calls.last)
    assert role["Credentials"]["SessionToken"] not in repr(aws_fake.recorded.calls.last)
    handler = aws_lambda.function("worker", lambda event, context: None, environment={"KEY": f"{S}env"})
    make_stream()
    make_authorization()
    sign()
    return handler


def make_secret():
    client = boto3.client("secretsmanager")
    client.create_secret(Name="text", SecretString=f"{S}text")
    client.create_secret(Name="bytes", SecretBinary=f"{S}bytes".encode())
    assert client.get_secret_value(SecretId="text")["SecretString"] == f"{S}text"
    assert client.get_secret_value(SecretId="bytes")["SecretBinary"] == f"{S}bytes".encode()


def make_connections(aws_eventbridge):
    more = {
        "HeaderParameters": [{"Key": "X-Shop", "Value": f"{S}header", "IsValueSecret": True}],
        "QueryStringParameters": [{"Key": "shop", "Value": f"{S}query", "IsValueSecret": True}],
        "BodyParameters": [{"Key": "shop", "Value": f"{S}body", "IsValueSecret": True}],
    }
    oauth = {
        "ClientParameters": {"ClientID": "shop", "ClientSecret": f"{S}client"},
        "AuthorizationEndpoint": "https://auth.example.com/token",
        "HttpMethod": "POST",
        "OAuthHttpParameters": more,
    }
    script = aws_eventbridge.respond_http(
        "https://auth.example.com/*", body=json.dumps({"access_token": f"{S}token", "expires_in": 60})
    )
    assert script
    connect("basic", "BASIC", {"BasicAuthParameters": {"Username": "u", "Password": f"{S}password"}}, more)
    connect("key", "API_KEY", {"ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": f"{S}key"}}, more)
    connect("oauth", "OAUTH_CLIENT_CREDENTIALS", {"OAuthParameters": oauth}, more)
    aws_eventbridge.put("OrderPaid", {"id": "o-1"}, source="shop")
    sent = repr([[one.raw for one in aws_eventbridge.requests()]])
    for secret in ("client", "token", "key", "header", "query", "body"):
        assert f"{S}{secret}" in sent, secret


def connect(name, kind, parameters, more):
    events = boto3.client("events")
    auth = {**parameters, "InvocationHttpParameters": more}
    connection = events.create_connection(Name=name, AuthorizationType=kind, AuthParameters=auth)["ConnectionArn"]
    endpoint = f"https://{name}.example.com/orders"
    made = events.create_api_destination(
        Name=name, ConnectionArn=connection, InvocationEndpoint=endpoint, HttpMethod="POST"
    )
    events.put_rule(Name=name, EventPattern='{"source": ["shop"]}')
    http = {"HeaderParameters": {"Authorization-2": f"{S}target"}, "QueryStringParameters": {"token": f"{S}t"}}
    target = {"Id": "t", "Arn": made["ApiDestinationArn"], "RoleArn": "arn:aws:iam::123456789012:role/r"}
    events.put_targets(Rule=name, Targets=[{**target, "HttpParameters": http}])


def make_stream():
    endpoint = {"Url": "https://x.example.com", "AccessKey": f"{S}firehose"}
    s3 = {"RoleARN": "arn:aws:iam::123456789012:role/r", "BucketARN": "arn:aws:s3:::b"}
    destination = {"EndpointConfiguration": endpoint, "S3Configuration": s3}
    try:
        boto3.client("firehose").create_delivery_stream(
            DeliveryStreamName="s", HttpEndpointDestinationConfiguration=destination
        )
    except Exception as error:
        assert S not in str(error)


def make_authorization():
    appfabric = boto3.client("appfabric")
    bundle = appfabric.create_app_bundle()["appBundle"]["arn"]
    for app, kind, credential in [
        ("SLACK", "oauth2", {"oauth2Credential": {"clientId": "c", "clientSecret": f"{S}oauth2"}}),
        ("TERRAFORMCLOUD", "apiKey", {"apiKeyCredential": {"apiKey": f"{S}api-key"}}),
    ]:
        appfabric.create_app_authorization(
            appBundleIdentifier=bundle, app=app, credential=credential, authType=kind,
            tenant={"tenantIdentifier": "T1234567", "tenantDisplayName": "x"},
        )


def sign():
    boto3.client("sqs").create_queue(QueueName="signed")
    queue = boto3.client("sqs").get_queue_url(QueueName="signed")["QueueUrl"]
    url = f"https://b.s3.amazonaws.com/k?X-Amz-Signature={S}signature&X-Amz-Security-Token={S}session"
    boto3.client("sqs").send_message(QueueUrl=queue, MessageBody=url)


def test_called_with_another_secret(done, aws_fake):
    aws_fake.assert_called("secretsmanager:CreateSecret", SecretString=f"{S}wanted")


def test_called_with_a_secret_inside(done, aws_fake):
    aws_fake.assert_called(
        "events:CreateConnection",
        Name="key",
        AuthParameters={"ApiKeyAuthParameters": {"ApiKeyName": "X-Other", "ApiKeyValue": f"{S}wanted"}},
    )


def test_plain_comparisons(done, aws_fake):
    wanted = call("secretsmanager:create_secret", SecretString=f"{S}wanted")
    assert wanted in aws_fake.recorded.calls


def test_not(done, aws_fake):
    mine = aws_fake.recorded.calls.matching(call("secretsmanager:CreateSecret")).first
    assert mine == ~call("secretsmanager:CreateSecret", SecretString=f"{S}text")


def test_only(done, aws_fake):
    aws_fake.recorded.all.matching(lambda one: True).only()


def test_every_record_in_turn(done, aws_fake):
    records = list(aws_fake.recorded.all)
    values = aws_fake.recorded.as_dicts()
    assert (records, values) == ()


def test_every_request(done, aws_eventbridge):
    requests = list(aws_eventbridge.requests())
    assert requests == []


def test_locals(done, aws_fake, aws_eventbridge, aws_lambda):
    worker, queues = done, aws_fake.sqs
    last = aws_fake.recorded.calls.last
    deliveries = list(aws_fake.recorded.deliveries)
    assert not deliveries


def test_refused_by_aws(done):
    boto3.client("secretsmanager").create_secret(Name="text", SecretString=f"{S}again")


def test_called_an_operation_nobody_serves(done):
    boto3.client("iam").create_login_profile(UserName="u", Password=f"{S}iam")
'''


def test_a_failing_run_shows_no_secret(run_project, pytester):
    result = run_project(SHOP, "-vv", "-l", "--tb=long", "--aws-timeline=all", "--aws-record=records.jsonl")
    result.assert_outcomes(failed=10)
    shown = "\n".join(result.outlines + result.errlines)
    written = pytester.path.joinpath("records.jsonl").read_text(encoding="utf-8")
    assert [line for line in shown.splitlines() if "MARKER-" in line] == []
    assert [line for line in written.splitlines() if "MARKER-" in line] == []
    for text in (shown, written):
        assert "***" in text
    assert any(json.loads(line)["record"] == "HttpRequest" for line in written.splitlines())
