"""App bundles and app authorizations: quotas, states, tokens, tags, errors with all their members."""

from __future__ import annotations

import pytest

TOKEN = "11111111-2222-4333-8444-555555555555"
NOBODY = "00000000-0000-4000-8000-000000000000"


def status_of(appfabric, bundle, authorization):
    arn = authorization["appAuthorizationArn"]
    got = appfabric.get_app_authorization(appBundleIdentifier=bundle, appAuthorizationIdentifier=arn)
    return got["appAuthorization"]["status"]


def connect(appfabric, bundle, authorization, **request):
    arn = authorization["appAuthorizationArn"]
    answer = appfabric.connect_app_authorization(appBundleIdentifier=bundle, appAuthorizationIdentifier=arn, **request)
    return answer["appAuthorizationSummary"]


# --- app bundles ---


def test_there_is_one_app_bundle_per_account_and_region(fake, appfabric, bundle, refused):
    with refused("ServiceQuotaExceededException", "the maximum number of app bundles per account") as response:
        appfabric.create_app_bundle()
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 402
    assert response["resourceId"] == bundle.rpartition("/")[2]
    assert response["resourceType"] == "AppBundle"
    assert response["serviceCode"] == "appfabric"
    assert response["quotaCode"].startswith("L-")
    elsewhere = fake.client("appfabric", region="eu-west-1").create_app_bundle()
    assert ":eu-west-1:" in elsewhere["appBundle"]["arn"]


