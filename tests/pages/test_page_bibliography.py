"""Annotated bibliographies, and notes in the exports that reference managers read."""

from __future__ import annotations

import json
import re
from typing import Any

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_lists import NASTY, URL, make_entry, make_note, make_paper, make_path, make_tag, plan, view

from manicule.model import Annotator, Quote
from manicule.pages import census
from manicule.pages.bibliography_text import escape_markdown, lower_headings, write_reference
from manicule.safehtml import Html

TEXT = "Words of the abstract. And more words."
ALL = {"bibliographies": ("list", "paths", "tags")}


def text_of(pages: Any, path: str) -> str:
    text = pages[path].maker(pages[path].view)
    assert isinstance(text, str)
    return text


def entries() -> tuple[Any, ...]:
    return (
        make_entry("z", make_paper("A zebra", authors="Zoe Zebra"), tags=("t",)),
        make_entry(
            "a",
            make_paper("An ant", authors="Ada Alpha", arxiv="1908.09203", abstract=TEXT),
            why="Small, & <b>strong</b>.",
            notes="## Head\n\nSee [[z]] and [it](paper:z), [[tag:t]].[^1]\n\n[^1]: Foot.\n",
            margin=(
                make_note(TEXT, "And more words", kind="claim", note="Later, [[z]].", by="ab"),
                make_note(TEXT, "Words", note="First.[^1]\n\n[^1]: Noted."),
                make_note(TEXT, "abstract", note=""),
            ),
            quotes=(Quote("Of the\n\nbody.", page="7", note="Indeed."),),
            tags=("t",),
        ),
        make_entry("n", make_paper("Nothing", authors="", date="")),
    )


def made(**site: Any) -> dict[str, Any]:
    pages, _, problems = plan(
        *entries(),
        tags=(make_tag("t", description="Of [[a]]."),),
        paths=(make_path("p", "z", "a"),),
        site={**ALL, "annotators": (Annotator("ab", "Ann Bird"),), **site},
    )
    assert problems == ()
    return pages


# As pages.


def test_the_list_and_tags_go_by_name_and_paths_by_their_steps() -> None:
    pages = made()
    order = {
        path: [item.card.url for item in view(pages, path).items]
        for path in pages
        if path.endswith("bibliography.html")
    }
    assert order == {
        "bibliography.html": ["papers/a.html", "papers/n.html", "papers/z.html"],
        "tags/t--bibliography.html": ["papers/a.html", "papers/z.html"],
        "paths/p--bibliography.html": ["papers/z.html", "papers/a.html"],
    }
    assert view(pages, "paths/p--bibliography.html").items[0].reason == "Why z."


def test_a_page_holds_what_was_said_in_the_order_of_the_text() -> None:
    item = view(made(), "bibliography.html").items[0]
    assert "Alpha, A." in str(item.reference)
    assert str(item.why) == "Small, &amp; &lt;b&gt;strong&lt;/b&gt;."
    assert [(str(note.words), note.kind) for note in item.margin] == [
        ("Words", "comment"),
        ("And more words", "claim"),
    ]
    assert len(item.quotes) == 1


def test_only_what_is_asked_for_is_made_and_linked() -> None:
    assert not [path for path in made(bibliographies=()) if "bibliography" in path]
    pages = made(bibliographies=("tags",))
    assert [path for path in pages if path.endswith("bibliography.html")] == ["tags/t--bibliography.html"]
    assert view(pages, "tags/t.html").bibliography.url == "tags/t--bibliography.html"
    assert view(pages, "papers/index.html").bibliography is None


def test_a_long_list_has_none_of_all_of_it_unless_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "bibliography.html" in made(bibliographies=None)
    monkeypatch.setattr(census, "LONG_BIBLIOGRAPHY", 1)
    assert not {"bibliography.html", "bibliography.md"} & set(made(bibliographies=None))
    assert "bibliography.html" in made(bibliographies=("list",))


# As Markdown.


