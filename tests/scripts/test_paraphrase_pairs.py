"""The paraphrase corpus: its files can be read, say what their card says, and keep what is held out apart."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paraphrase_pairs import FOLDER, Pair, is_held_out, read_pairs

CARD = FOLDER.parent / "README.md"
FILES = sorted(FOLDER.glob("*.jsonl"))


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return list(read_pairs())


def signs(text: str) -> str:
    """Letters, characters and digits alone."""
    return re.sub(r"[\W_]", "", text).lower()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_line_is_a_pair(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.endswith("\n")
    assert "\ufffd" not in text
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        row: dict[str, Any] = json.loads(line)
        assert {"q", "p"} <= row.keys() <= {"q", "p", "t"}, number
        for value in row.values():
            assert isinstance(value, str), number
            assert value == value.strip() != "", number


def test_what_is_read_is_what_the_lines_say(tmp_path: Path) -> None:
    rows = [{"q": "多少钱", "p": "费用减免。"}, {"q": "How much?", "p": "费用减免。", "t": "第一章 › 费用"}]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / "trade.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no pairs", encoding="utf-8")
    (tmp_path / "art.jsonl").write_text('{"q": "谁?", "p": "Anyone."}\n', encoding="utf-8")
    found = list(read_pairs(tmp_path))
    assert found == [
        Pair("art", "谁?", "Anyone."),
        Pair("trade", "多少钱", "费用减免。"),
        Pair("trade", "How much?", "费用减免。", "第一章 › 费用"),
    ]
    assert [pair.languages for pair in found] == ["zh-en", "zh-zh", "en-zh"]
    assert [pair.text for pair in found[1:]] == ["费用减免。", "第一章 › 费用\n费用减免。"]


def test_no_question_stands_twice(pairs: list[Pair]) -> None:
    counts = Counter(signs(pair.question) for pair in pairs)
    assert [question for question, count in counts.items() if count > 1] == []


def test_no_question_is_its_passage_and_each_asks_something(pairs: list[Pair]) -> None:
    assert [pair for pair in pairs if signs(pair.question) in signs(pair.passage)] == []
    assert all(len(signs(pair.question)) >= 4 for pair in pairs)
    assert all(len(pair.passage) > 15 for pair in pairs)


def test_about_a_tenth_is_held_out_in_every_part(pairs: list[Pair]) -> None:
    held = [pair for pair in pairs if pair.held_out]
    assert 0.09 <= len(held) / len(pairs) <= 0.11
    passages = {pair.passage for pair in pairs}
    assert 0.09 <= sum(map(is_held_out, passages)) / len(passages) <= 0.11
    for name, every in Counter(pair.field for pair in pairs).items():
        assert 0.06 <= sum(pair.field == name for pair in held) / every <= 0.14, name


def test_no_passage_is_in_both_parts(pairs: list[Pair]) -> None:
    """Nor one that differs only in signs and spaces, or that stands under other headings."""
    parts: dict[str, set[bool]] = defaultdict(set)
    for pair in pairs:
        parts[signs(pair.passage)].add(pair.held_out)
    assert [passage for passage, both in parts.items() if len(both) > 1] == []


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_all_questions_on_a_passage_are_held_out_or_none(passage: str, one: str, other: str) -> None:
    assert Pair("a", one, passage).held_out == Pair("b", other, passage, "heading").held_out == is_held_out(passage)


def test_what_is_held_out_never_changes() -> None:
    """These hashes are those of the figures in the model card."""
    texts = [f"第{n}条 本办法自发布之日起施行。" for n in range(40)]
    assert [n for n, text in enumerate(texts) if is_held_out(text)] == [2, 13, 31]


def number(text: str) -> int:
    return int(text.replace(",", ""))


def test_the_card_counts_what_is_there(pairs: list[Pair]) -> None:
    if not CARD.is_file():
        pytest.skip("there is no data card")
    card = CARD.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `pairs/(\w+)\.jsonl` \|([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)\|", card, re.MULTILINE)
    assert sorted(name for name, *_ in rows) == [file.stem for file in FILES]
    for name, count, passages, languages, headings in rows:
        own = [pair for pair in pairs if pair.field == name]
        assert number(count) == len(own)
        assert number(passages) == len({pair.passage for pair in own})
        stated = {f"{a}-{b}": number(n) for a, b, n in re.findall(r"(zh|en)→(zh|en) ([\d,]+)", languages)}
        assert stated == Counter(pair.languages for pair in own)
        assert number((re.findall(r"[\d,]+", headings) or ["0"])[0]) == sum(bool(pair.heading) for pair in own)
    assert f"{len(pairs):,} pairs" in card
    (held,) = re.findall(r"([\d,]+) pairs that train no embedding", card)
    assert number(held) == sum(pair.held_out for pair in pairs)
