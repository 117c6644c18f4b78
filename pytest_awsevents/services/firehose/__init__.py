"""Data Firehose (`firehose`)."""

from __future__ import annotations

from pytest_awsevents.services.base import Service, join_tables
from pytest_awsevents.services.firehose import encryption, putting, streams, tags

service = Service(
    name="firehose",
    operations=join_tables(streams.operation, putting.operation, encryption.operation, tags.operation),
)
