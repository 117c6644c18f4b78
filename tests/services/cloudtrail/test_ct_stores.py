from __future__ import annotations

from datetime import timedelta
from typing import Any

from pytest_awsevents.fake import AwsFake
from tests.services.clients import Refused
from tests.services.cloudtrail.conftest import ACTIVITY

FIXED = "FIXED_RETENTION_PRICING"


def test_a_store_keeps_what_was_called_while_it_ingested(fake: AwsFake, cloudtrail: Any) -> None:
    fake.sqs.queue("before")
    store = fake.cloudtrail.event_data_store("all")
    fake.sqs.queue("during")
    cloudtrail.stop_event_data_store_ingestion(EventDataStore=store.arn)
    fake.sqs.queue("stopped")
    cloudtrail.start_event_data_store_ingestion(EventDataStore=store.id)
    assert cloudtrail.get_event_data_store(EventDataStore=store.arn)["Status"] == "ENABLED"
    fake.sqs.queue("again")
    made = [one["requestParameters"]["queueName"] for one in store.records() if one["eventName"] == "CreateQueue"]
    assert made == ["during", "again"]


def test_new_selectors_hold_for_later_calls_only(fake: AwsFake, cloudtrail: Any) -> None:
    store = fake.cloudtrail.event_data_store("all")
    fake.sqs.queue("first")
    reads = [{"Field": "eventCategory", "Equals": ["Management"]}, {"Field": "readOnly", "Equals": ["true"]}]
    cloudtrail.update_event_data_store(EventDataStore=store.arn, AdvancedEventSelectors=[{"FieldSelectors": reads}])
    fake.sqs.queue("second")
    assert [one["eventName"] for one in store.records()] == ["CreateQueue"]


def test_states_on_the_way_last_as_long_as_the_test_wants(fake: AwsFake, cloudtrail: Any, refused: Refused) -> None:
    fake.cloudtrail.transitions_take(30)
    arn = cloudtrail.create_event_data_store(Name="slow", TerminationProtectionEnabled=False)["EventDataStoreArn"]
    assert cloudtrail.get_event_data_store(EventDataStore=arn)["Status"] == "CREATED"
    fake.clock.tick(30)
    assert cloudtrail.get_event_data_store(EventDataStore=arn)["Status"] == "ENABLED"
    cloudtrail.stop_event_data_store_ingestion(EventDataStore=arn)
    assert cloudtrail.get_event_data_store(EventDataStore=arn)["Status"] == "STOPPING_INGESTION"
    with refused("InvalidEventDataStoreStatusException"):
        cloudtrail.start_event_data_store_ingestion(EventDataStore=arn)
    fake.clock.tick(30)
    assert cloudtrail.get_event_data_store(EventDataStore=arn)["Status"] == "STOPPED_INGESTION"


def test_a_function_sees_states_settle_too(fake: AwsFake, cloudtrail: Any) -> None:
    seen: list[str] = []

    def handler(event: Any, context: Any) -> None:
        arn = cloudtrail.create_event_data_store(Name="made")["EventDataStoreArn"]
        seen.append(cloudtrail.get_event_data_store(EventDataStore=arn)["Status"])

    fake.lambda_.function("make", handler)
    fake.client("lambda").invoke(FunctionName="make")
    assert seen == ["ENABLED"]


def test_deletion_can_be_taken_back_for_seven_days(fake: AwsFake, cloudtrail: Any, refused: Refused) -> None:
    store = fake.cloudtrail.event_data_store("all")
    cloudtrail.delete_event_data_store(EventDataStore=store.arn)
    with refused("InactiveEventDataStoreException"):
        cloudtrail.update_event_data_store(EventDataStore=store.arn, Name="other")
    with refused("EventDataStoreAlreadyExistsException"):
        cloudtrail.create_event_data_store(Name="all")
    assert cloudtrail.restore_event_data_store(EventDataStore=store.arn)["Status"] == "ENABLED"
    cloudtrail.delete_event_data_store(EventDataStore=store.arn)
    fake.clock.tick(timedelta(days=7))
    with refused("EventDataStoreNotFoundException"):
        cloudtrail.get_event_data_store(EventDataStore=store.arn)


def test_retention_goes_by_billing(fake: AwsFake, cloudtrail: Any, refused: Refused) -> None:
    with refused("InvalidParameterException", "at most 2557 days"):
        cloudtrail.create_event_data_store(Name="fixed", BillingMode=FIXED, RetentionPeriod=3653)
    with refused("InvalidParameterException"):
        cloudtrail.create_event_data_store(Name="long", RetentionPeriod=3654)
    arn = cloudtrail.create_event_data_store(Name="fixed", BillingMode=FIXED)["EventDataStoreArn"]
    changed = cloudtrail.update_event_data_store(EventDataStore=arn, BillingMode="EXTENDABLE_RETENTION_PRICING")
    assert changed["BillingMode"] == "EXTENDABLE_RETENTION_PRICING"
    with refused("InvalidParameterException"):
        cloudtrail.update_event_data_store(EventDataStore=arn, BillingMode=FIXED)
    with refused("InvalidParameterException", "at least one"):
        cloudtrail.update_event_data_store(EventDataStore=arn)


def test_kms_keys_are_checked_and_stay(fake: AwsFake, cloudtrail: Any, refused: Refused) -> None:
    with refused("InvalidKmsKeyIdException"):
        cloudtrail.create_event_data_store(Name="key", KmsKeyId="nothing")
    arn = cloudtrail.create_event_data_store(Name="key", KmsKeyId="alias/key")["EventDataStoreArn"]
    with refused("InvalidParameterException", "cannot be changed"):
        cloudtrail.update_event_data_store(EventDataStore=arn, KmsKeyId="alias/other")
    fake.fail_next("kms:DescribeKey", code="NotFoundException")
    with refused("KmsKeyNotFoundException"):
        cloudtrail.create_event_data_store(Name="other", KmsKeyId="alias/gone")


