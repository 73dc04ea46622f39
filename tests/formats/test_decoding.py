"""What the bytes of a file become, in every encoding that a person's file may be in."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.formats.decoding import Walk, decode
from manicule.problems import Where

TEXT = "Ein naïver Titel – with “quotes” and a 𝔸\r\nsecond line\rthird line\n"


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_text_comes_out_without_its_mark_and_with_its_line_ends(mark: bytes, codec: str) -> None:
    assert decode(mark + TEXT.encode(codec), "a.txt") == (TEXT, ())


def test_a_byte_that_is_no_utf8_makes_it_windows_1252_with_its_place() -> None:
    text, (problem,) = decode("one\r\ntwo caf\u00e9 – x".encode("cp1252"), "a.txt")
    assert text == "one\r\ntwo caf\u00e9 – x"
    assert (problem.level, problem.code, problem.where) == ("warning", "encoding-guessed", Where("a.txt", 2, 8))
    assert "0xe9" in problem.message


def test_the_bytes_that_windows_1252_leaves_undefined_are_kept() -> None:
    text, problems = decode(bytes(range(256)), "a.txt")
    assert len(text) == len(set(text)) == 256
    assert len(problems) == 1
    assert text[0x81] == "\x81"
    assert text[0x80] == "€"


def test_half_a_surrogate_pair_is_shown_as_damage() -> None:
    text, (problem,) = decode(codecs.BOM_UTF16_LE + "a\nb".encode("utf-16-le") + b"\x00\xd8", "a.txt")
    assert text == "a\nb�"
    assert (problem.code, problem.where) == ("encoding-damaged", Where("a.txt", 2, 2))


def test_no_bytes_are_no_text() -> None:
    assert decode(b"", "a.txt") == ("", ())
    assert decode(codecs.BOM_UTF8, "a.txt") == ("", ())


@given(st.binary(max_size=60))
def test_any_bytes_become_text_that_can_be_written(data: bytes) -> None:
    text, _ = decode(data, "a")
    text.encode("utf-8")


@given(st.text(max_size=80).filter(lambda text: not text.startswith("\ufeff") and "\0" not in text))
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode(), "a") == (text, ())


def test_places_count_every_kind_of_line_end() -> None:
    text = "a\nbb\r\nccc\rdddd"
    walk = Walk(text, "a")
    assert [walk.place(text.index(c)) for c in "abcd"] == [Where("a", line, 1) for line in (1, 2, 3, 4)]
    assert walk.place(len(text), 0) == Where("a", 4, 5)
