from __future__ import annotations

from typing import Any

import pytest

from pytest_awsevents import AwsFake
from pytest_awsevents.services.dataexchange.api_assets import ApiRequest
from pytest_awsevents.services.dataexchange.signed_urls import md5_of
from tests.services.dataexchange.conftest import Refused, new_revision

TYPE = "IMPORT_ASSET_FROM_API_GATEWAY_API"
SPECIFICATION = b'{"openapi": "3.0.1"}'


def import_api(fake: AwsFake, provider: Any, data_set: str, *, upload: bool = True) -> tuple[dict[str, str], Any]:
    ids = new_revision(provider, data_set)
    details = {
        "ApiId": "abc123",
        "ApiName": "quotes",
        "ApiDescription": "prices by symbol",
        "ApiSpecificationMd5Hash": md5_of(SPECIFICATION),
        "ProtocolType": "REST",
        "Stage": "prod",
        **ids,
    }
    made = provider.create_job(Type=TYPE, Details={"ImportAssetFromApiGatewayApi": details})
    shown = made["Details"]["ImportAssetFromApiGatewayApi"]
    assert shown["ApiSpecificationUploadUrlExpiresAt"] > made["CreatedAt"]
    if upload:
        url, headers = shown["ApiSpecificationUploadUrl"], {"Content-MD5": shown["ApiSpecificationMd5Hash"]}
        assert fake.dataexchange.open_signed_url(url, "PUT", data=SPECIFICATION, headers=headers).ok
    provider.start_job(JobId=made["Id"])
    return ids, provider.get_job(JobId=made["Id"])


@pytest.fixture
def api(fake: AwsFake, client: Any, provider: Any) -> dict[str, str]:
    """The ids of an API that the subscriber is entitled to."""
    data_set = fake.dataexchange.entitled_data_set("quotes", asset_type="API_GATEWAY_API")
    ids, job = import_api(fake, provider, data_set.source_id)
    assert job["State"] == "COMPLETED", job
    provider.update_revision(**ids, Finalized=True)
    (revision,) = client.list_data_set_revisions(DataSetId=data_set.id)["Revisions"]
    found = {"DataSetId": data_set.id, "RevisionId": revision["Id"]}
    (asset,) = client.list_revision_assets(**found)["Assets"]
    assert asset["AssetDetails"]["ApiGatewayApiAsset"] == {
        "ApiDescription": "prices by symbol",
        "ApiEndpoint": "https://api-fulfill.dataexchange.us-east-1.amazonaws.com/v1",
        "ApiId": "abc123",
        "ApiName": "quotes",
        "ProtocolType": "REST",
        "Stage": "prod",
    }
    return {**found, "AssetId": asset["Id"]}


def test_an_api_needs_its_specification(fake: AwsFake, provider: Any) -> None:
    data_set = fake.dataexchange.entitled_data_set(asset_type="API_GATEWAY_API")
    _, job = import_api(fake, provider, data_set.source_id, upload=False)
    assert job["Errors"] == [
        {"Code": "RESOURCE_NOT_FOUND_EXCEPTION", "Message": "No specification of API quotes was uploaded."}
    ]


def test_a_function_of_the_test_answers(fake: AwsFake, client: Any, api: dict[str, str]) -> None:
    requests: list[ApiRequest] = []

    def answer(request: ApiRequest) -> Any:
        requests.append(request)
        return {"price": 42} if request.path == "/" else ("sold out", {"X-Left": "0"})

    fake.dataexchange.api("abc123", answer)
    assert client.send_api_asset(**api)["Body"] == '{"price": 42}'
    assert requests == [ApiRequest(api_id="abc123", method="POST", path="/")]
    second = client.send_api_asset(
        **api, Method="GET", Path="/x", QueryStringParameters={"a": "b"}, RequestHeaders={"H": "h"}, Body="body"
    )
    assert (second["Body"], second["ResponseHeaders"]) == ("sold out", {"X-Left": "0"})
    wanted = ApiRequest(api_id="abc123", method="GET", path="/x", query={"a": "b"}, headers={"H": "h"}, body="body")
    assert requests[1] == wanted


def test_a_text_is_a_body_and_without_a_function_there_is_none(fake: AwsFake, client: Any, api: dict[str, str]) -> None:
    assert client.send_api_asset(**api)["Body"] == ""
    fake.dataexchange.api("abc123", lambda request: "plain")
    assert client.send_api_asset(**api)["Body"] == "plain"


def test_only_apis_are_sent_anything(fake: AwsFake, client: Any, api: dict[str, str], refused: Refused) -> None:
    revision = fake.dataexchange.publish_revision(fake.dataexchange.entitled_data_set(), {"a.csv": "1"})
    ids = {"DataSetId": revision.data_set_id, "RevisionId": revision.id, "AssetId": revision.asset_ids["a.csv"]}
    with refused("ValidationException", 400, "no API"):
        client.send_api_asset(**ids)
    fake.dataexchange.revoke_revision(api["RevisionId"], "not for you any more")
    with refused("AccessDeniedException", 403, "not for you"):
        client.send_api_asset(**api)
