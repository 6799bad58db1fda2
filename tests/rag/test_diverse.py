"""The order of a list: the best first, a near-copy after what brings the missing part."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.diverse import CLEARLY, HELD, NEW, SIDE, diverse

Floats = npt.NDArray[np.float32]


def floats(*rows: object) -> Floats:
    return np.array(rows, dtype=np.float32)


@st.composite
def lists(draw: st.DrawFn) -> tuple[Floats, Floats, Floats]:
    """Scores, matches and worth of a list that may be empty, and may have no token."""
    size, tokens = draw(st.integers(0, 8)), draw(st.integers(0, 4))
    share = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])  # few values, so that many are equal
    scores = draw(st.lists(share, min_size=size, max_size=size))
    matches = draw(st.lists(share, min_size=size * tokens, max_size=size * tokens))
    worth = np.array(draw(st.lists(st.integers(1, 4), min_size=tokens, max_size=tokens)), dtype=np.float32)
    return (
        np.array(scores, dtype=np.float32),
        np.array(matches, dtype=np.float32).reshape(size, tokens),
        worth / worth.sum() if tokens else worth,
    )


@given(lists(), st.integers(1, 10))
def test_it_is_an_order_of_different_passages_that_begins_with_the_best(
    given_: tuple[Floats, Floats, Floats], k: int
) -> None:
    scores, matches, worth = given_
    order = diverse(scores, matches, worth, k)
    assert len(order) == len(set(order)) == min(k, len(scores))
    assert all(type(at) is int and 0 <= at < len(scores) for at in order)
    assert not order or order[0] == int(np.argmax(scores))


@given(lists(), st.integers(0, 10))
def test_a_shorter_list_is_the_beginning_of_a_longer(given_: tuple[Floats, Floats, Floats], k: int) -> None:
    assert diverse(*given_, k) == diverse(*given_, 10)[:k]


@given(lists(), st.integers(1, 10))
def test_each_is_the_one_with_the_most_to_give_of_those_left(given_: tuple[Floats, Floats, Floats], k: int) -> None:
    scores, matches, worth = given_
    order = diverse(scores, matches, worth, k)
    for place in range(1, len(order)):
        covered = matches[order[:place]].max(axis=0)
        left = [at for at in range(len(scores)) if at not in order[:place]]
        gains = {at: scores[at] + NEW * float(np.maximum(matches[at] - covered, 0) @ worth) for at in left}
        assert gains[order[place]] == pytest.approx(max(gains.values()), abs=1e-5)


@given(lists(), st.integers(1, 10), st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7))))
def test_copies_and_sides_leave_nothing_out_and_the_best_first(
    given_: tuple[Floats, Floats, Floats], k: int, pairs: set[tuple[int, int]]
) -> None:
    scores, matches, worth = given_
    sides = [np.array([token]) for token in range(len(worth))]

    def copies(one: int, other: int) -> bool:
        return (one, other) in pairs or (other, one) in pairs

    order = diverse(scores, matches, worth, k, sides, copies)
    assert len(order) == len(set(order)) == min(k, len(scores))
    assert not order or order[0] == int(np.argmax(scores))
    assert order == diverse(scores, matches, worth, 10, sides, copies)[:k]


@given(st.lists(st.sampled_from([0.1, 0.2, 0.3]), max_size=8))
def test_where_none_adds_anything_the_scores_decide_and_equal_ones_stay_in_order(given_: list[float]) -> None:
    scores = np.array(given_, dtype=np.float32)
    alike = np.full((len(scores), 3), 0.5, dtype=np.float32)
    worth = np.full(3, 1 / 3, dtype=np.float32)
    assert diverse(scores, alike, worth, 8) == sorted(range(len(scores)), key=lambda at: (-scores[at], at))


def test_a_near_copy_goes_after_the_passage_that_brings_the_missing_part() -> None:
    scores = floats(0.80, 0.79, 0.78, 0.75)
    matches = floats([1, 0.2], [1, 0.2], [1, 0.2], [0.3, 1])  # the last one speaks of the second thing
    assert diverse(scores, matches, floats(0.5, 0.5), 4) == [0, 3, 1, 2]
    # Of no worth, it brings nothing that is asked for.
    assert diverse(scores, matches, floats(1, 0), 4) == [0, 1, 2, 3]


def test_what_is_new_does_not_outweigh_a_much_better_passage() -> None:
    matches = floats([1, 0], [1, 0], [0, 1])
    assert diverse(floats(0.9, 0.8, 0.8 - NEW), matches, floats(0.5, 0.5), 3) == [0, 1, 2]


def test_a_part_is_missing_only_until_a_passage_has_brought_it() -> None:
    matches = floats([1, 0], [1, 0], [0, 1], [0, 1])
    assert diverse(floats(0.8, 0.79, 0.75, 0.74), matches, floats(0.5, 0.5), 4) == [0, 2, 1, 3]


def same(*groups: set[int]) -> Callable[[int, int], bool]:
    return lambda one, other: any({one, other} <= group for group in groups)


def test_copies_go_behind_what_is_nearly_as_good_and_each_further_than_the_last() -> None:
    scores = floats(0.80, 0.79, 0.79, 0.79, 0.79 - HELD / 2, 0.79 - HELD * 3 / 2, 0.79 - HELD * 7 / 2)
    alike, worth = np.ones((7, 1), np.float32), floats(1)
    assert diverse(scores, alike, worth, 7, copies=same({0, 1, 2, 3})) == [0, 4, 1, 5, 2, 3, 6]
    assert diverse(scores, alike, worth, 7) == [0, 1, 2, 3, 4, 5, 6]


def test_a_copy_of_one_is_held_back_for_that_one_alone() -> None:
    scores = floats(0.80, 0.79, 0.78, 0.77)
    order = diverse(scores, np.ones((4, 1), np.float32), floats(1), 4, copies=same({0, 2}, {1, 3}))
    assert order == [0, 1, 2, 3]


def test_each_of_several_things_gets_its_passage() -> None:
    # The first five speak of one thing, the last of the other, which the scores put far behind.
    scores = floats(0.60, 0.59, 0.58, 0.57, 0.56, 0.60 - SIDE * 3 / 4)
    matches = floats(*[[1, 0]] * 5, [0, 1])
    worth = floats(0.9, 0.1)
    sides = [np.array([0]), np.array([1])]
    assert diverse(scores, matches, worth, 6) == [0, 1, 2, 3, 4, 5]
    assert diverse(scores, matches, worth, 6, sides) == [0, 5, 1, 2, 3, 4]
    assert diverse(scores - floats(0, 0, 0, 0, 0, SIDE), matches, worth, 6, sides) == [0, 1, 2, 3, 4, 5]


def test_a_thing_hardly_better_told_is_told_already() -> None:
    sides = [np.array([0]), np.array([1])]
    worth, scores = floats(0.5, 0.5), floats(0.6, 0.59, 0.58)
    for more, order in ((CLEARLY * 0.9, [0, 1, 2]), (CLEARLY * 1.1, [0, 2, 1])):
        assert diverse(scores, floats([1, 0.5], [1, 0.5], [0, 0.5 + more]), worth, 3, sides) == order


def test_a_thing_of_no_weight_changes_nothing() -> None:
    matches = floats([1, 0], [1, 0], [0, 1])
    sides = [np.array([0]), np.array([1])]
    assert diverse(floats(0.6, 0.59, 0.58), matches, floats(1, 0), 3, sides) == [0, 1, 2]


def test_where_nothing_new_counts_the_scores_alone_decide() -> None:
    matches = floats([1, 0], [1, 0], [0, 1])
    assert diverse(floats(0.6, 0.59, 0.58), matches, floats(0.5, 0.5), 3, new=0.0) == [0, 1, 2]


def test_no_passages_have_no_order() -> None:
    none = np.zeros(0, dtype=np.float32)
    assert diverse(none, np.zeros((0, 2), np.float32), floats(0.5, 0.5), 5) == []
    assert diverse(floats(0.5), floats([1.0]), floats(1.0), 0) == []


def test_a_question_without_tokens_leaves_the_order_of_the_scores() -> None:
    assert diverse(floats(0.1, 0.3, 0.2), np.zeros((3, 0), np.float32), np.zeros(0, np.float32), 9) == [1, 2, 0]


def test_what_is_given_stays_as_it_was() -> None:
    scores, matches, worth = floats(0.5, 0.6), floats([1, 0], [0, 1]), floats(0.5, 0.5)
    before = [values.copy() for values in (scores, matches, worth)]
    diverse(scores, matches, worth, 2)
    assert all(np.array_equal(a, b) for a, b in zip(before, (scores, matches, worth), strict=True))