def test_stores_of_an_organization(fake: AwsFake, cloudtrail: Any, refused: Refused) -> None:
    with refused("OrganizationsNotInUseException"):
        cloudtrail.create_event_data_store(Name="org", OrganizationEnabled=True)
    with refused("OrganizationsNotInUseException"):
        cloudtrail.register_organization_delegated_admin(MemberAccountId="222233334444")
    fake.cloudtrail.organization(members=["222233334444"])
    store = fake.cloudtrail.event_data_store("org", OrganizationEnabled=True)
    member = fake.account("222233334444")
    member.client("sqs").create_queue(QueueName="member")
    assert [one["recipientAccountId"] for one in store.records()] == ["222233334444"]
    with refused("NotOrganizationMasterAccountException"):
        member.client("cloudtrail").create_event_data_store(Name="org", OrganizationEnabled=True)
    cloudtrail.register_organization_delegated_admin(MemberAccountId="222233334444")
    with refused("AccountRegisteredException"):
        cloudtrail.register_organization_delegated_admin(MemberAccountId="222233334444")
    member.client("cloudtrail").create_event_data_store(Name="org", OrganizationEnabled=True)
    cloudtrail.deregister_organization_delegated_admin(DelegatedAdminAccountId="222233334444")
    with refused("AccountNotRegisteredException"):
        cloudtrail.deregister_organization_delegated_admin(DelegatedAdminAccountId="222233334444")
    with refused("AccountNotFoundException"):
        cloudtrail.register_organization_delegated_admin(MemberAccountId="999999999999")


def test_one_region_or_all(fake: AwsFake, cloudtrail: Any) -> None:
    one = fake.cloudtrail.event_data_store("one", MultiRegionEnabled=False)
    every = fake.cloudtrail.event_data_store("every")
    fake.client("sqs", "eu-west-1").create_queue(QueueName="q")
    assert [record["awsRegion"] for record in one.records()] == ["us-east-1"]
    assert [record["awsRegion"] for record in every.records()] == ["eu-west-1"]


def test_federation_keeps_a_store_from_deletion(fake: AwsFake, cloudtrail: Any, refused: Refused) -> None:
    store, role = fake.cloudtrail.event_data_store("all"), "arn:aws:iam::123456789012:role/r"
    assert (
        cloudtrail.enable_federation(EventDataStore=store.arn, FederationRoleArn=role)["FederationStatus"] == "ENABLED"
    )
    assert cloudtrail.get_event_data_store(EventDataStore=store.arn)["FederationRoleArn"] == role
    with refused("EventDataStoreFederationEnabledException"):
        cloudtrail.delete_event_data_store(EventDataStore=store.arn)
    assert cloudtrail.disable_federation(EventDataStore=store.arn)["FederationStatus"] == "DISABLED"
    cloudtrail.delete_event_data_store(EventDataStore=store.arn)


def test_pages_and_tokens(fake: AwsFake, cloudtrail: Any, refused: Refused) -> None:
    for name in ("one", "two", "three"):
        fake.cloudtrail.event_data_store(f"store-{name}")
    first = cloudtrail.list_event_data_stores(MaxResults=2)
    second = cloudtrail.list_event_data_stores(MaxResults=2, NextToken=first["NextToken"])
    assert [one["Name"] for one in first["EventDataStores"] + second["EventDataStores"]] == [
        "store-one",
        "store-two",
        "store-three",
    ]
    with refused("InvalidNextTokenException"):
        cloudtrail.list_event_data_stores(NextToken="nonsense")
    with refused("EventDataStoreARNInvalidException"):
        cloudtrail.get_event_data_store(EventDataStore="arn:aws:s3:::bucket")


def test_tags(fake: AwsFake, cloudtrail: Any, refused: Refused) -> None:
    store = fake.cloudtrail.event_data_store("all", TagsList=[{"Key": "a", "Value": "1"}])
    cloudtrail.add_tags(ResourceId=store.arn, TagsList=[{"Key": "b", "Value": "2"}])
    cloudtrail.remove_tags(ResourceId=store.arn, TagsList=[{"Key": "a"}])
    (listed,) = cloudtrail.list_tags(ResourceIdList=[store.arn])["ResourceTagList"]
    assert listed["TagsList"] == [{"Key": "b", "Value": "2"}]
    with refused("TagsLimitExceededException"):
        cloudtrail.add_tags(ResourceId=store.arn, TagsList=[{"Key": f"k{n}"} for n in range(50)])
    with refused("InvalidTagParameterException"):
        cloudtrail.add_tags(ResourceId=store.arn, TagsList=[{"Key": "c"}, {"Key": "c"}])
    with refused("CloudTrailARNInvalidException"):
        cloudtrail.list_tags(ResourceIdList=["arn:aws:s3:::bucket"])
    with refused("ResourceTypeNotSupportedException"):
        cloudtrail.list_tags(ResourceIdList=["arn:aws:cloudtrail:us-east-1:123456789012:nothing/x"])


def test_only_own_calls_can_be_stopped(fake: AwsFake, cloudtrail: Any, refused: Refused) -> None:
    store = fake.cloudtrail.event_data_store("outside", ACTIVITY)
    with refused("InvalidEventDataStoreCategoryException"):
        cloudtrail.stop_event_data_store_ingestion(EventDataStore=store.arn)
    with refused("InvalidEventSelectorsException", "outside of AWS"):
        selectors = [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]
        cloudtrail.update_event_data_store(EventDataStore=store.arn, AdvancedEventSelectors=selectors)