def test_markdown_is_whole() -> None:
    assert text_of(made(), "tags/t--bibliography.md") == (
        f"""# T: annotated bibliography

Of [An ant]({URL}papers/a.html).

## Alpha, 2019

Alpha, A. (2019). *An ant*. [arXiv:1908.09203](https://arxiv.org/abs/1908.09203).

Small, & \\<b\\>strong\\</b\\>.

### Head

See [A zebra]({URL}papers/z.html) and [it]({URL}papers/z.html), [T]({URL}tags/t.html).[^1-1]

[^1-1]: Foot.

- **comment**, “Words”

  First.[^1m1-1]

  [^1m1-1]: Noted.

- **claim**, “And more words” — Ann Bird

  Later, [A zebra]({URL}papers/z.html).

> Of the
>
> body.
>
> p. 7

Indeed.

## Zebra, 2019

Zebra, Z. (2019). *A zebra*.
"""
    )


def test_links_are_relative_where_the_site_has_no_address() -> None:
    assert "(../papers/z.html)" in text_of(made(url=""), "tags/t--bibliography.md")
    assert "(papers/z.html)" in text_of(made(url=""), "bibliography.md")


def test_a_hostile_title_is_text() -> None:
    pages, _, _ = plan(
        make_entry("a", make_paper(NASTY), why="[x](javascript:alert(1)) *y*"), site={"title": NASTY, **ALL}
    )
    shown = markdown.markdown(text_of(pages, "bibliography.md"))
    assert not re.search(r"<(?!/?(?:h1|h2|p|em|a)\b)", shown)
    assert "javascript:alert(1)) *y*" in re.sub("<[^>]*>", "", shown)


@given(st.text(st.sampled_from("ab*_`[]()<>#+-.1!&;|~\\ $\n"), min_size=1, max_size=30))
def test_escaped_text_reads_as_it_is(text: str) -> None:
    reader = markdown.Markdown(extensions=["tables", "sane_lists", "footnotes"])
    reader.ESCAPED_CHARS += list("~|<>$")  # as CommonMark has it
    shown = reader.convert(f"x\n\n{escape_markdown(text)}\n\ny")
    bare = re.sub("<[^>]*>", "", shown).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if "$" not in text and "\\" not in text:
        assert " ".join(bare.split()) == " ".join(f"x {text} y".split())


@pytest.mark.parametrize(
    ("text", "lowered"),
    [
        ("# A\n\n### B\n", "### A\n\n##### B\n"),
        ("### A\n", "### A\n"),
        ("A\n===\n\nB\n---\n", "### A\n\n#### B\n"),
        ("```\n# no\n```\n\n## yes\n", "```\n# no\n```\n\n### yes\n"),
        ("a\n\n---\n\nb\n", "a\n\n---\n\nb\n"),
        ("- a\n---\n", "- a\n---\n"),
        ("#### A\n\n# B\n", "###### A\n\n### B\n"),
        ("none", "none"),
    ],
)
def test_headings_go_below_ours(text: str, lowered: str) -> None:
    assert lower_headings(text, 2) == lowered


def test_a_reference_keeps_its_italics_and_links() -> None:
    reference = Html('A &amp; B. <i>On *x*</i>, <a href="https://example.org/a_(b)?c&amp;d">here</a>.')
    assert write_reference(reference) == "A & B. *On \\*x\\**, [here](<https://example.org/a_(b)?c&d>)."


# In the exports.


def test_notes_go_into_bibtex_and_csl_json_only_where_wanted() -> None:
    plain, noted = made(), made(export_notes=True)
    assert "annote" not in text_of(plain, "list.bib")
    assert "note" not in {key for item in json.loads(text_of(plain, "list.json")) for key in item}
    items = {item["id"]: item for item in json.loads(text_of(noted, "list.json"))}
    assert [key for key, item in items.items() if "note" in item] == [
        key for key in items if "alpha" in key.lower() or key == "a"
    ]
    note = next(item["note"] for item in items.values() if "note" in item)
    for words in (
        "Small, & <b>strong</b>.",
        "See A zebra and it, T.",
        "“Words”",
        "First.",
        "Later, A zebra.",
        "Of the",
        "Indeed.",
    ):
        assert words in note
    assert "](" not in note
    for path in ("list.bib", "papers/a.bib"):
        assert re.search("annote += {Small, ", text_of(noted, path))
