"""The suite on the oldest and the newest of what it supports, and all that a release has to pass.

`nox` runs every session, `nox -s lowest` one, `nox -l` lists them. Pythons that are not installed are skipped.
Options for pytest stand behind two dashes: `nox -s newest -- -n 2 -k sqs`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
TEST = nox.project.dependency_groups(PROJECT, "test")
EXTRAS = f".[{','.join(PROJECT['project']['optional-dependencies'])}]"


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The suite, once per Python."""
    session.install("--editable", ".", *TEST)
    suite(session)


@nox.session(python=PYTHONS[0])
def lowest(session: nox.Session) -> None:
    """The suite on the oldest releases that pyproject.toml allows, extras included, without the AWS CLI, whose release
    has its own botocore."""
    constraints = Path(session.create_tmp(), "lowest.txt").resolve()
    command = ["uv", "pip", "compile", "--quiet", "--resolution=lowest-direct", "--all-extras", "--no-annotate"]
    session.run_install(*command, f"--python={session.python}", f"--output-file={constraints}", "pyproject.toml")
    session.install("--editable", EXTRAS, *without(TEST, "awscli"), f"--constraint={constraints}")
    suite(session)


@nox.session
def newest(session: nox.Session) -> None:
    """The suite on the newest releases of all that is required.

    Without aiobotocore and what stands on it: it allows only botocores that it knows, and would hold boto3 back. The
    tests of asynchronous clients are skipped here.
    """
    session.install("--upgrade", "--editable", EXTRAS, *without(TEST, "aiobotocore", "s3fs"))
    suite(session)


def without(requirements: list[str], *names: str) -> list[str]:
    kept = [one for one in requirements if not one.startswith(names)]
    assert len(kept) == len(requirements) - len(names), f"{names} are not all in {requirements}"
    return kept


def suite(session: nox.Session) -> None:
    session.run("uv", "pip", "list", external=True, silent=True)
    session.run("pytest", *(session.posargs or ["-n", "2"]))


@nox.session
def sdist(session: nox.Session) -> None:
    """The suite from the unpacked source distribution."""
    session.install("build")
    folder = session.create_tmp()
    session.run("python", "-m", "build", "--sdist", "--outdir", folder, silent=True)
    archive = next(Path(folder).glob("*.tar.gz"))
    session.run("python", "-m", "tarfile", "-e", str(archive), folder)
    session.chdir(Path(folder, archive.name.removesuffix(".tar.gz")))
    session.install("--editable", ".", *TEST)
    suite(session)


@nox.session
def wheel(session: nox.Session) -> None:
    """The wheel and the source distribution hold what they should, and the wheel alone runs README's first tests."""
    session.install("build", "twine")
    dist = session.cache_dir / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(dist), silent=True)
    session.run("twine", "check", "--strict", *map(str, dist.iterdir()))
    session.run("python", ".ci/check_artefacts.py", str(dist))
    session.run("python", ".ci/first_test.py", str(next(dist.glob("*.whl"))))


@nox.session
def docs(session: nox.Session) -> None:
    """The site, with every link in it."""
    session.install("--editable", ".", *nox.project.dependency_groups(PROJECT, "docs"))
    session.run("zensical", "build", "--clean", "--strict")


@nox.session
def lint(session: nox.Session) -> None:
    """Lint, formatting, types, and that imports run only downwards."""
    session.install("--editable", ".", *TEST, *nox.project.dependency_groups(PROJECT, "check"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session
def pyright(session: nox.Session) -> None:
    """The other type checker finds in users' tests what mypy finds."""
    session.install("--editable", ".", "pyright[nodejs]")
    session.run("pyright")
