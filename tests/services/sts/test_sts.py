from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused

OTHER = "222233334444"
ROLE = f"arn:aws:iam::{OTHER}:role/path/deploy"
PROVIDER = f"arn:aws:iam::{OTHER}:saml-provider/MySAMLIdP"
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def identity_by(answer: Any) -> Any:
    keys = answer["Credentials"]
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    return session.client("sts", region_name="us-east-1")


def token(**claims: Any) -> str:
    whole = {"iss": "https://oidc.example.com/id/1", "sub": "system:pod", "aud": ["sts.amazonaws.com"], **claims}
    whole.setdefault("exp", int(NOW.timestamp()) + 600)
    body = json.dumps({name: value for name, value in whole.items() if value is not None}).encode()
    return f"e30.{base64.urlsafe_b64encode(body).decode().rstrip('=')}.c2ln"


def saml(session_name: str | None = "ann", until: str = "2026-12-01T09:05:00Z", duration: str | None = None) -> str:
    given = {"RoleSessionName": session_name, "SourceIdentity": "ann@example.com", "SessionDuration": duration}
    attributes = "".join(
        f'<Attribute Name="https://aws.amazon.com/SAML/Attributes/{name}"><AttributeValue>{value}</AttributeValue>'
        "</Attribute>"
        for name, value in given.items()
        if value is not None
    )
    text = f"""<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol">
      <Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><Issuer>https://example.com/saml</Issuer>
      <Subject><NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">_abc</NameID>
      <SubjectConfirmation><SubjectConfirmationData NotOnOrAfter="{until}"
        Recipient="https://signin.aws.amazon.com/saml"/></SubjectConfirmation></Subject>
      <AttributeStatement>{attributes}</AttributeStatement></Assertion></Response>"""
    return base64.b64encode(text.encode()).decode()


# --- roles ---


def test_a_role_is_assumed_with_a_web_identity(sts: Any) -> None:
    answer = sts.assume_role_with_web_identity(RoleArn=ROLE, RoleSessionName="pod", WebIdentityToken=token())
    assert answer["SubjectFromWebIdentityToken"] == "system:pod"
    assert answer["Provider"] == "oidc.example.com/id/1"
    assert answer["Audience"] == "sts.amazonaws.com"
    assert answer["Credentials"]["Expiration"] == datetime(2026, 12, 1, 10, tzinfo=UTC)
    assert identity_by(answer).get_caller_identity()["Arn"] == f"arn:aws:sts::{OTHER}:assumed-role/deploy/pod"


def test_tokens_of_oauth_providers_are_opaque(sts: Any) -> None:
    answer = sts.assume_role_with_web_identity(
        RoleArn=ROLE, RoleSessionName="pod", WebIdentityToken="Atza|opaque", ProviderId="www.amazon.com"
    )
    assert answer["Provider"] == "www.amazon.com"


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("no token", "InvalidIdentityToken", "The ID Token provided is not a valid JWT."),
        ("a.b.c", "InvalidIdentityToken", "The ID Token provided is not a valid JWT."),
        (token(sub=None), "InvalidIdentityToken", "Missing a required claim: sub"),
        (token(aud=[]), "InvalidIdentityToken", "Missing a required claim: aud"),
        (token(exp="soon"), "InvalidIdentityToken", "Missing a required claim: exp"),
        (
            token(exp=int(NOW.timestamp())),
            "ExpiredTokenException",
            "Token expired: current date/time 1796115600 must be before the expiration date/time 1796115600",
        ),
    ],
)
def test_web_identities_that_are_refused(sts: Any, text: str, code: str, message: str, refused: Refused) -> None:
    with refused(code, message):
        sts.assume_role_with_web_identity(RoleArn=ROLE, RoleSessionName="pod", WebIdentityToken=text)


