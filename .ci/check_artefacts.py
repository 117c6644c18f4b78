"""What a release holds: `python .ci/check_artefacts.py dist`, in a clone, after the build.

The wheel holds the package and its metadata and nothing else; the source distribution all that is in version control.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from configparser import ConfigParser
from email import message_from_string
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
STEM = f"{PROJECT['name'].replace('-', '_')}-{PROJECT['version']}"


def main(dist: Path) -> None:
    expected = [f"{STEM}-py3-none-any.whl", f"{STEM}.tar.gz"]
    found = sorted(path.name for path in dist.iterdir())
    problems = differences("the folder", found, expected)
    if not problems:
        with zipfile.ZipFile(dist / expected[0]) as wheel:
            problems += problems_of_wheel(wheel)
        with tarfile.open(dist / expected[1]) as sdist:
            names = [name.removeprefix(f"{STEM}/") for name in sdist.getnames()]
            problems += differences("the source distribution", names, [*tracked(), "PKG-INFO"])
    if problems:
        sys.exit("\n".join(problems))
    print(f"{' and '.join(found)} hold what they should")


def problems_of_wheel(wheel: zipfile.ZipFile) -> list[str]:
    info = f"{STEM}.dist-info"
    about = [f"{info}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")]
    problems = differences("the wheel", wheel.namelist(), [*tracked("pytest_awsevents"), *about])
    if "pytest_awsevents/py.typed" not in wheel.namelist():
        problems.append("the wheel holds no py.typed")

    metadata = message_from_string(wheel.read(f"{info}/METADATA").decode())
    for field, expected in {
        "Name": [PROJECT["name"]],
        "Version": [PROJECT["version"]],
        "Requires-Python": [PROJECT["requires-python"]],
        "License-Expression": [PROJECT["license"]],
        "License-File": ["LICENSE"],
        "Classifier": PROJECT["classifiers"],
        "Provides-Extra": list(PROJECT["optional-dependencies"]),
    }.items():
        problems += differences(f"{field} of the wheel", metadata.get_all(field, []), expected)
    required = [text for text in metadata.get_all("Requires-Dist", []) if "extra ==" not in text]
    problems += differences("Requires-Dist of the wheel", required, PROJECT["dependencies"])

    entry_points = ConfigParser()
    entry_points.read_string(wheel.read(f"{info}/entry_points.txt").decode())
    if dict(entry_points["pytest11"]) != {"awsevents": "pytest_awsevents.plugin"}:
        problems.append(f"the wheel is the pytest plugin {dict(entry_points['pytest11'])}")
    return problems


def differences(what: str, found: list[str], expected: list[str]) -> list[str]:
    missing = [f"{what} lacks {name}" for name in sorted(set(expected) - set(found))]
    return missing + [
        f"{what} holds {name}, which does not belong there" for name in sorted(set(found) - set(expected))
    ]


def tracked(folder: str = ".") -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z", folder], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
