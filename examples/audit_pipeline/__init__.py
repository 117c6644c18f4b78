"""An audit pipeline: the application that the tests beside it test.

AppFabric delivers the audit logs of the company's applications to a bucket; the bucket tells EventBridge of every new
object; a Lambda function reads it and raises an alert for what looks wrong.

    reading   the documents in a delivered object, JSON or Parquet
    alerts    what looks wrong in a document, OCSF or as an application wrote it
    watch     the Lambda function:                                  Object Created -> SuspiciousActivity

It is plain boto3, with clients made when a module is imported. Nothing in it knows that it is tested.
"""

from __future__ import annotations