def test_boto3_assumes_a_role_with_a_token_from_a_file(
    sts: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text(token(), encoding="utf-8")
    config = tmp_path / "config"
    config.write_text(
        f"[profile pod]\nrole_arn = {ROLE}\nweb_identity_token_file = {file}\nrole_session_name = pod\n"
        "region = us-east-1\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    client = boto3.Session(profile_name="pod").client("sts")
    assert client.get_caller_identity()["Account"] == OTHER


def test_a_role_is_assumed_with_a_saml_assertion(sts: Any) -> None:
    answer = sts.assume_role_with_saml(RoleArn=ROLE, PrincipalArn=PROVIDER, SAMLAssertion=saml(duration="7200"))
    assert identity_by(answer).get_caller_identity()["Arn"] == f"arn:aws:sts::{OTHER}:assumed-role/deploy/ann"
    told = {name: value for name, value in answer.items() if isinstance(value, str)}
    assert told == {
        "Subject": "_abc",
        "SubjectType": "transient",
        "Issuer": "https://example.com/saml",
        "Audience": "https://signin.aws.amazon.com/saml",
        "NameQualifier": "kEQsWcyaMD/GtlTVZh0jmex2nPE=",
        "SourceIdentity": "ann@example.com",
    }
    assert answer["Credentials"]["Expiration"] == datetime(2026, 12, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("?" * 8, "InvalidIdentityToken", "Invalid base64 SAMLResponse"),
        (base64.b64encode(b"<Response>").decode(), "InvalidIdentityToken", "not well-formed"),
        (base64.b64encode(b"<Response/>").decode(), "InvalidIdentityToken", "needs an Issuer"),
        (saml(session_name=None), "InvalidIdentityToken", "RoleSessionName is required"),
        (saml(until="2026-12-01T09:00:00Z"), "ExpiredTokenException", "is past"),
        (saml(until="soon"), "InvalidIdentityToken", "NotOnOrAfter"),
    ],
)
def test_assertions_that_are_refused(sts: Any, text: str, code: str, message: str, refused: Refused) -> None:
    with refused(code, message):
        sts.assume_role_with_saml(RoleArn=ROLE, PrincipalArn=PROVIDER, SAMLAssertion=text)


def test_arns_that_are_refused(sts: Any, refused: Refused) -> None:
    with refused("ValidationError", f"{ROLE} is invalid"):
        sts.assume_role_with_saml(RoleArn=ROLE, PrincipalArn=ROLE, SAMLAssertion=saml())
    for arn in (PROVIDER, "arn:aws:iam::12:role/short-account"):
        with refused("ValidationError", f"{arn} is invalid"):
            sts.assume_role(RoleArn=arn, RoleSessionName="me")


def test_a_role_assumed_by_a_role_lasts_an_hour_at_most(sts: Any, refused: Refused) -> None:
    first = sts.assume_role(RoleArn=ROLE, RoleSessionName="me", DurationSeconds=7200)
    with refused("ValidationError", "exceeds the 1 hour session limit for roles assumed by role chaining."):
        identity_by(first).assume_role(RoleArn=ROLE, RoleSessionName="you", DurationSeconds=3601)
    identity_by(first).assume_role(RoleArn=ROLE, RoleSessionName="you", DurationSeconds=3600)


def test_session_policies_are_measured_and_not_evaluated(sts: Any, refused: Refused) -> None:
    deny = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]})
    answer = sts.assume_role(RoleArn=ROLE, RoleSessionName="me", Policy=deny)
    assert answer["PackedPolicySize"] == 5
    identity_by(answer).get_caller_identity()
    assert "PackedPolicySize" not in sts.assume_role(RoleArn=ROLE, RoleSessionName="me")
    with refused("MalformedPolicyDocument", "This policy contains invalid Json"):
        sts.assume_role(RoleArn=ROLE, RoleSessionName="me", Policy="[]")
    with refused("PackedPolicyTooLarge", "Packed policy consumes"):
        sts.assume_role(
            RoleArn=ROLE,
            RoleSessionName="me",
            Tags=[{"Key": str(number), "Value": "x" * 256} for number in range(9)],
        )


def test_credentials_do_not_expire(sts: Any, fake: AwsFake) -> None:
    answer = sts.assume_role(RoleArn=ROLE, RoleSessionName="me")
    fake.clock.tick(days=2)
    assert identity_by(answer).get_caller_identity()["Account"] == OTHER


# --- users ---


def test_session_tokens_are_those_of_the_caller(sts: Any, refused: Refused) -> None:
    answer = sts.get_session_token()
    assert answer["Credentials"]["Expiration"] == datetime(2026, 12, 1, 21, tzinfo=UTC)
    assert identity_by(answer).get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:user/test"
    role = sts.assume_role(RoleArn=ROLE, RoleSessionName="me")
    with refused("AccessDenied", "Cannot call GetSessionToken with session credentials"):
        identity_by(role).get_session_token()


def test_federated_users(sts: Any, refused: Refused) -> None:
    answer = sts.get_federation_token(Name="bob", DurationSeconds=900)
    assert answer["FederatedUser"] == {
        "FederatedUserId": "123456789012:bob",
        "Arn": "arn:aws:sts::123456789012:federated-user/bob",
    }
    bob = identity_by(answer)
    assert bob.get_caller_identity()["Arn"] == "arn:aws:sts::123456789012:federated-user/bob"
    with refused("AccessDenied", "Cannot call GetFederationToken with session credentials"):
        bob.get_federation_token(Name="carol")


def test_whose_a_key_is(sts: Any) -> None:
    role = sts.assume_role(RoleArn=ROLE, RoleSessionName="me")
    assert sts.get_access_key_info(AccessKeyId=role["Credentials"]["AccessKeyId"])["Account"] == OTHER
    assert sts.get_access_key_info(AccessKeyId="AKIAIOSFODNN7EXAMPLE")["Account"] == "123456789012"


def test_there_are_no_encoded_messages(sts: Any, refused: Refused) -> None:
    with refused("InvalidAuthorizationMessageException"):
        sts.decode_authorization_message(EncodedMessage="any")


def test_what_is_refused_by_name(sts: Any) -> None:
    with pytest.raises(UnsupportedOperation, match="sts:AssumeRoot"):
        sts.assume_root(TargetPrincipal=OTHER, TaskPolicyArn={"arn": "arn:aws:iam::aws:policy/root-task/S3Unlock"})
