"""templates/locales/: the messages of code, templates and scripts as manicule.pot, and the catalogues brought up to them.

`make catalogues` runs it; tests/pages/test_languages.py holds the files against the code. A message that has changed is kept with
its old translation, marked as fuzzy; one that is gone is dropped.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "templates/locales"
TEMPLATE = LOCALES / "manicule.pot"

_METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract", ".js": "javascript"}
_OPTIONS = {".html": {"trimmed": "true", "silent": "false"}}
_NOISE = tuple(
    f'"{name}:'.encode()
    for name in (
        "Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date", "Last-Translator",
        "Language-Team", "Generated-By",
    )
)  # fmt: skip
"""Lines of a head that would change with the day, or say nothing."""


def find_sources() -> Iterator[Path]:
    """What says something on pages. The preview speaks English to the list's owner, as the commands do."""
    yield ROOT / "manicule/collation.py"
    yield ROOT / "manicule/health.py"
    yield from sorted((ROOT / "manicule/pages").glob("*.py"))
    yield from sorted(path for path in (ROOT / "templates").rglob("*.html"))
    yield from sorted((ROOT / "templates/assets/js").glob("*.js"))


def collect() -> Catalog:
    """All messages, with the files that they are from."""
    catalogue = Catalog(charset="utf-8")
    for path in find_sources():
        options = _OPTIONS.get(path.suffix, {})
        with path.open("rb") as file:
            found = extract(_METHODS[path.suffix], file, DEFAULT_KEYWORDS, (), options)
            for _, message, _, context in found:
                name = path.relative_to(ROOT).as_posix()
                catalogue.add(message, None, [(name, None)], context=context)  # type: ignore[list-item]
    return catalogue


def write(catalogue: Catalog, template: bool = False) -> bytes:
    out = io.BytesIO()
    catalogue.header_comment = (
        "# Messages of Manicule, which a translation of them begins from (docs/languages.md)."
        if template
        else f"# Manicule in {catalogue.locale.english_name if catalogue.locale else ''}."
    )
    write_po(
        out, catalogue, width=120, omit_header=False, sort_by_file=True, ignore_obsolete=True, include_lineno=False
    )
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_NOISE))


def update(path: Path, messages: Catalog) -> bytes:
    """The catalogue with all messages that there are now."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem.replace("-", "_"))
    catalogue.update(messages, no_fuzzy_matching=False, update_creation_date=False)
    return write(catalogue)


def main() -> None:
    messages = collect()
    LOCALES.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(write(messages, template=True))
    for path in sorted(LOCALES.glob("*.po")):
        path.write_bytes(update(path, collect()))


if __name__ == "__main__":
    main()
