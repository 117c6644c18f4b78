"""Having the plugin installed costs next to nothing."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("boto3", "botocore", "aiobotocore", "freezegun", "deepdiff", "moto", "yaml", "duckdb", "hypothesis")


def test_loading_the_plugin_imports_nothing_heavy():
    code = (
        "import sys, pytest_awsevents, pytest_awsevents.plugin; "
        f"print(sorted(set(name.partition('.')[0] for name in sys.modules) & set({HEAVY!r})))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"


def test_a_run_that_does_not_use_it_does_not_import_botocore(pytester):
    pytester.makepyfile(
        """
        import sys

        def test_nothing():
            assert not {"boto3", "botocore", "freezegun", "deepdiff"} & set(sys.modules)
        """
    )
    result = pytester.runpytest_subprocess(
        "-p", "no:randomly", "-p", "no:asyncio", "-p", "no:hypothesispytest", "-p", "no:freezer"
    )
    result.assert_outcomes(passed=1)


def test_a_freeze_of_somebody_else_imports_nothing_heavy():
    """freezegun asks every loaded module for every name that it lists."""
    code = (
        "import sys, pytest_awsevents, pytest_awsevents.plugin, freezegun\n"
        "with freezegun.freeze_time('2026-01-01'): pass\n"
        "print(sorted(name for name in sys.modules if name.startswith(('boto', 'pytest_awsevents.services'))))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"


def test_public_names_are_resolved_when_they_are_asked_for():
    import pytest_awsevents

    for name in pytest_awsevents.__all__:
        assert getattr(pytest_awsevents, name) is not None


def test_every_public_name_is_where_the_type_checker_looks():
    import pytest_awsevents

    assert sorted(pytest_awsevents._HOMES) == sorted(pytest_awsevents.__all__)
