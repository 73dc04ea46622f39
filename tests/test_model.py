"""Dates and names."""

from __future__ import annotations

import pytest

from manicule.model import PartialDate, Person


@pytest.mark.parametrize("text", ["2019", "2019-08", "2019-08-24", "2000-02-29", "0001"])
def test_dates_print_as_they_are_written(text: str) -> None:
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "19", "2019-13", "2019-00", "2019-02-30", "1900-02-29", "2019-8", "2019-08-24T00:00", "٢٠١٩", "0000"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(text)


def test_dates_in_words_and_in_order() -> None:
    assert PartialDate(2019, 8, 24).words == "24 August 2019"
    assert PartialDate(2019, 8).words == "August 2019"
    keys = [PartialDate(*parts).sort_key for parts in [(2019,), (2019, 8), (2019, 8, 24), (2020,)]]
    assert keys == sorted(keys)


def test_a_person_in_both_orders() -> None:
    name = Person("Beethoven", "Ludwig", "van", "Jr.")
    assert (name.display, name.last, name.inverted) == (
        "Ludwig van Beethoven, Jr.",
        "van Beethoven",
        "Beethoven, Ludwig van, Jr.",
    )
