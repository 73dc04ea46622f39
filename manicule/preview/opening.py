"""A file of the list, opened in its owner's editor at a line.

In go the command, the list's root and what a page asks for; the editor is started and left to itself. Only files of
content/ are opened, and no shell reads the command.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from typing import Any

from ..editing import read_file
from ..problems import Problem

KNOWN = (
    ("code", "code --goto {file}:{line}:{column}"),
    ("codium", "codium --goto {file}:{line}:{column}"),
    ("subl", "subl {file}:{line}:{column}"),
    ("zed", "zed {file}:{line}:{column}"),
    ("idea", "idea --line {line} --column {column} {file}"),
    ("gvim", "gvim +{line} {file}"),
    ("emacsclient", "emacsclient -n +{line}:{column} {file}"),
)
"""Editors with a window of their own that are told a line, by the name of their command."""


def find_command(wish: str) -> str:
    """`wish`, or MANICULE_EDITOR, or the first of those known that is installed; '' if there is none."""
    said = wish or os.environ.get("MANICULE_EDITOR", "")
    for name, command in KNOWN:
        if said == name or (not said and shutil.which(name)):
            return command
    return said


def open_editor(wish: str, root: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    """`asked`: `path` from the list's root, `line` and `column`."""
    command = find_command(wish)
    if not command:
        return _refuse("say how your editor is opened: manicule serve --editor 'code --goto {file}:{line}:{column}'")
    sheet = read_file(root, str(asked.get("path", "")))
    if isinstance(sheet, Problem):
        return _refuse(sheet.message)
    values = {"file": str(root / sheet.name), "line": _number(asked, "line"), "column": _number(asked, "column")}
    words = shlex.split(command, posix=os.name != "nt")
    if not any("{file}" in word for word in words):
        words.append("{file}")
    places = re.compile("|".join(re.escape(f"{{{name}}}") for name in values))
    words = [places.sub(lambda match: values[match[0][1:-1]], word) for word in words]
    try:
        # In a session of its own: what ends the preview does not end the editor.
        editor = subprocess.Popen(words, start_new_session=True)  # noqa: S603  (the owner's own command)
    except OSError as reason:
        return _refuse(f"{words[0]}: {reason.strerror or reason}")
    Thread(target=editor.wait, daemon=True).start()
    return {"ok": True, "written": [], "problems": []}


def _number(asked: Mapping[str, Any], name: str) -> str:
    value = asked.get(name)
    return str(max(1, value)) if isinstance(value, int) else "1"


def _refuse(message: str) -> dict[str, Any]:
    return {"ok": False, "written": [], "problems": [{"message": message}]}
