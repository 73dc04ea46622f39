"""Quotes find the one place they are from, or are told why not, with a fix that works."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from manicule.anchoring import Anchor, Miss, find_in, fold_text, maths_spans, slug_of_quote

ABSTRACT = (
    "Large language models have a range of uses. This report discusses work related to the release of one model. "
    "It discusses staged release, which allows time between model releases to conduct risk analyses."
)


def find_quote(text: str, quote: str, prefix: str = "", suffix: str = "", name: str = "abstract") -> Anchor | Miss:
    return find_in(fold_text(text), quote, prefix, suffix, name)


def anchored(text: str, quote: str, prefix: str = "", suffix: str = "") -> str:
    result = find_quote(text, quote, prefix, suffix)
    assert isinstance(result, Anchor), result
    return text[result.start : result.end]


def missed(text: str, quote: str, prefix: str = "", suffix: str = "") -> Miss:
    result = find_quote(text, quote, prefix, suffix)
    assert isinstance(result, Miss), result
    return result


# The table in the design: what is found, and what comes of it.


def test_one_match_is_the_anchor() -> None:
    assert find_quote(ABSTRACT, "staged release") == Anchor(
        ABSTRACT.index("staged"), ABSTRACT.index("staged") + len("staged release")
    )


def test_other_capitals_are_an_error_with_the_exact_text() -> None:
    miss = missed(ABSTRACT, "Staged Release")
    assert miss.code == "quote-not-found"
    assert miss.message == "this quote is not in the abstract"
    assert miss.detail == ('capitals count: "staged release"',)
    assert miss.fix == "quote: staged release"


def test_something_alike_is_proposed_as_a_line_to_paste() -> None:
    miss = missed(ABSTRACT, "stage releases, which allow time")
    assert (miss.code, miss.message) == ("quote-not-found", "this quote is not in the abstract")
    assert miss.detail == ('closest: "staged release, which allows time" (95% alike)',)
    assert miss.fix == "quote: staged release, which allows time"


def test_a_single_misspelt_word_is_found_as_well() -> None:
    assert missed("We study emergence.", "emergense").fix == "quote: emergence"


def test_nothing_alike_is_said_so() -> None:
    miss = missed(ABSTRACT, "zygotic quux")
    assert (miss.detail, miss.fix) == (("nothing in the abstract is similar",), "")


def test_words_across_a_paragraph_break() -> None:
    assert missed("The end.\n\nA start.", "end. A start").code == "quote-crosses-paragraph"
    assert missed("The end.\n\nA start.", "end.\n\nA start").code == "quote-crosses-paragraph"


def test_several_matches_come_with_what_decides_for_each() -> None:
    miss = missed(ABSTRACT, "release")
    assert miss.code == "quote-ambiguous"
    assert miss.message == "this quote is in the abstract 3 times: say which is meant"
    assert [line.rpartition("  ")[2] for line in miss.detail] == ["prefix: the", "prefix: staged", "prefix: model"]
    assert "It discusses staged [release], which" in miss.detail[1]
    assert miss.fix == "prefix: the"


def test_where_neither_side_alone_decides_both_are_proposed() -> None:
    text = "a word b a word c d word b a"
    miss = missed(text, "word")
    assert [line.rpartition("  ")[2] for line in miss.detail] == ["prefix: a · suffix: b", "suffix: c", "prefix: d"]


def test_many_places_are_not_all_listed() -> None:
    miss = missed("ha " * 20, "ha")
    assert miss.message.startswith("this quote is in the abstract 20 times")
    assert len(miss.detail) == 7
    assert miss.detail[-1] == "and 14 more"


@pytest.mark.parametrize(
    ("prefix", "suffix", "how"),
    [
        ("", "of two", 'never followed by "of two"'),
        ("last", "", 'never preceded by "last"'),
        ("last", "of two", 'never preceded by "last" and never followed by "of two"'),
        ("staged", "of one", "never between this prefix and this suffix"),
    ],
)
def test_context_that_fits_nothing(prefix: str, suffix: str, how: str) -> None:
    miss = missed(ABSTRACT, "release", prefix, suffix)
    assert (miss.code, miss.message) == ("quote-context", f"this quote is in the abstract, but {how}")


def test_context_decides() -> None:
    assert find_quote(ABSTRACT, "release", "related to the") == find_quote(ABSTRACT, "release", suffix=" of one ")
    assert find_quote(ABSTRACT, "release", prefix="staged", suffix=", which") != find_quote(ABSTRACT, "release", "the")


def test_context_may_lie_beyond_a_paragraph_break() -> None:
    text = "one word\n\nword two"
    assert find_quote(text, "word", suffix="word") == Anchor(4, 8)
    assert find_quote(text, "word", prefix="one word") == Anchor(10, 14)


def test_context_that_the_quote_does_not_need_still_has_to_fit() -> None:
    assert missed(ABSTRACT, "staged release", prefix="nowhere").code == "quote-context"


def test_a_quote_that_cuts_words_is_warned_of() -> None:
    result = find_quote("unreleased things", "release")
    assert isinstance(result, Anchor)
    assert [message for _, message in result.warnings] == [
        "this quote starts inside a word",
        "this quote ends inside a word",
    ]


def test_scripts_without_spaces_have_no_words_to_cut() -> None:
    result = find_quote("言語モデルの公開について", "モデル")
    assert isinstance(result, Anchor)
    assert result.warnings == ()


@pytest.mark.parametrize("quote", ["$x + y$", "x +", "+ y$ is", "show $x", "y$"])
def test_a_formula_is_never_cut(quote: str) -> None:
    assert "$x + y$" in anchored("we show $x + y$ is", quote)


def test_two_matches_in_one_formula_are_one_anchor() -> None:
    assert anchored("the sum $qx + qx$ is", "qx") == "$qx + qx$"


def test_no_text_no_quote() -> None:
    assert missed("", "x").code == "no-abstract"
    assert missed(" \n", "x").message == "there is no abstract to quote from"
    assert missed("text", "\u00ad ").code == "quote-empty"


def test_messages_name_the_text() -> None:
    miss = find_quote("A title", "other words", name="title")
    assert isinstance(miss, Miss)
    assert miss.message == "this quote is not in the title"
    assert miss.detail == ("nothing in the title is similar",)


# Folding.


@pytest.mark.parametrize(
    ("text", "quote", "exact"),
    [
        ("A caf\u00e9 here", "cafe\u0301", "caf\u00e9"),
        ("A cafe\u0301 here", "caf\u00e9 here", "cafe\u0301 here"),
        ("the \u1112\u1161\u11ab word", "\ud55c", "\u1112\u1161\u11ab"),
        ("a \ud558\u11ab b", "\ud55c", "\ud558\u11ab"),
        ("x\u0323\u0307 y", "x\u0307\u0323", "x\u0323\u0307"),
        ("one\u00a0two\u2009three", "one two three", "one\u00a0two\u2009three"),
        ("one \n\t two", "one two", "one \n\t two"),
        ("co\u00adop\u200ber\u2060ate", "cooperate", "co\u00adop\u200ber\u2060ate"),
        ("a \u200b b", "a b", "a \u200b b"),
        ("he said “yes” ‘no’ „low‟ «ang» ‹le› 5′ 6″", "\"yes\" 'no' \"low\" \"ang\" 'le' 5' 6\"", "“yes” ‘no’ „low‟ «ang» ‹le› 5′ 6″"),
        ("a‐b‑c‒d–e—f―g−h－i", "a-b-c-d-e-f-g-h-i", "a‐b‑c‒d–e—f―g−h－i"),
        ("and so on… then", "on...", "on…"),
        ("eﬃcient oﬀ ﬁeld ﬂow baﬄe ﬅ ﬆ", "efficient off field flow baffle st st", "eﬃcient oﬀ ﬁeld ﬂow baﬄe ﬅ ﬆ"),
        ("plain ffi", "ﬃ", "ffi"),
    ],
)  # fmt: skip
def test_what_copying_changes_is_forgiven(text: str, quote: str, exact: str) -> None:
    assert anchored(text, quote) == exact


def test_a_match_within_a_ligature_is_the_whole_of_it() -> None:
    assert anchored("a ﬁeld", "i") == "ﬁ"
    assert anchored("a ﬁeld", "ie") == "ﬁe"
    assert anchored("wait…", ".") == "…"
    assert anchored("x\u0304 is the mean", "x") == "x\u0304"


def test_case_and_letters_stay() -> None:
    assert missed("Résumé", "Resume").code == "quote-not-found"
    assert missed("STAGED", "staged").detail == ('capitals count: "STAGED"',)


WORDS = st.sampled_from(
    ["a", "b", "ab", "ba", "fi", "ﬁ", "é", "e\u0301", "—", "-", "“", '"', "…", "...", "\u00ad", "\u200b", "$x$", "$a b$",
     "$", "\\$", " ", "  ", "\u00a0", "\n\n", "\n", "한", "하\u11ab", "\u0301", "ọ\u0302", "1", "İ", "Σ"]
)  # fmt: skip
TEXTS = st.lists(WORDS, min_size=1, max_size=25).map("".join) | st.text(max_size=60)


def fold_slowly(text: str) -> str:
    """What is to be compared, without any offsets: the plain way."""
    from manicule.anchoring import _FOLDED, _INVISIBLE

    composed = unicodedata.normalize("NFC", text)
    out = ""
    run = ""
    for c in f"{composed}\0":
        if c.isspace() or c in _INVISIBLE:
            run += c
            continue
        out += "\n" if run.count("\n") > 1 else " " if any(x.isspace() for x in run) else ""
        run = ""
        out += _FOLDED.get(c, c)
    return out[:-1]


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_folding_by_pieces_is_folding_the_whole(text: str) -> None:
    folded = fold_text(text)
    assert folded.folded == fold_slowly(text)
    assert list(folded.offsets) == sorted(set(folded.offsets))
    for (_, end, _), (start, _, _) in pairwise(folded.pieces):
        assert end <= start


def test_what_is_proposed_counts_all_places_within_a_formula() -> None:
    miss = find_quote("$$x$ $x$", "$")
    assert isinstance(miss, Miss)
    assert [follow("$$x$ $x$", "$", lines) for lines in proposals(miss)] == [Anchor(0, 1), Anchor(1, 4), Anchor(5, 8)]


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.data())
def test_an_anchors_own_words_lead_back_to_it(text: str, data: st.DataObject) -> None:
    """… with the context that is proposed where they are there more than once; and no anchor crosses a paragraph."""
    start = data.draw(st.integers(0, len(text) - 1) if text else st.just(0))
    end = data.draw(st.integers(start, len(text)))
    result = find_quote(text, text[start:end])
    if isinstance(result, Miss) and result.code == "quote-ambiguous":
        result = follow(text, text[start:end], result.fix)
    assume(isinstance(result, Anchor))
    assert isinstance(result, Anchor)
    exact = text[result.start : result.end]
    assert "\n\n" not in exact
    again = find_quote(text, exact)
    if isinstance(again, Miss):
        assert again.code == "quote-ambiguous"
        found = [follow(text, exact, lines) for lines in proposals(again)]
        assert len(found) == len(set(found)) >= 2
        assert all(isinstance(anchor, Anchor) for anchor in found)
        assert result in found or any("more" in line for line in again.detail[-1:])
    else:
        assert again == result


def proposals(miss: Miss) -> list[str]:
    """The lines of YAML behind each place."""
    return [
        line[line.rindex("  " if "  prefix: " not in line else "  prefix: ") :]
        .strip()
        .replace(" · suffix: ", "\nsuffix: ")
        for line in miss.detail
        if "  prefix: " in line or "  suffix: " in line
    ]


def follow(text: str, quote: str, lines: str) -> Anchor | Miss:
    keys = yaml.load(lines, yaml.BaseLoader)
    assert keys, (text, quote, lines)
    return find_quote(text, quote, keys.get("prefix", ""), keys.get("suffix", ""))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["ab", "a", "b", "c.", "ab ab", "\n\n"]), min_size=2, max_size=14).map(" ".join))
def test_what_is_proposed_decides_for_that_very_place(text: str) -> None:
    for quote in ("a", "b", "ab", "a b"):
        miss = find_quote(text, quote)
        if isinstance(miss, Miss) and miss.code == "quote-ambiguous":
            found = [follow(text, quote, lines) for lines in proposals(miss)]
            assert len(found) >= min(2, len(miss.detail))
            starts = [anchor.start for anchor in found if isinstance(anchor, Anchor)]
            assert len(starts) == len(found)
            assert starts == sorted(set(starts))
            assert follow(text, quote, miss.fix) == found[0]


VARIANTS = {
    "'": "‘’‚′", '"': "“”„«»″", "-": "‐‑–—−", " ": "\u00a0\u2009\n", "é": ("e\u0301",), "fi": ("ﬁ",), "...": ("…",),
}  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["word", "fit", "naïve", "é-t", "it's", '"so"', "on...", "a-b"]), min_size=1, max_size=6),
    st.data(),
)
def test_a_copy_that_differs_in_form_has_the_same_anchor(words: list[str], data: st.DataObject) -> None:
    quote = " ".join(words)
    text = f"Before {quote} behind."
    variant = quote
    for plain, others in VARIANTS.items():
        parts = variant.split(plain)
        variant = parts[0] + "".join(data.draw(st.sampled_from([plain, *others])) + part for part in parts[1:])
    variant = "\u00ad".join(variant) if data.draw(st.booleans()) and variant.isascii() else variant
    assert find_quote(text, variant) == find_quote(text, quote) == Anchor(7, 7 + len(quote))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab:#'\"- ,[]{}&*!|>%@`?~1.\\n\tyes", min_size=3, max_size=30))
def test_a_fix_is_yaml_that_says_what_it_means(words: str) -> None:
    text = f"Here {words} there"
    miss = find_quote(text, words.upper() if words.upper() != words else words + "x")
    if isinstance(miss, Miss) and miss.fix.startswith("quote: "):
        said = yaml.safe_load(miss.fix)["quote"]
        assert isinstance(said, str)
        result = find_quote(text, said)
        assert isinstance(result, Anchor) or result.code == "quote-ambiguous"


def test_one_folded_text_serves_many_quotes() -> None:
    folded = fold_text(ABSTRACT)
    assert find_in(folded, "staged release") == find_quote(ABSTRACT, "staged release")


# Maths.


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("a $x$ b", ["$x$"]),
        ("$5 and $10", []),
        ("from $5 to $10 and $x$", ["$x$"]),
        ("$x$5 no", []),
        ("$ x$ no, $x $ no", []),
        (r"costs \$5, not $x$", ["$x$"]),
        (r"$a \$ b$", [r"$a \$ b$"]),
        ("$$\\sum_i x$$ and $y$", ["$$\\sum_i x$$", "$y$"]),
        ("$$ x $$", ["$$ x $$"]),
        ("$a\nb$", ["$a\nb$"]),
        ("$a\n\nb$", []),
        (r"$\text{is $5$ more} + x$", [r"$\text{is $5$ more} + x$"]),
        (r"\\$x$", ["$x$"]),
        ("$$ $$", []),
        ("$", []),
        ("", []),
    ],
)
def test_a_dollar_opens_maths_as_pandoc_has_it(text: str, formulas: list[str]) -> None:
    assert [text[start:end] for start, end in maths_spans(text)] == formulas


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="$$$\\ax1 \n{}", max_size=40))
def test_formulas_follow_one_another_within_paragraphs(text: str) -> None:
    spans = maths_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all("\n\n" not in text[start:end] for start, end in spans)


# Ids.


@pytest.mark.parametrize(
    ("quote", "made"),
    [
        ("staged release", "staged-release"),
        ("flexibility and generative capabilities also raise concerns", "flexibility-and-generative-capabilities"),
        ("The naïve “reader” of $x^2$", "the-naive-reader-of-x-2"),
        ("公開", "gongkai"),
        ("—", ""),
        ("a" * 60, "a" * 40),
        ("con", "con-x"),
        ("con trol", "con-trol"),
    ],
)
def test_a_notes_id_is_its_first_words(quote: str, made: str) -> None:
    assert slug_of_quote(quote) == made


# Time. Limits are generous: what is quadratic takes minutes here.

HOSTILE = {
    "long text": ("abc def " * 1_000_000, "zzz yyy"),
    "one letter": ("a" * 3_000_000, "a" * 1000),
    "one letter, none": ("a" * 3_000_000, "a" * 1000 + "b"),
    "one word": ("a " * 1_000_000, "a"),
    "long quote": (ABSTRACT, "abc def " * 12_500),
    "long quote that is there": ("abc def " * 50_000, "abc def " * 12_500),
    "two letters": ("ab" * 100_000, "ab" * 5000 + "c"),
    "dollars": ("$a " * 300_000, "zz"),
    "display": ("$$a\n" * 100_000, "zz"),
    "text in maths": ("$\\text{" * 100_000, "zz"),
    "blank lines in maths": ("$a\n \n" * 100_000, "zz"),
    "spaces": (" " * 1_000_000 + "a", "b c"),
    "marks": ("e" + "\u0301" * 300_000, "b c"),
    "invisible": ("a\u200b" * 300_000, "aaab"),
    "one paragraph again and again": ((ABSTRACT + "\n\n") * 1000, "release"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_no_text_takes_long(case: str) -> None:
    text, quote = HOSTILE[case]
    result = find_quote(text, quote)
    assert isinstance(result, Miss)


def test_what_is_too_long_is_said_so() -> None:
    assert missed(ABSTRACT * 20, "abc def " * 1000).detail[0] in (
        "it is too long for something similar to be looked for",
        "nothing in the abstract is similar",
    )
    assert missed("abc def " * 100_000, "zzz").detail == (
        "nothing in the first 200,000 characters of the abstract is similar",
    )
