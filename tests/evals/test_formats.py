"""Data sets in every format: what is read, what is written, and what is said of a damaged file."""

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evals import Dataset, DatasetError, Evidence, Question, read_dataset, write_dataset
from evals.dataset import Text

ROW: dict[str, Any] = {
    "id": "q1",
    "kind": "number",
    "question": "票价多少？",
    "history": ["环湖快线何时通车？"],
    "evidence": [{"doc": "yearbook.txt", "quote": "单程票价2元"}],
    "answer": "2元。",
    "must": [["2元", "两元"], "单程"],
}
ASKED = Question(
    "q1",
    "票价多少？",
    "number",
    ("环湖快线何时通车？",),
    (Evidence("yearbook.txt", "单程票价2元"),),
    "2元。",
    (("2元", "两元"), ("单程",)),
)


def put(path: Path, *lines: object) -> Path:
    text = "".join(f"{row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)}\n" for row in lines)
    path.write_text(text, "utf-8")
    return path


# Our own


def test_a_question_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    read = read_dataset(put(tmp_path / "set.jsonl", ROW))
    assert read == Dataset("set", (ASKED,))


def test_only_the_question_is_needed_and_the_line_names_it(tmp_path: Path) -> None:
    rows: list[object] = [{"question": "甲？"}, "", {"question": "乙\u2028？", "extra": "ignored"}]
    first, second = read_dataset(put(tmp_path / "set.jsonl", *rows)).questions
    assert (first.id, first.evidence, first.kind) == ("1", (), "")
    assert (second.id, second.question) == ("3", "乙\u2028？")


def test_a_byte_order_mark_is_no_part_of_it(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text("\ufeff" + json.dumps(ROW) + "\r\n", encoding="utf-8")
    assert read_dataset(file).questions[0].id == "q1"


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
        (ROW | {"evidence": [{"doc": "a", "quote": 3}]}, "quote"),
        (ROW | {"evidence": [{"doc": 1, "quote": "b"}]}, "doc"),
        (ROW | {"evidence": [{"doc": "a", "quote": "b", "grade": 0}]}, "grade"),
        (ROW | {"evidence": [{"doc": "a", "quote": "b", "grade": True}]}, "grade"),
        (ROW | {"must": "2元"}, "must"),
        (ROW | {"must": [[2]]}, "must"),
        (ROW | {"must": [2]}, "must"),
        (ROW | {"spans": [2]}, "spans"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(tmp_path: Path, row: object, said: str) -> None:
    file = put(tmp_path / "set.jsonl", ROW, "", row)
    with pytest.raises(DatasetError, match=said) as error:
        read_dataset(file)
    assert f"{file}, line 3: " in str(error.value)


# CSV

HEAD = "id,kind,question,history,doc,quote,answer,must,spans,note"


def test_a_spreadsheet_row_is_the_same_question(tmp_path: Path) -> None:
    row = 'q1,number,票价多少？,环湖快线何时通车？,yearbook.txt,单程票价2元,2元。,"2元|两元\n单程",,'
    assert read_dataset(put(tmp_path / "set.csv", HEAD, row)).questions == (ASKED,)
    tabbed = put(tmp_path / "set.tsv", "question\tdoc\tquote", "甲？\ta.md\t乙")
    assert read_dataset(tabbed).questions == (Question("2", "甲？", evidence=(Evidence("a.md", "乙"),)),)


def test_several_quotes_of_one_document(tmp_path: Path) -> None:
    file = put(tmp_path / "set.csv", "question,doc,quote", '甲？,a.md,"乙\n丙"')
    assert read_dataset(file).questions[0].evidence == (Evidence("a.md", "乙"), Evidence("a.md", "丙"))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["id,kind", "1,2"], "no column question"),
        (["question,evidence", "甲,乙"], "unknown column evidence"),
        (["question,doc", "甲？,a.md,b"], "line 2: more or fewer"),
        (["question,doc", "甲？"], "line 2: more or fewer"),
        (["question,doc", "甲？,a.md", ",b.md"], "line 3: no question"),
        (["question,doc,quote", '甲？,"a.md\nb.md",乙\n'], "2 documents for 1 quotes"),
        (["question", '"甲'], "line"),
    ],
)
def test_a_damaged_spreadsheet(tmp_path: Path, lines: list[str], said: str) -> None:
    file = put(tmp_path / "set.csv", *lines)
    with pytest.raises(DatasetError, match=said) as error:
        read_dataset(file)
    assert str(file) in str(error.value)


