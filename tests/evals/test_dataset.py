"""Questions from files, and what is said of a file that holds none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.dataset import DatasetError, Evidence, Question, load_dataset

ROW: dict[str, Any] = {
    "id": "q1",
    "kind": "number",
    "question": "票价多少？",
    "history": ["环湖快线何时通车？"],
    "evidence": [{"doc": "yearbook.txt", "quote": "单程票价2元"}],
    "answer": "2元。",
    "must": [["2元", "两元"], "单程"],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data.jsonl"


def write(file: Path, *rows: object) -> Path:
    file.write_text(
        "".join(f"{r if isinstance(r, str) else json.dumps(r, ensure_ascii=False)}\n" for r in rows), "utf-8"
    )
    return file


def test_a_question_with_all_that_is_known_of_it(file: Path) -> None:
    assert load_dataset(write(file, ROW)) == [
        Question(
            "q1",
            "票价多少？",
            "number",
            ("环湖快线何时通车？",),
            (Evidence("yearbook.txt", "单程票价2元"),),
            "2元。",
            (("2元", "两元"), ("单程",)),
        )
    ]


def test_only_the_question_is_needed_and_the_line_names_it(file: Path) -> None:
    first, second = load_dataset(write(file, {"question": "甲？"}, "", {"question": "乙\u2028？", "note": "ignored"}))
    assert (first.id, first.evidence, first.kind) == ("1", (), "")
    assert (second.id, second.question) == ("3", "乙\u2028？")


def test_a_byte_order_mark_is_no_part_of_it(file: Path) -> None:
    file.write_text("\ufeff" + json.dumps(ROW) + "\r\n", encoding="utf-8")
    assert load_dataset(file)[0].id == "q1"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "Expecting"),
        ("[1]", "object"),
        ("null", "object"),
        ("[" * 100_000, "recursion"),
        ({"id": "x"}, "question"),
        (ROW | {"question": 5}, "question"),
        (ROW | {"question": " "}, "question"),
        (ROW | {"history": "环湖快线何时通车？"}, "history"),
        (ROW | {"history": [1]}, "history"),
        (ROW | {"history": None}, "history"),
        (ROW | {"evidence": {"doc": "a", "quote": "b"}}, "evidence"),
        (ROW | {"evidence": ["b"]}, "doc"),
        (ROW | {"evidence": [{"doc": "a"}]}, "quote"),
        (ROW | {"evidence": [{"doc": "a", "quote": ""}]}, "quote"),
        (ROW | {"evidence": [{"doc": 1, "quote": "b"}]}, "doc"),
        (ROW | {"must": "2元"}, "must"),
        (ROW | {"must": [[2]]}, "must"),
        (ROW | {"must": [2]}, "must"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(file: Path, row: object, said: str) -> None:
    with pytest.raises(DatasetError, match=said) as error:
        load_dataset(write(file, ROW, "", row))
    assert f"{file}, line 3: " in str(error.value)


def test_a_file_without_questions(file: Path, tmp_path: Path) -> None:
    for path in (write(file, "", "  "), tmp_path / "nowhere.jsonl", tmp_path):
        with pytest.raises(DatasetError) as error:
            load_dataset(path)
        assert str(path) in str(error.value)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DatasetError, match=r"data\.jsonl"):
        load_dataset(file)


def test_the_development_questions_are_of_the_format(questions: list[dict[str, Any]]) -> None:
    path = Path(__file__).resolve().parents[3] / "shared" / "questions" / "dev.jsonl"
    assert [q.id for q in load_dataset(path)] == [row["id"] for row in questions]
