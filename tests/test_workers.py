"""Several processes that do a work together."""

from __future__ import annotations

import sys

import pytest

from manicule.workers import TAKES, Crew, Pile


class Taker:
    def __init__(self, pile: Pile) -> None:
        self._pile = pile

    def take(self) -> list[int]:
        return list(self._pile.take())


@pytest.mark.parametrize("count", [0, 1, 5, TAKES, TAKES + 1, 3 * TAKES - 1])
@pytest.mark.skipif(sys.platform != "linux", reason="one process does all of it there")
def test_each_piece_is_taken_once_by_whoever_asks(count: int) -> None:
    with Pile(count, shared=True) as pile, Crew([Taker(pile) for _ in range(3)]) as crew:
        taken = crew.ask("take")
        assert sorted(piece for own in taken for piece in own) == list(range(count))
        assert all(own == sorted(own) for own in taken)
        assert crew.ask("take") == [[], [], []]


def test_a_pile_of_one_process_needs_no_pipe() -> None:
    with Pile(4, shared=False) as pile:
        assert list(pile.take()) == [0, 1, 2, 3]
        assert list(pile.take()) == []
