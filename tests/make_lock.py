"""tests/locked.txt: every library of the test environment at one version, from the ranges in pyproject.toml. `make lock` runs it.

The registry is PyPI itself, whatever this machine has set: nothing of a machine may stand in the lock.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "tests/locked.txt"

HEAD = """\
# What `make lock` makes of pyproject.toml: every library of the test environment, at one version, by the digests of its files.
# For CPython 3.11 to 3.14 on Linux, macOS and Windows. Nothing of it binds whoever installs Manicule: there the ranges hold.
"""


def main() -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--no-config"]
    command += ["--extra", "test", "--universal", "--python-version", "3.11", "--upgrade"]
    command += ["--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links"]
    command += ["--default-index", "https://pypi.org/simple", "--quiet"]
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
    done = subprocess.run(command, cwd=ROOT, env=plain, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    LOCK.write_bytes((HEAD + done.stdout).encode())


if __name__ == "__main__":
    main()
