"""Whether what lies in a folder may be sent out as the version that a tag names: `python tests/check_release.py dist v1.2.3`.

The two files and no other, both of that version; and the changes of that version told, with a date. Says what is wrong, and ends with 1.
"""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email.parser import BytesParser
from pathlib import Path


def find_faults(folder: Path, tag: str) -> Iterator[str]:
    version = tag.removeprefix("v")
    if tag == version or not re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", version):
        yield f"{tag} is no tag of a version: v1.2.3"
        return
    wheel, sdist = f"manicule-{version}-py3-none-any.whl", f"manicule-{version}.tar.gz"
    found = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    if found != [wheel, sdist]:
        yield f"{folder} has to hold {wheel} and {sdist}, and holds {', '.join(found) or 'nothing'}"
        return
    with zipfile.ZipFile(folder / wheel) as opened:
        says = BytesParser().parsebytes(opened.read(f"manicule-{version}.dist-info/METADATA"))["Version"]
    if says != version:
        yield f"{wheel} says that it is {says}"
    with tarfile.open(folder / sdist) as packed:
        file = packed.extractfile(f"manicule-{version}/CHANGELOG.md")
        changes = file.read().decode() if file else ""
    if not re.search(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", changes, re.MULTILINE):
        yield f"CHANGELOG.md has no heading `## [{version}] - YYYY-MM-DD`"


if __name__ == "__main__":
    faults = list(find_faults(Path(sys.argv[1]), sys.argv[2]))
    sys.stderr.write("".join(f"{fault}\n" for fault in faults))
    sys.exit(1 if faults else 0)
