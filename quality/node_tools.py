"""The two programs that are not Python: the Nu checker (Java) and Lighthouse (Node). Found if they are there, brought by
npm if not, into .venv/node.

In goes nothing, out come the commands that start them, or a sentence about what is missing. It knows nothing of pages.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".venv/node"
MODULES = FOLDER / "node_modules"

VNU = "vnu-jar@^26.9"
LIGHTHOUSE = "lighthouse@^12.8"
"""Nu's versions are dates; a newer one may know more mistakes, so that the range is what was tried."""

JAR = MODULES / "vnu-jar/build/dist/vnu.jar"
SCRIPT = MODULES / "lighthouse/cli/index.js"

JAVA, NODE = 11, 18
"""The least versions that the two run on."""

PATIENCE = 600
"""Seconds that npm may take."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there, and what would bring it."""

    text: str


def find_nu() -> list[str] | Missing:
    """The command that starts the Nu checker, which is brought if need be."""
    java = shutil.which("java")
    if java is None:
        return Missing("There is no Java, which the Nu checker needs. On Debian: apt-get install default-jre-headless")
    if (found := _version([java, "-version"])) < JAVA:
        return Missing(f"The Nu checker needs Java {JAVA} or later; {java} is {found}.")
    return [java, "-Xss4m", "-jar", str(JAR)] if _brought(JAR) else Missing(_not_brought(VNU))


def find_lighthouse() -> list[str] | Missing:
    node = shutil.which("node")
    if node is None:
        return Missing("There is no Node, which Lighthouse needs. On Debian: apt-get install nodejs npm")
    if (found := _version([node, "--version"])) < NODE:
        return Missing(f"Lighthouse needs Node {NODE} or later; {node} is {found}.")
    return [node, str(SCRIPT)] if _brought(SCRIPT) else Missing(_not_brought(LIGHTHOUSE))


def read_version(said: str) -> int:
    """The first number of what a program says of its version; Java 8 calls itself 1.8."""
    found = re.search(r"(?:1\.)?(\d+)", said)
    return int(found[1]) if found else 0


def _version(command: list[str]) -> int:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return read_version(done.stdout + done.stderr)


def _brought(file: Path) -> bool:
    npm = shutil.which("npm")
    if not file.is_file() and npm:
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(FOLDER), VNU, LIGHTHOUSE]
        subprocess.run(command, stdout=sys.stderr, timeout=PATIENCE, check=False)
    return file.is_file()


def _not_brought(package: str) -> str:
    npm = "npm could not bring it" if shutil.which("npm") else "there is no npm to bring it"
    return f"{package} is not in .venv/node, and {npm}."
