"""Precedents: what a passage reads like that answers a question, told by questions of law that are like it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embed import ModelMissing, StaticEmbeddings
from index.precedents import (
    PATH,
    Bytes,
    Floats,
    Precedents,
    directions,
    likeness,
    precedents,
    read_precedents,
    write_precedents,
)

AXES = np.eye(8, dtype=np.float32)
ASKED = [*range(4)]
"""Dimensions: two questions of law, two of other things."""


def known(*others: Floats) -> Precedents:
    """Two questions of law, on axes 0 and 1, whose passages lie on axes 4 and 5; and questions of other things."""
    return Precedents(
        questions=directions(np.array([AXES[0], AXES[1], *others], dtype=np.float32), len(ASKED)),
        passages=directions(AXES[4:6], 8),
        answers=np.array([1, 0], dtype=np.int32),
    )


def test_a_passage_is_expected_to_be_like_that_of_the_question_that_is_most_alike() -> None:
    assert known().expected(AXES[0]) == pytest.approx(AXES[5])
    between = known().expected(0.8 * AXES[0] + 0.6 * AXES[1])
    assert between[5] > between[4] > 0
    assert np.linalg.norm(between) == pytest.approx(1)


def test_nothing_is_expected_where_most_of_what_is_alike_is_no_question_of_law() -> None:
    assert not known(AXES[2]).expected(AXES[2]).any()
    assert not known(AXES[0]).expected(AXES[0]).any()  # as many of law as of other things
    assert not known().expected(AXES[7]).any()  # like no question at all
    assert not known().expected(np.zeros(8, np.float32)).any()


def test_less_is_expected_the_more_of_what_is_alike_is_no_question_of_law() -> None:
    lengths = [np.linalg.norm(known(other).expected(AXES[0])) for other in (AXES[2], 0.6 * AXES[0] + 0.8 * AXES[2])]
    assert 1 >= lengths[0] > lengths[1] > 0


def test_only_the_nearest_are_asked() -> None:
    """Eleven questions of other things far away count nothing beside the ten of law that are near."""
    near, far = AXES[0] + 0.1 * AXES[3], 0.3 * AXES[0] + AXES[2]
    many = Precedents(
        questions=directions(np.array([*[near] * 10, *[far] * 11], dtype=np.float32), len(ASKED)),
        passages=directions(AXES[4:5], 8),
        answers=np.zeros(10, dtype=np.int32),
    )
    assert many.expected(AXES[0]) == pytest.approx(AXES[4])


@given(st.integers(0, 10_000))
def test_what_is_expected_is_at_most_one_long(seed: int) -> None:
    rng = np.random.default_rng(seed)

    def vectors(count: int) -> Bytes:
        return directions(rng.normal(size=(count, 8)).astype(np.float32), 8)

    law = int(rng.integers(1, 30))
    some = Precedents(vectors(law + int(rng.integers(0, 30))), vectors(5), rng.integers(5, size=law, dtype=np.int32))
    question = rng.normal(size=8).astype(np.float32)
    before = question.copy()
    expected = some.expected(question)
    assert expected.shape == (8,)
    assert 0 <= np.linalg.norm(expected) <= 1 + 1e-5
    assert np.array_equal(question, before)


def test_only_what_is_much_like_the_expected_counts_and_as_far_as_it_is_sure() -> None:
    passages = np.stack([3 * AXES[0], 0.8 * AXES[0] + 0.6 * AXES[1], 0.4 * AXES[0] + AXES[1], -AXES[0], 0 * AXES[0]])
    assert likeness(AXES[0], passages) == pytest.approx([1, 0.6, 0, 0, 0])
    assert likeness(0.5 * AXES[0], passages) == pytest.approx([0.5, 0.3, 0, 0, 0])
    assert likeness(AXES[0][:2], passages) == pytest.approx([1, 0.6, 0, 0, 0])  # only the first dimensions are known
    assert not likeness(0 * AXES[0], passages).any()


@given(st.integers(0, 10_000))
def test_directions_lose_the_length_and_little_else(seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(4, 16)).astype(np.float32)
    found = directions(vectors, 12)
    assert np.array_equal(directions(3 * vectors, 12), found)
    assert np.abs(found).max(axis=1).tolist() == [127] * 4
    cosines = np.einsum("nd,nd->n", found, vectors[:, :12]) / np.linalg.norm(found, axis=1)
    assert cosines == pytest.approx(np.linalg.norm(vectors[:, :12], axis=1), rel=1e-3)
    assert not directions(np.zeros((1, 16), np.float32), 12).any()


def test_they_come_back_from_their_file_for_the_table_that_they_were_made_with_alone(tmp_path: Path) -> None:
    path = tmp_path / "p.safetensors"
    write_precedents(known(AXES[2]), path, "table-1")
    found = read_precedents(path, "table-1")
    assert found is not None
    assert found.expected(AXES[0]).tolist() == known(AXES[2]).expected(AXES[0]).tolist()
    assert read_precedents(path, "table-2") is None


@pytest.mark.parametrize(
    "damage", [Path.unlink, lambda path: path.write_bytes(b""), lambda path: path.write_bytes(path.read_bytes()[:200])]
)
def test_a_file_that_is_missing_or_damaged_is_named_with_what_to_do(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    path = tmp_path / "p.safetensors"
    write_precedents(known(), path, "table-1")
    damage(path)
    with pytest.raises(ModelMissing, match=r"p\.safetensors.*install the program again") as failure:
        read_precedents(path, "table-1")
    assert "\n" not in str(failure.value)


def test_those_that_come_with_the_program_belong_to_its_table_and_know_law() -> None:
    table = StaticEmbeddings()
    shipped = precedents(table.fingerprint)
    assert shipped is not None
    assert precedents(f"{table.fingerprint}-tuned") is None
    assert PATH.stat().st_size < 12e6

    def alike(question: str, passage: str) -> float:
        asked, answer = table.encode([question, passage])
        return float(likeness(shipped.expected(asked), answer[None])[0])

    owed = "老板拖着三个月工资不发还让我签自愿离职怎么办"
    wages = "用人单位未及时足额支付劳动报酬的，劳动者可以解除劳动合同，并有权要求支付经济补偿。"
    snacks = "景区内老板娘的小吃店三个月前开张，工资日结。"
    assert alike(owed, wages) > 0.2
    assert alike(owed, snacks) == 0
    assert alike("环湖快线什么时候通车？", "环湖快线于2023年通车。") == 0
