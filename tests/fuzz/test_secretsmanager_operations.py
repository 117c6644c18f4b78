"""Whatever a faked Secrets Manager operation is sent, it answers as AWS could; an error changes nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_awsevents.core.errors import UnsupportedOperation
from pytest_awsevents.fake import AwsFake
from pytest_awsevents.services.secretsmanager import service
from pytest_awsevents.wire.models import operation_model
from tests.fuzz.params_from_model import FEW_EXAMPLES, ParamsFromModel, refusal

POOL = {
    "Name": ["known", "new", "with blanks"],
    "SecretId": ["known", "deleted"],
    "ClientRequestToken": ["1" * 32, "2" * 32],
    "SecretString": ["old", "new"],
    "VersionStage": ["AWSCURRENT", "AWSPREVIOUS"],
    "RecoveryWindowInDays": [7, 30, 31],
}


@cache
def secrets_client() -> Any:
    """Made once: whichever fake is active answers it."""
    with AwsFake(seed="client") as fake:
        return fake.client("secretsmanager")


def everything(client: Any) -> Any:
    return client.list_secrets(IncludePlannedDeletion=True)["SecretList"]


@pytest.mark.parametrize("operation", sorted(service.operations))
@FEW_EXAMPLES
@given(data=st.data())
def test_answers_as_aws_could_and_errors_change_nothing(operation: str, data: st.DataObject) -> None:
    model = operation_model("secretsmanager", operation)
    params = data.draw(ParamsFromModel(POOL).params(model), label="params")
    client = secrets_client()
    with AwsFake(seed="fuzz"):
        for name in ("known", "deleted"):
            client.create_secret(Name=name, SecretString="old", ClientRequestToken="1" * 32)
        client.delete_secret(SecretId="deleted")
        before = everything(client)
        try:
            code = refusal(client, model, params)
        except UnsupportedOperation:
            code = "refused by name"
        if code is not None:
            assert everything(client) == before
