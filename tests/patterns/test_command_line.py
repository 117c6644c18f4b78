from __future__ import annotations

import json
import subprocess
import sys

import pytest

from pytest_awsevents.__main__ import main


@pytest.fixture
def run(tmp_path, capsys):
    def run(pattern, event):
        pattern_file, event_file = tmp_path / "pattern.json", tmp_path / "event.json"
        pattern_file.write_text(pattern if isinstance(pattern, str) else json.dumps(pattern), "utf-8")
        event_file.write_text(event if isinstance(event, str) else json.dumps(event), "utf-8")
        code = main(["explain", str(pattern_file), str(event_file)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_match(run):
    assert run({"source": ["a"]}, {"source": "a"}) == (0, 'match\n  ok   source: wants "a"; got "a"\n', "")


def test_no_match_says_why(run):
    pattern = {"source": ["a"], "detail": {"$or": [{"total": [{"numeric": [">", 5]}]}, {"vip": [True]}]}}

    code, out, _ = run(pattern, {"source": "a", "detail": {"total": "7"}})

    assert code == 1
    assert out.splitlines() == [
        "no match (2 ways to match by $or; number 1 came nearest)",
        '  FAIL detail.total: wants numeric > 5; got "7"',
        '  ok   source: wants "a"; got "a"',
        "because detail.total: the event has a string, the pattern wants a number",
    ]


def test_findings_of_lint_are_shown(run):
    code, out, _ = run({"detailType": ["a"]}, {"detail-type": "a"})

    assert code == 1
    assert out.endswith(
        "warning: detailType: EventBridge's events have no field 'detailType'; did you mean 'detail-type'\n"
    )
    assert "got (absent)" in out


def test_invalid_pattern_says_what_aws_would_say(run):
    code, out, err = run('{"a": []}', {})

    assert (code, out) == (2, "")
    assert err.startswith("Event pattern is not valid. Reason: Empty arrays are not allowed\n")


@pytest.mark.parametrize("event", ["[]", "{", "[" * 100_000])
def test_event_that_is_none(run, event):
    code, out, err = run({"a": [1]}, event)

    assert (code, out) == (2, "")
    assert "event.json is not " in err


def test_missing_file(tmp_path, capsys):
    assert main(["explain", str(tmp_path / "none"), str(tmp_path / "none")]) == 2
    assert "none" in capsys.readouterr().err


def test_as_a_module(tmp_path):
    (tmp_path / "pattern.json").write_text('{"a": [1]}', "utf-8")
    (tmp_path / "event.json").write_text('{"a": 2}', "utf-8")

    command = [sys.executable, "-m", "pytest_awsevents", "explain", "pattern.json", "event.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("no match\n")
