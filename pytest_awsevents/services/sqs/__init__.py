"""Simple Queue Service (`sqs`)."""

from __future__ import annotations

from pytest_awsevents.core.wording import Wording
from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.sqs import handling, moves, permissions, queues, receiving, redrive, sending, tags
from pytest_awsevents.services.sqs.errors import QUERY_CODES

service = Service(
    name="sqs",
    operations=join_tables(
        queues.operation,
        sending.operation,
        receiving.operation,
        handling.operation,
        redrive.operation,
        moves.operation,
        permissions.operation,
        tags.operation,
    ),
    wording=Wording(enforced=False, query_codes=QUERY_CODES),
    policy_of=permissions.policy_of,
)
