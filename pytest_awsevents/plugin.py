"""pytest hooks, options, the marker and the fixtures. Everything heavy is imported when it is first used."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from pytest_awsevents.core.errors import AwsError, AwsEventsError, InvalidOption
from pytest_awsevents.open_fakes import close_fakes, open_fakes
from pytest_awsevents.options import (
    OPTION_NAMES,
    TIMELINES,
    FakeOptions,
    configured,
    enabled_for_all,
    marker_changes,
    with_changes,
)

if TYPE_CHECKING:
    from pytest_awsevents.fake import AwsFake
    from pytest_awsevents.reporting.session_data import SessionData
    from pytest_awsevents.session import SessionGuard

pytest_plugins = ("pytest_awsevents.fixtures",)

MARKER = "aws_fake"
FIXTURE = "aws_fake"
_FAKE: pytest.StashKey[AwsFake] = pytest.StashKey()
_GUARD: pytest.StashKey[SessionGuard] = pytest.StashKey()
_OF_FIXTURES: pytest.StashKey[list[Any]] = pytest.StashKey()
_GATHERED: pytest.StashKey[SessionData] = pytest.StashKey()
_TITLE = "AWS event timeline"


# --- options ---------------------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("awsevents", "AWS in memory (pytest-awsevents)")
    group.addoption(
        "--aws-fake",
        action="store_true",
        default=None,
        dest="aws_fake",
        help="run every test inside an in-memory AWS of its own",
    )
    group.addoption("--no-aws-fake", action="store_false", default=None, dest="aws_fake", help="undo --aws-fake")
    group.addoption(
        "--aws-timeline",
        choices=TIMELINES,
        default=None,
        dest="aws_fake_timeline",
        help="when a report shows what happened in AWS (default: failed)",
    )
    group.addoption(
        "--aws-fake-strict",
        metavar="CHECKS",
        default=None,
        dest="aws_fake_strict",
        help="strictness checks that every test has to pass, by name with commas between, or all, or none",
    )
    group.addoption(
        "--aws-record",
        metavar="PATH",
        default=None,
        dest="aws_fake_record",
        help="write all records of all tests to this file, one JSON object a line",
    )
    group.addoption(
        "--aws-rules-report",
        action="store_true",
        default=False,
        dest="aws_fake_rules_report",
        help="list rules, branches of $or and alternatives of lists that no event of the session hit",
    )
    parser.addini("aws_fake_rules_report", "the same as --aws-rules-report", type="bool", default=False)
    parser.addini("aws_fake_strict", "strictness checks that every test has to pass: names, all, or none", default="")
    parser.addini("aws_fake", "run every test inside an in-memory AWS of its own", type="bool", default=False)
    parser.addini("aws_fake_account", "the default account: twelve digits", default="")
    parser.addini("aws_fake_region", "the region where none is configured", default="")
    parser.addini("aws_fake_now", "freeze every test at this instant, in ISO 8601", default="")
    parser.addini("aws_fake_passthrough", "services whose calls go on to what lies beneath", type="args", default=[])
    parser.addini("aws_fake_permissions", "deliveries that no policy allows: warn, enforce or off", default="")
    parser.addini("aws_fake_timeline", "when a report shows what happened in AWS: failed, all or off", default="")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", f"{MARKER}(*, {', '.join(OPTION_NAMES)}): run inside an in-memory AWS with these settings"
    )
    try:
        options = configured(config)
    except InvalidOption as error:
        raise pytest.UsageError(f"pytest-awsevents: {error}") from None
    if config.getoption("aws_fake_record") or _rules_wanted(config):
        from pytest_awsevents.reporting.session_data import SessionData

        config.stash[_GATHERED] = SessionData(
            with_records=bool(config.getoption("aws_fake_record")), with_rules=_rules_wanted(config)
        )
    if enabled_for_all(config):
        from pytest_awsevents.session import SessionGuard

        # Modules of tests make their clients while they are collected: that needs a region already.
        config.stash[_GUARD] = SessionGuard(options.region)


def pytest_unconfigure(config: pytest.Config) -> None:
    guard = config.stash.get(_GUARD, None)
    if guard is not None:
        guard.close()


def pytest_report_header(config: pytest.Config) -> str | None:
    if not enabled_for_all(config):
        return None
    options = configured(config)
    return f"aws-fake: every test has its own AWS, account {options.account}, region {options.region}"


# --- which tests run inside a fake -----------------------------------------------------------------------------------


def pytest_itemcollected(item: pytest.Item) -> None:
    names = getattr(item, "fixturenames", None)
    if names is None or FIXTURE in names:
        return
    if item.get_closest_marker(MARKER) is not None or enabled_for_all(item.config):
        names.insert(_first_of_function_scope(item, names), FIXTURE)


def _first_of_function_scope(item: pytest.Item, names: list[str]) -> int:
    """Where the fake is set up: before any fixture of the test's own, behind those of wider scopes.

    What a wider fixture makes in one test's fake would be gone in the next test; there it is refused instead.
    """
    definitions = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    for position, name in enumerate(names):
        found = definitions.get(name)
        if not found or found[-1].scope == "function":
            return position
    return len(names)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        changes = list(item.iter_markers(MARKER))
        if not changes:
            continue
        try:
            with_changes(FakeOptions(), marker_changes(changes))
        except InvalidOption as error:
            raise pytest.UsageError(f"{item.nodeid}: {error}") from None


# --- fixtures --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", name="aws_fake_options")
def _aws_fake_options(pytestconfig: pytest.Config) -> FakeOptions:
    """The settings of every fake; override it to give your own `FakeOptions`."""
    return configured(pytestconfig)


@pytest.fixture(name="aws_fake")
def _aws_fake(request: pytest.FixtureRequest, aws_fake_options: FakeOptions) -> Iterator[AwsFake]:
    """A small AWS in memory, for this test."""
    from pytest_awsevents.fake import AwsFake

    options = with_changes(aws_fake_options, marker_changes(request.node.iter_markers(MARKER)))
    with AwsFake(options, seed=request.node.nodeid) as fake:
        request.node.stash[_FAKE] = fake
        fake.test = request.node.path
        yield fake
        if (gathered := request.config.stash.get(_GATHERED, None)) is not None:
            gathered.gather(request.node.nodeid, fake)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    result = yield
    if _FAKE not in item.stash:
        _check_that_settings_hold(item)
    return result


def _check_that_settings_hold(item: pytest.Item) -> None:
    """Refuses settings of a marker that a fixture which overrides ours did not give to its fake."""
    changes = marker_changes(item.iter_markers(MARKER))
    options = getattr(getattr(item, "funcargs", {}).get(FIXTURE), "options", None)
    if not changes or not isinstance(options, FakeOptions):
        return
    wanted = with_changes(options, changes)
    ignored = ", ".join(name for name in changes if getattr(wanted, name) != getattr(options, name))
    if ignored:
        text = (
            f"the marker aws_fake sets {ignored}, but this test's aws_fake is a fixture of your own, "
            "which did not do so.\n"
            f"Give {ignored} to its AwsFake(...), or take the marker's settings away"
        )
        pytest.fail(text, pytrace=False)


# --- strictness ------------------------------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(request: pytest.FixtureRequest) -> Generator[None, object, object]:
    """Fakes of a fixture that a test asks for while it runs are closed by that fixture, in its own time."""
    of_fixtures = request.config.stash.get(_OF_FIXTURES, None)
    if of_fixtures is None:
        return (yield)
    before = open_fakes()
    result = yield
    of_fixtures += [fake for fake in open_fakes() if fake not in before]
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    before = open_fakes()
    of_fixtures = item.config.stash[_OF_FIXTURES] = []
    try:
        result = yield  # a test that fails by itself fails for its own reason
    finally:
        del item.config.stash[_OF_FIXTURES]
        left = [fake for fake in open_fakes() if fake not in before and fake not in of_fixtures]
        close_fakes(left)
    if left:
        text = f"{item.name} left an AwsFake open, which was closed; use `with AwsFake()` or the fixture aws_fake"
        item.warn(pytest.PytestWarning(text))
    fake = item.stash.get(_FAKE, None)
    if fake is not None:
        from pytest_awsevents.reporting.strict import violations

        found = violations(fake)
        if found is not None:
            failure = pytest.fail.Exception(found[0], pytrace=False)
            failure.aws_record = found[1]  # type: ignore[attr-defined]  # where the timeline should show most
            raise failure
    return result


# --- reports ---------------------------------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    fake = item.stash.get(_FAKE, None)
    if call.excinfo is not None and not item.config.getoption("fulltrace", False):
        _shorten_traceback(call.excinfo.value, faked=fake is not None)
    report = yield
    if fake is None or report.when != "call":
        return report
    wanted = fake.options.timeline
    if wanted == "all" or (wanted == "failed" and report.failed):
        from pytest_awsevents.reporting.timeline import timeline

        near = getattr(call.excinfo.value, "aws_record", None) if call.excinfo else None
        text = timeline(fake.recorded, near=near, whole=wanted == "all")
        if text:
            report.sections.append((_TITLE, text))
    return report


# --- what a session gathers ------------------------------------------------------------------------------------------


def pytest_sessionfinish(session: pytest.Session) -> None:
    gathered = session.config.stash.get(_GATHERED, None)
    if gathered is None:
        return
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["awsevents"] = gathered.dump()
    elif path := session.config.getoption("aws_fake_record"):
        gathered.write(session.config.invocation_params.dir / path)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker of pytest-xdist is done."""
    gathered = node.config.stash.get(_GATHERED, None)
    sent = getattr(node, "workeroutput", {}).get("awsevents")
    if gathered is not None and sent is not None:
        gathered.merge(sent)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    gathered = config.stash.get(_GATHERED, None)
    if gathered is not None and _rules_wanted(config):
        terminalreporter.section("AWS rules")
        for line in gathered.report():
            terminalreporter.write_line(line)


def _rules_wanted(config: pytest.Config) -> bool:
    return bool(config.getoption("aws_fake_rules_report") or config.getini("aws_fake_rules_report"))


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    # By name first: no comparison of other people's objects imports anything of ours.
    if not any(type(side).__module__.startswith("pytest_awsevents.") for side in (left, right)):
        return None
    from pytest_awsevents.reporting.comparisons import explain_comparison

    return explain_comparison(op, left, right)


def _shorten_traceback(error: BaseException, *, faked: bool) -> None:
    """Of errors made here, and of AWS's and botocore's under a fake: with --showlocals those frames show all params."""
    botocore = sys.modules.get("botocore.exceptions") if faked else None
    theirs = () if botocore is None else (botocore.ClientError, botocore.BotoCoreError)
    if isinstance(error, (AwsError, AwsEventsError, *theirs)):
        from pytest_awsevents.reporting.tracebacks import cut_own_frames

        cut_own_frames(error)
