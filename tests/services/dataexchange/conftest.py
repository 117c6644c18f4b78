"""A fake with a subscriber, the default account, and a provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pytest_awsevents.core.scope import Identity
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.dataexchange.state import EXCHANGE
from pytest_awsevents.services.s3.handle import S3

PROVIDER = "222233334444"
Refused = Callable[..., AbstractContextManager[dict[str, Any]]]


@cache
def made_client(service: str, of: str = "subscriber") -> tuple[Any, Any]:
    """A client and its credentials, made once for all fakes: it costs more than a test of this folder."""
    session = boto3.Session(aws_access_key_id=of, aws_secret_access_key="any", region_name="us-east-1")
    return session.client(service), session.get_credentials()


@pytest.fixture
def fake() -> Iterator[AwsFake]:
    with AwsFake(seed="t", now="2026-03-04T05:06:07.891Z") as active:
        yield active


@pytest.fixture
def client(fake: AwsFake) -> Any:
    """Data Exchange of the subscriber."""
    return made_client("dataexchange")[0]


@pytest.fixture
def s3(fake: AwsFake) -> Any:
    return made_client("s3")[0]


@pytest.fixture
def provider(fake: AwsFake) -> Any:
    """Data Exchange of the provider."""
    client, credentials = made_client("dataexchange", "provider")
    identity = Identity(PROVIDER, f"arn:aws:iam::{PROVIDER}:user/test", "AIDAPROVIDER")
    credentials.access_key = fake.issue_credentials(identity)["access_key"]
    return client


@pytest.fixture
def own(client: Any) -> str:
    """The id of a data set of files that the subscriber owns."""
    return new_data_set(client)


def new_data_set(client: Any, asset_type: str = "S3_SNAPSHOT", **params: Any) -> str:
    given = {"Name": "own", "Description": "d", "AssetType": asset_type, **params}
    return str(client.create_data_set(**given)["Id"])


def new_revision(client: Any, data_set: str, **params: Any) -> dict[str, str]:
    """The ids of a revision, as members of further calls."""
    id = client.create_revision(DataSetId=data_set, **params)["Id"]
    return {"DataSetId": data_set, "RevisionId": id}


def run_job(client: Any, type: str, member: str, **details: Any) -> dict[str, Any]:
    """A job that was started, as GetJob shows it then."""
    id = client.create_job(Type=type, Details={member: details})["Id"]
    client.start_job(JobId=id)
    found: dict[str, Any] = client.get_job(JobId=id)
    return found


def import_objects(fake: AwsFake, client: Any, ids: dict[str, str], *keys: str) -> dict[str, str]:
    """Imports objects from a bucket of the owner; the ids of the assets by name."""
    owner = fake.scope().shared(EXCHANGE).data_sets[ids["DataSetId"]].account
    source = S3(fake.scope(owner), fake.recorded).bucket(f"source-{owner}")
    for key in keys:
        source.put(key, f"content of {key}")
    sources = [{"Bucket": source.name, "Key": key} for key in keys]
    job = run_job(client, "IMPORT_ASSETS_FROM_S3", "ImportAssetsFromS3", AssetSources=sources, **ids)
    assert job["State"] == "COMPLETED", job
    return {asset["Name"]: asset["Id"] for asset in client.list_revision_assets(**ids)["Assets"]}


def finalized(fake: AwsFake, client: Any, data_set: str, *keys: str, **params: Any) -> dict[str, str]:
    ids = new_revision(client, data_set, **params)
    import_objects(fake, client, ids, *keys or ("a.csv",))
    client.update_revision(**ids, Finalized=True)
    return ids


def events_of(fake: AwsFake) -> list[tuple[str, str]]:
    """Detail type and account of all events of Data Exchange."""
    return [(one.detail_type, one.account) for one in fake.recorded.events if one.source == "aws.dataexchange"]


@pytest.fixture
def refused() -> Refused:
    """`with refused("ConflictException", 409, ResourceType="JOB"): ...` expects that error with those members."""

    @contextmanager
    def expect(code: str, status: int, text: str = "", **members: Any) -> Iterator[dict[str, Any]]:
        response: dict[str, Any] = {}
        with pytest.raises(ClientError) as caught:
            yield response
        response.update(caught.value.response)
        assert response["Error"]["Code"] == code, response
        assert response["ResponseMetadata"]["HTTPStatusCode"] == status
        assert text in response["Error"]["Message"]
        assert {name: response.get(name) for name in members} == members

    return expect