# SQuAD


def squad(*qas: dict[str, Any]) -> dict[str, Any]:
    return {"data": [{"title": "云溪", "paragraphs": [{"context": "环湖快线2023年通车。", "qas": list(qas)}]}]}


def test_reading_comprehension(tmp_path: Path) -> None:
    file = put(
        tmp_path / "set.json",
        squad(
            {"id": 1, "question": "何时？", "answers": [{"text": "2023年"}, {"text": "2023"}, {"text": "2023年"}]},
            {"id": 2, "question": "多少钱？", "is_impossible": True, "answers": [], "plausible_answers": []},
        ),
    )
    read = read_dataset(file)
    assert read.texts == {"0-0": Text("环湖快线2023年通车。", "云溪")}
    first, second = read.questions
    assert (first.evidence, first.spans, first.answer) == ((Evidence("0-0"),), ("2023年", "2023"), "2023年")
    assert (second.evidence, second.spans) == ((), ())


@pytest.mark.parametrize("data", [[], {}, {"data": [1]}, squad({"id": 1}), {"data": [{"paragraphs": [{"qas": []}]}]}])
def test_a_damaged_squad_file(tmp_path: Path, data: object) -> None:
    with pytest.raises(DatasetError, match=r"set\.json: not a SQuAD file"):
        read_dataset(put(tmp_path / "set.json", data))


# BEIR and TREC


def beir(folder: Path, qrels: str = "query-id\tcorpus-id\tscore\n1\td1\t2\n1\td2\t0\n2\td1\t0\n") -> Path:
    (folder / "qrels").mkdir(parents=True)
    put(folder / "corpus.jsonl", {"_id": "d1", "title": "甲", "text": "乙"}, {"_id": "d2", "text": "丙"})
    put(
        folder / "queries.jsonl", {"_id": 1, "text": "一？"}, {"_id": "2", "text": "二？"}, {"_id": "3", "text": "三？"}
    )
    (folder / "qrels" / "test.tsv").write_text(qrels, "utf-8")
    return folder


def test_a_beir_folder(tmp_path: Path) -> None:
    read = read_dataset(beir(tmp_path / "set"))
    assert read.texts == {"d1": Text("乙", "甲"), "d2": Text("丙")}
    # The third is not judged; the second is, and nothing answers it.
    assert read.questions == (Question("1", "一？", evidence=(Evidence("d1", "", 2),)), Question("2", "二？"))


@pytest.mark.parametrize(("ending", "opener"), [(".gz", gzip.open), (".xz", lzma.open)])
def test_packed_files_are_read(tmp_path: Path, ending: str, opener: Any) -> None:
    folder = beir(tmp_path / "set")
    plain = read_dataset(folder)
    file = folder / "corpus.jsonl"
    with opener(folder / f"corpus.jsonl{ending}", "wb") as packed:
        packed.write(file.read_bytes())
    file.unlink()
    assert read_dataset(folder) == plain
    whole = (folder / f"corpus.jsonl{ending}").read_bytes()
    (folder / f"corpus.jsonl{ending}").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DatasetError, match="corpus"):
        read_dataset(folder)


@pytest.mark.parametrize(
    ("qrels", "said"),
    [
        ("q\tc\ts\n1\tmissing\t1\n", "missing, which is not in the corpus"),
        ("q\tc\ts\n1\td1\t1\n1\td1\t2\n", "line 3: 1 and d1 are judged twice"),
        ("q\tc\ts\n1\td1\tmuch\n", "line 2: not a judgement"),
        ("q\tc\ts\n1\td1\n", "line 2: not a judgement"),
        ("", "no questions"),
    ],
)
def test_damaged_judgements(tmp_path: Path, qrels: str, said: str) -> None:
    with pytest.raises(DatasetError, match=said):
        read_dataset(beir(tmp_path / "set", qrels))


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_folder_that_lacks_a_file(tmp_path: Path, name: str) -> None:
    folder = beir(tmp_path / "set")
    (folder / name).unlink()
    with pytest.raises(DatasetError, match=f"has no {Path(name).name}"):
        read_dataset(folder)
    put(folder / name, {"text": "no id"})
    with pytest.raises(DatasetError):
        read_dataset(folder)