def test_statuses_are_those_of_the_model(appfabric):
    created = appfabric.create_app_bundle()
    arn = created["appBundle"]["arn"]
    assert created["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert appfabric.delete_app_bundle(appBundleIdentifier=arn)["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert appfabric.delete_app_bundle(appBundleIdentifier=arn)["ResponseMetadata"]["HTTPStatusCode"] == 204


def test_a_key_is_shown_by_its_arn_and_granted_for_this_bundle_only(fake, appfabric):
    made = appfabric.create_app_bundle(customerManagedKeyIdentifier=NOBODY)["appBundle"]
    assert made["customerManagedKeyArn"] == f"arn:aws:kms:us-east-1:123456789012:key/{NOBODY}"
    grant = next(call for call in fake.recorded.calls if call.name == "kms:CreateGrant")
    assert grant.params["Constraints"] == {"EncryptionContextSubset": {"appBundleArn": made["arn"]}}


def test_a_key_that_cannot_be_used_is_an_access_denied(fake, appfabric, refused):
    fake.fail_next("kms:CreateGrant", code="DisabledException", message="the key is disabled")
    with refused("AccessDeniedException", "the key is disabled"):
        appfabric.create_app_bundle(customerManagedKeyIdentifier=NOBODY)
    assert appfabric.list_app_bundles()["appBundleSummaryList"] == []
    with refused("ValidationException", "not that of a KMS key"):
        appfabric.create_app_bundle(customerManagedKeyIdentifier="arn:aws:s3:::bucket")


def test_a_missing_bundle_has_all_members_of_its_error(appfabric, refused):
    with refused("ResourceNotFoundException") as response:
        appfabric.get_app_bundle(appBundleIdentifier=NOBODY)
    assert (response["resourceId"], response["resourceType"]) == (NOBODY, "AppBundle")
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_an_identifier_that_is_none_is_a_validation_error_with_its_reason(appfabric, refused):
    with refused("ValidationException", "appBundleIdentifier") as response:
        appfabric.get_app_bundle(appBundleIdentifier="not-an-id")
    assert response["reason"] == "fieldValidationFailed"


def test_the_arn_of_another_account_is_not_found(appfabric, bundle, refused):
    with refused("ResourceNotFoundException"):
        appfabric.get_app_bundle(appBundleIdentifier=bundle.replace("123456789012", "222233334444"))


# --- client tokens ---


def test_the_same_token_gives_the_same_authorization(authorize):
    first = authorize(clientToken=TOKEN)
    assert authorize(clientToken=TOKEN) == first


def test_the_same_token_with_other_parameters_is_a_conflict(authorize, refused):
    first = authorize(clientToken=TOKEN)
    with refused("ConflictException", "IdempotentParameterMismatch") as response:
        authorize(clientToken=TOKEN, app="SLACK")
    assert response["resourceId"] == first["appAuthorizationArn"].rpartition("/")[2]
    assert response["resourceType"] == "AppAuthorization"


def test_a_token_is_free_again_when_what_it_made_is_gone(appfabric):
    first = appfabric.create_app_bundle(clientToken=TOKEN)["appBundle"]["arn"]
    appfabric.delete_app_bundle(appBundleIdentifier=first)
    assert appfabric.create_app_bundle(clientToken=TOKEN)["appBundle"]["arn"] != first


# --- app authorizations ---


def test_an_api_key_connects_after_the_call(appfabric, bundle, authorize):
    made = authorize()
    assert made["status"] == "PendingConnect"
    assert made["persona"] == "admin"
    assert "authUrl" not in made
    assert connect(appfabric, bundle, made)["status"] == "PendingConnect"
    assert status_of(appfabric, bundle, made) == "Connected"


def test_oauth_needs_the_code_of_the_redirect(appfabric, bundle, authorize, refused):
    credential = {"oauth2Credential": {"clientId": "c", "clientSecret": "s"}}
    made = authorize(authType="oauth2", credential=credential)
    assert "client_id=c" in made["authUrl"]
    assert "credential" not in made
    with refused("ValidationException", "authRequest") as response:
        connect(appfabric, bundle, made)
    assert response["fieldList"][0]["name"] == "authRequest"
    connect(appfabric, bundle, made, authRequest={"redirectUri": "https://example.com/back", "code": "1"})
    assert status_of(appfabric, bundle, made) == "Connected"


def test_an_update_has_to_be_connected_again(appfabric, bundle, authorize):
    made = authorize()
    connect(appfabric, bundle, made)
    tenant = {"tenantIdentifier": "t-1", "tenantDisplayName": "Acme Ltd"}
    named = {"appBundleIdentifier": bundle, "appAuthorizationIdentifier": made["appAuthorizationArn"]}
    assert status_of(appfabric, bundle, made) == "Connected"
    updated = appfabric.update_app_authorization(**named, tenant=tenant)["appAuthorization"]
    assert (updated["status"], updated["tenant"]) == ("PendingConnect", tenant)


@pytest.mark.parametrize("credential", [{"oauth2Credential": {"clientId": "c", "clientSecret": "s"}}])
def test_the_credential_has_to_fit_the_type(appfabric, bundle, authorize, refused, credential):
    with refused("ValidationException", "apiKeyCredential"):
        authorize(credential=credential)
    named = {"appBundleIdentifier": bundle, "appAuthorizationIdentifier": authorize()["appAuthorizationArn"]}
    with refused("ValidationException", "apiKeyCredential"):
        appfabric.update_app_authorization(**named, credential=credential)


def test_credentials_that_the_application_refuses(fake, appfabric):
    okta = fake.appfabric.ingestion(connected=False)
    fake.appfabric.refuse_credentials(okta)
    fake.appfabric.connect(okta)
    assert okta.authorization_status == "ConnectionValidationFailed"
    fake.appfabric.accept_credentials(okta)
    fake.appfabric.connect(okta)
    assert okta.authorization_status == "Connected"


def test_there_are_at_most_fifty_authorizations(authorize, refused):
    for number in range(50):
        authorize(tenant={"tenantIdentifier": f"t-{number}", "tenantDisplayName": "Acme"})
    with refused("ServiceQuotaExceededException"):
        authorize()


def test_a_bundle_with_authorizations_or_ingestions_stays(appfabric, bundle, authorize, ingest, refused):
    made = authorize()
    with refused("ConflictException", "app authorizations") as response:
        appfabric.delete_app_bundle(appBundleIdentifier=bundle)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 409
    named = {"appBundleIdentifier": bundle, "appAuthorizationIdentifier": made["appAuthorizationArn"]}
    ingestion = ingest()
    with refused("ValidationException", "is used by ingestion"):
        appfabric.delete_app_authorization(**named)
    appfabric.delete_ingestion(**ingestion)
    appfabric.delete_app_authorization(**named)
    ingest()
    with refused("ConflictException", "ingestions"):
        appfabric.delete_app_bundle(appBundleIdentifier=bundle)


# --- listings and tags ---


def test_listings_have_pages_whose_tokens_expire(fake, appfabric, bundle, authorize, refused):
    for app in ("OKTA", "SLACK", "ZOOM"):
        authorize(app=app)
    pages = appfabric.get_paginator("list_app_authorizations").paginate(
        appBundleIdentifier=bundle, PaginationConfig={"PageSize": 2}
    )
    assert [len(page["appAuthorizationSummaryList"]) for page in pages] == [2, 1]
    token = appfabric.list_app_authorizations(appBundleIdentifier=bundle, maxResults=2)["nextToken"]
    fake.clock.tick(hours=25)
    with refused("InvalidToken") as response:
        appfabric.list_app_authorizations(appBundleIdentifier=bundle, nextToken=token)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    with refused("ValidationException", "pagination token"):
        appfabric.list_app_authorizations(appBundleIdentifier=bundle, nextToken="none")


def test_all_four_kinds_of_resource_have_tags(fake, appfabric, bundle, authorize, ingest, refused):
    ingestion = ingest()["ingestionIdentifier"]
    okta = fake.appfabric.destination(ingestion, "arn:aws:s3:::lake")
    for arn in (bundle, authorize(tags=[{"key": "a", "value": "0"}])["appAuthorizationArn"], ingestion, okta.arn):
        appfabric.tag_resource(resourceArn=arn, tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}])
        appfabric.untag_resource(resourceArn=arn, tagKeys=["b", "c"])
        assert appfabric.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "a", "value": "1"}]
    with refused("ResourceNotFoundException"):
        appfabric.list_tags_for_resource(resourceArn=bundle.replace("us-east-1", "eu-west-1"))
    with refused("ValidationException", "can be tagged"):
        appfabric.list_tags_for_resource(resourceArn="arn:aws:s3:::lake")
    with refused("ValidationException", "aws:"):
        appfabric.tag_resource(resourceArn=bundle, tags=[{"key": "aws:x", "value": ""}])
    with refused("ValidationException", "at most 50"):
        appfabric.tag_resource(resourceArn=bundle, tags=[{"key": f"k{n}", "value": ""} for n in range(50)])
