"""The shapes of the JSON that programs read."""

from __future__ import annotations

import json
from typing import Any

import rag
from rag import Answer, Assistant, Citation
from rag.types import passages_to_dicts

CITATION = {"marker", "document", "title", "source", "section", "page", "quote", "start", "end"}
PASSAGE = {"rank", "document", "title", "source", "section", "page", "text", "start", "end", "score"}
ANSWER = {"question", "answer", "answered", "citations", "passages", "timings_ms", "confidence"}


def round_trip(value: Any) -> Any:
    assert json.loads(json.dumps(value, ensure_ascii=False)) == value
    return value


def test_an_answer(assistant: Assistant) -> None:
    row = round_trip(assistant.answer("环湖快线什么时候通车？").to_dict())
    assert set(row) == ANSWER
    assert row["answered"] is True
    assert set(row["timings_ms"]) == {"retrieve", "answer", "total"}
    assert all(isinstance(value, float) and value >= 0 for value in row["timings_ms"].values())
    assert 0 <= row["confidence"] <= 1
    assert row["citations"]
    for citation in row["citations"]:
        assert set(citation) == CITATION
        assert isinstance(citation["section"], list)
        assert citation["page"] is None
        assert citation["end"] - citation["start"] == len(citation["quote"])
    assert [passage["rank"] for passage in row["passages"]] == list(range(1, 11))
    for passage in row["passages"]:
        assert set(passage) == PASSAGE | {"markers"}
        assert passage["end"] - passage["start"] == len(passage["text"])
        assert 0 <= passage["score"] <= 1


def test_a_refusal_has_the_same_keys(assistant: Assistant) -> None:
    row = round_trip(assistant.answer("怎么给猫剪指甲？").to_dict())
    assert set(row) == ANSWER
    assert row["answered"] is False
    assert row["citations"] == []
    assert row["answer"]


def test_what_is_only_sometimes_there(assistant: Assistant) -> None:
    followed = assistant.answer("那进口呢？", ["2022年云溪新区货物出口多少亿元？"]).to_dict()
    assert set(followed) == ANSWER | {"understood"}
    assert set(Answer("?", "!", answered=False, notice="so").to_dict()) == ANSWER - {"confidence"} | {"notice"}


def test_the_page_of_a_document_with_pages_is_a_number() -> None:
    cited = Citation(1, "d", "t", "s", ("a", "b"), 4, "q", 0, 1, "p")
    assert round_trip(cited.to_dict()) == {
        "marker": 1, "document": "d", "title": "t", "source": "s", "section": ["a", "b"], "page": 4,
        "quote": "q", "start": 0, "end": 1,
    }  # fmt: skip


def test_passages_are_ranked_from_one(assistant: Assistant) -> None:
    rows = passages_to_dicts(assistant.search("环湖快线", 3))
    assert [row["rank"] for row in rows] == [1, 2, 3]
    assert passages_to_dicts([]) == []


def test_documents(assistant: Assistant) -> None:
    rows = round_trip(assistant.documents())
    assert len(rows) == 6
    for row in rows:
        assert set(row) == {"id", "title", "source", "characters", "passages", "properties", "health"}
        assert len(assistant.text(row["id"])) == row["characters"]


def test_names_for_programs() -> None:
    assert set(rag.__all__) == {"Answer", "Assistant", "Citation", "Settings", "answer"}
    assert all(hasattr(rag, name) for name in rag.__all__)