def test_topics_with_judgements(tmp_path: Path) -> None:
    qrels = put(tmp_path / "qrels", "1 0 a.md 1", "1 0 b.md 0", "2 0 b.md 3")
    sgml = "<top>\n<num> Number: 1\n<title> 环湖\n快线\n<desc> …\n</top>\n<top><num>2</num><title>Fares</title></top>"
    wanted = [("1", (Evidence("a.md"),)), ("2", (Evidence("b.md", "", 3),))]
    for text in (sgml, "1\t环湖 快线\n2\tFares\n3\tnot judged\n"):
        read = read_dataset(put(tmp_path / "topics.txt", text), qrels).questions
        assert [(q.id, q.evidence) for q in read] == wanted
        assert [q.question for q in read] == ["环湖 快线", "Fares"]


@pytest.mark.parametrize("topics", ["<top><num>1</top>", "1 no tab", "1\t "])
def test_damaged_topics(tmp_path: Path, topics: str) -> None:
    with pytest.raises(DatasetError, match="topic"):
        read_dataset(put(tmp_path / "topics", topics), put(tmp_path / "qrels", "1 0 a 1"))


# Any


def test_files_that_hold_no_questions(tmp_path: Path) -> None:
    other = put(tmp_path / "set.docx", "甲")
    broken = tmp_path / "bytes.jsonl"
    broken.write_bytes(b"\xff\xfe\x00")
    twice = put(tmp_path / "twice.jsonl", ROW, ROW)
    for path in (put(tmp_path / "no.jsonl", "", " "), tmp_path / "gone.jsonl", tmp_path, other, broken, twice):
        with pytest.raises(DatasetError) as error:
            read_dataset(path)
        assert str(path) in str(error.value)


def test_the_development_questions_are_of_the_format(questions: list[dict[str, Any]]) -> None:
    path = Path(__file__).resolve().parents[3] / "shared" / "questions" / "dev.jsonl"
    assert [q.id for q in read_dataset(path).questions] == [row["id"] for row in questions]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), min_size=1, max_size=12).filter(str.strip)
PLAIN = st.text(st.sampled_from("甲乙 a1,\"'；"), min_size=1, max_size=8).map(str.strip).filter(bool)


def questions_of(text: st.SearchStrategy[str]) -> st.SearchStrategy[list[Question]]:
    pieces = st.lists(st.builds(Evidence, text, text), max_size=3)
    return st.lists(
        st.builds(
            Question,
            id=text,
            question=text,
            kind=text,
            history=st.lists(text, max_size=2).map(tuple),
            evidence=pieces.map(tuple),
            answer=text,
            must=st.lists(st.lists(text, min_size=1, max_size=2).map(tuple), max_size=2).map(tuple),
            spans=st.lists(text, max_size=2).map(tuple),
            note=text,
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda question: question.id,
    )


@pytest.mark.parametrize(("ending", "text"), [(".jsonl", TEXT), (".csv", PLAIN)])
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, ending: str, text: Any) -> None:
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(questions_of(text))
    def check(questions: list[Question]) -> None:
        path = tmp_path_factory.mktemp("written") / f"set{ending}"
        dataset = Dataset("set", tuple(questions))
        write_dataset(dataset, path)
        assert read_dataset(path) == dataset

    check()


@settings(max_examples=40)
@given(
    st.dictionaries(PLAIN, st.builds(Text, TEXT, TEXT), min_size=1, max_size=4), st.lists(st.integers(1, 3), max_size=4)
)
def test_a_folder_that_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, Text], grades: list[int]
) -> None:
    evidence = tuple(Evidence(doc, "", grade) for doc, grade in zip(texts, grades or [1], strict=False))
    dataset = Dataset("set", (Question("1", "甲？", evidence=evidence), Question("2", "没有？")), texts)
    path = tmp_path_factory.mktemp("written") / "set"
    write_dataset(dataset, path)
    assert read_dataset(path) == dataset


def test_what_a_format_cannot_hold_is_not_written(tmp_path: Path) -> None:
    quotes = Dataset("set", (ASKED,))
    texts = Dataset("set", (Question("1", "甲？", evidence=(Evidence("d"),)),), {"d": Text("丙")})
    graded = Dataset("set", (Question("1", "甲？", evidence=(Evidence("d", "丙", 2),)),))
    for dataset, name in [(quotes, "beir"), (texts, "a.jsonl"), (texts, "a.csv"), (graded, "a.csv"), (quotes, "a.txt")]:
        with pytest.raises(DatasetError, match=name):
            write_dataset(dataset, tmp_path / name)
        assert not (tmp_path / name).exists()
    write_dataset(quotes, tmp_path / "a.jsonl")
    with pytest.raises(DatasetError, match="exists"):
        write_dataset(quotes, tmp_path / "a.jsonl")
