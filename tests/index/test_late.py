"""Late interaction: each token of a question with the best one of a passage, however it is computed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embed import BUILTIN_PATH, StaticEmbeddings
from index.late import TokenMatcher, TokenVectors, late_interaction

Floats = npt.NDArray[np.float32]
VOCABULARY, SIZE = 30, 5


def a_table(seed: int) -> Floats:
    rows = np.random.default_rng(seed).normal(size=(VOCABULARY, SIZE)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


TABLE = a_table(1)


def tokens(ids: Sequence[int], weights: Sequence[float] | None = None, table: Floats = TABLE) -> TokenVectors:
    """Tokens of these ids, one character each; without weights each weighs 1."""
    size = len(ids)
    offsets = np.stack([np.arange(size), np.arange(1, size + 1)], axis=1).astype(np.int32).reshape(-1, 2)
    idf = np.array(weights if weights is not None else [1.0] * size, dtype=np.float32)
    return TokenVectors(np.array(ids, dtype=np.int32), idf, offsets, table)


def naive(query: TokenVectors, passages: Sequence[TokenVectors]) -> Floats:
    """The best cosine of each token, one by one."""
    best = np.zeros((len(passages), len(query.ids)), dtype=np.float32)
    for i, passage in enumerate(passages):
        for j, token in enumerate(query.rows):
            best[i, j] = max((float(token @ other) for other in passage.rows), default=0.0)
    return best


some = st.lists(st.integers(0, VOCABULARY - 1), max_size=7)
queries = st.lists(st.tuples(st.integers(0, VOCABULARY - 1), st.floats(0, 1, width=32)), max_size=6).map(
    lambda pairs: tokens([i for i, _ in pairs], [w for _, w in pairs])
)
batches = st.lists(some.map(tokens), max_size=5)


@given(queries, st.lists(batches, max_size=4))
def test_the_matcher_equals_the_naive_computation_in_any_order_of_calls(
    query: TokenVectors, calls: list[list[TokenVectors]]
) -> None:
    matcher = TokenMatcher(query)
    for passages in calls:
        found = matcher(passages)
        assert found.shape == (len(passages), len(query.ids))
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, naive(query, passages), atol=1e-5)


@given(queries, batches, batches)
def test_what_was_compared_before_changes_nothing(
    query: TokenVectors, one: list[TokenVectors], other: list[TokenVectors]
) -> None:
    forth, back = TokenMatcher(query), TokenMatcher(query)
    first = forth(one), forth(other)
    second = back(other)
    np.testing.assert_allclose(first[0], back(one), atol=1e-6)
    np.testing.assert_allclose(first[1], second, atol=1e-6)
    np.testing.assert_allclose(forth([*one, *other]), np.concatenate(first), atol=1e-6)


@given(queries, batches)
def test_a_lift_sees_the_cosines_of_every_token_of_the_texts(query: TokenVectors, passages: list[TokenVectors]) -> None:
    matcher = TokenMatcher(query, lambda cosines: -2 * cosines)
    worst = TokenMatcher(tokens(query.ids.tolist(), None, TABLE), lambda cosines: -cosines)
    np.testing.assert_allclose(matcher(passages), 2 * worst(passages), atol=1e-5)
    for found, passage in zip(matcher(passages), passages, strict=True):
        if len(passage.ids):
            np.testing.assert_allclose(found, -2 * (query.rows @ passage.rows.T).min(axis=1), atol=1e-5)
        else:
            assert not found.any()


def test_a_lift_may_leave_columns_out() -> None:
    query, passages = tokens([1, 2, 3]), [tokens([1, 5]), tokens([]), tokens([3])]
    matcher = TokenMatcher(query, lambda cosines: cosines[:, :2])
    np.testing.assert_allclose(matcher(passages), naive(query, passages)[:, :2], atol=1e-6)
    assert matcher([]).shape == (0, 2)


@given(queries, batches)
def test_late_interaction_is_the_weighted_mean_of_the_best_cosines(
    query: TokenVectors, passages: list[TokenVectors]
) -> None:
    scores = late_interaction(query, passages)
    total = float(query.idf.astype(np.float64).sum())
    best = naive(query, passages).astype(np.float64)
    expected = best @ (query.idf / total) if total > 1e-30 else np.zeros(len(passages))
    np.testing.assert_allclose(scores, expected, atol=1e-4)
    assert scores.shape == (len(passages),)
    assert ((scores >= -1) & (scores <= 1)).all()


@given(queries, batches)
def test_the_order_of_tokens_and_passages_does_not_matter(query: TokenVectors, passages: list[TokenVectors]) -> None:
    scores = late_interaction(query, passages)
    np.testing.assert_allclose(late_interaction(query, passages[::-1])[::-1], scores, atol=1e-5)
    turned = TokenVectors(query.ids[::-1], query.idf[::-1], query.offsets[::-1], query.table)
    np.testing.assert_allclose(late_interaction(turned, passages), scores, atol=1e-5)
    single = [float(late_interaction(query, [passage])[0]) for passage in passages]
    np.testing.assert_allclose(single, scores, atol=1e-5)


@given(queries, some)
def test_only_which_tokens_a_passage_has_counts(query: TokenVectors, ids: list[int]) -> None:
    passage = tokens(ids + ids[:2])
    distinct = passage.distinct()
    assert sorted(distinct.ids.tolist()) == sorted(set(ids))
    np.testing.assert_allclose(late_interaction(query, [passage]), late_interaction(query, [distinct]), atol=1e-6)


@given(some, some)
def test_a_passage_that_holds_the_query_scores_one(ids: list[int], more: list[int]) -> None:
    query = tokens(ids)
    expected = 1.0 if ids else 0.0
    assert late_interaction(query, [query, tokens(more + ids)]) == pytest.approx([expected, expected], abs=1e-5)


@given(queries, some, some)
def test_more_tokens_in_a_passage_never_lower_its_score(query: TokenVectors, ids: list[int], more: list[int]) -> None:
    if ids:
        assert late_interaction(query, [tokens(ids + more)])[0] >= late_interaction(query, [tokens(ids)])[0] - 1e-5


def test_distinct_keeps_the_first_place_and_its_weight() -> None:
    found = tokens([4, 2, 4, 9, 2], [0.4, 0.2, 0.4, 0.9, 0.2]).distinct()
    assert found.ids.tolist() == [2, 4, 9]
    assert found.idf.tolist() == pytest.approx([0.2, 0.4, 0.9])
    assert found.offsets.tolist() == [[1, 2], [0, 1], [3, 4]]


def test_others_come_behind_in_their_order() -> None:
    whole = tokens([1, 2], [0.1, 0.2]).with_others([tokens([3], [0.3]), tokens([]), tokens([2, 4], [0.5, 0.4])])
    assert whole.ids.tolist() == [1, 2, 3, 2, 4]
    assert whole.idf.tolist() == pytest.approx([0.1, 0.2, 0.3, 0.5, 0.4])
    assert whole.table is TABLE
    assert np.array_equal(whole.rows, TABLE[[1, 2, 3, 2, 4]])
    alone = tokens([1]).with_others([])
    assert alone.ids.tolist() == [1]


@pytest.mark.parametrize("passages", [[tokens([1], table=a_table(2))], [tokens([1]), tokens([], table=a_table(2))]])
def test_vectors_of_two_models_are_refused(passages: list[TokenVectors]) -> None:
    with pytest.raises(ValueError, match="different embedding models"):
        late_interaction(tokens([1]), passages)
    with pytest.raises(ValueError, match="different embedding models"):
        TokenMatcher(tokens([]))(passages)


def test_two_loaded_tables_are_two_models() -> None:
    one, other = StaticEmbeddings(BUILTIN_PATH), StaticEmbeddings(BUILTIN_PATH)
    with pytest.raises(ValueError, match="different embedding models"):
        late_interaction(one.token_vectors("海关"), [other.token_vectors("海关")])
