"""A newcomer's first minutes, from the wheel alone: `python .ci/first_test.py dist/*.whl` prints them as a transcript.

The files are the blocks of README, the environment is new and gets nothing but the wheel and what it requires.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = {
    name: text for text, name in re.findall(r"^```python\n(# (\S+\.py)\n.*?)^```$", README, re.DOTALL | re.MULTILINE)
}


def main(wheel: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        print(f"$ python -m venv .venv\n$ .venv/bin/pip install {wheel.name}")
        venv.create(here / ".venv", with_pip=True)
        run(here, "python", "-m", "pip", "install", "--quiet", str(wheel.resolve()))
        show(here, "shop.py")
        show(here, "test_shop.py")
        expect(pytest(here, "test_shop.py"), "1 passed")
        show(here, "test_review.py")
        expect(pytest(here, "test_review.py"), "rule wants numeric > 100", "1 failed")
        print("\nThe test expected too much of 80: the order is made larger.")
        edited = BLOCKS["test_review.py"].replace("total=80", "total=180")
        (here / "test_review.py").write_text(edited)
        expect(pytest(here), "2 passed")


def show(here: Path, name: str) -> None:
    print(f"\n$ cat {name}\n{BLOCKS[name]}", end="")
    (here / name).write_text(BLOCKS[name])


def pytest(here: Path, *args: str) -> str:
    command = ["pytest", "--aws-fake", *args]
    print(f"\n$ {' '.join(command)}")
    output = run(here, "python", "-m", *command, check=False)
    print(output, end="")
    return output


def run(here: Path, *command: str, check: bool = True) -> str:
    scripts = here / ".venv" / ("Scripts" if sys.platform == "win32" else "bin")
    program = str(scripts / command[0])
    done = subprocess.run(
        [program, *command[1:]], cwd=here, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if check and done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}")
    return done.stdout


def expect(output: str, *texts: str) -> None:
    for text in texts:
        if text not in output:
            sys.exit(f"{text!r} is missing above")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
