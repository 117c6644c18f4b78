"""Errors of this library are shown at the user's line."""

from __future__ import annotations

SOURCE = """
import boto3

def test_unfaked():
    boto3.client("glue").start_job_run(JobName="load")
"""


def test_an_unfaked_operation_is_shown_at_the_call(run_project):
    result = run_project(SOURCE, "--aws-fake", "--aws-timeline=off")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            '>       boto3.client("glue").start_job_run(JobName="load")',
            "E       pytest_awsevents.core.errors.UnsupportedOperation: glue:StartJobRun was called by test_shop.py:6 "
            "(account 123456789012, region us-east-1), but this service is not faked and nothing is stubbed. "
            "Nothing was sent.",
            'E       Answer it in the test:   aws_fake.stub("glue", "start_job_run", {...})',
            "E       Or let it go on to what lies beneath, moto for example:   "
            '@pytest.mark.aws_fake(passthrough=["glue"])',
            "",
            "test_shop.py:6: UnsupportedOperation",
        ],
        consecutive=True,
    )


def test_the_whole_traceback_can_be_had(run_project):
    result = run_project(SOURCE, "--aws-fake", "--full-trace")
    result.stdout.fnmatch_lines(["*dispatch.py:*: UnsupportedOperation"])
