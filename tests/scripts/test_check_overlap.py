"""Training data against benches: what stands in both is found with its row, what does not is not."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import pytest
from check_overlap import main
from hypothesis import given
from hypothesis import strategies as st
from shared_runs import RUN, Row, Runs, folded

LINE = "环湖快线于二〇二三年九月二十八日通车，全长十一点六公里，共设九座车站"
ASKED = "云溪古镇恢复开放以后，六十周岁以上的老人进去还要不要买门票？"


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_bytes(lzma.compress(text.encode()) if path.suffix == ".xz" else text.encode())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Training data and a bench that have nothing in common, documents and questions beside them."""
    folder = tmp_path / "shared" / "data"
    bench = folder / "bench" / "town"
    write(bench / "corpus.jsonl.xz", [{"_id": "p0", "text": "云溪古镇门票四十元，老人凭证件免费入园，儿童半价。"}])
    write(bench / "queries.jsonl", [{"_id": "q0", "text": ASKED}])
    (bench / "qrels").mkdir()
    (bench / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq0\tp0\t1\n", "utf-8")
    write(folder / "train" / "news.jsonl.xz", [{"text": "港口昨日恢复作业。"}])
    write(folder / "train" / "reading.jsonl", [{"query": "港口何时恢复？", "passage": "昨日。", "answers": ["昨日"]}])
    write(tmp_path / "shared" / "questions" / "dev.jsonl", [{"id": "d1", "question": "环湖快线有多长？"}])
    (tmp_path / "shared" / "documents").mkdir()
    (tmp_path / "shared" / "documents" / "yearbook.txt").write_text(f"前文。\n{LINE}。\n《{'办法' * 12}》", "utf-8")
    write(
        tmp_path / "ours" / "pairs" / "a.jsonl", [{"q": "仓库能抵押吗？", "p": "推行存货仓单质押融资。", "t": "融资"}]
    )
    (tmp_path / "thesaurus").mkdir()
    (tmp_path / "thesaurus" / "zh.txt").write_text("# 词\n抵押借钱 => 质押融资\n", "utf-8")
    return folder


def checked(data: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    base = data.parents[1]
    status = main([str(data), str(base / "ours"), "--thesaurus", str(base / "thesaurus")])
    return status, capsys.readouterr().out


def add(data: Path, row: dict[str, Any]) -> None:
    path = data.parents[1] / "ours" / "pairs" / "a.jsonl"
    path.write_text(path.read_text("utf-8") + json.dumps(row, ensure_ascii=False) + "\n", "utf-8")


def test_what_is_apart_passes(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = checked(data, capsys)
    assert status == 0
    assert said.rstrip().endswith("apart")
    assert "questions that stand in training: 0" in said
    assert "questions                2" in said


@pytest.mark.parametrize("asked", ["环湖快线有多长", " 环湖 快线，有多长?!", ASKED])
def test_a_question_in_training_is_a_fault(data: Path, asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    add(data, {"q": asked, "p": "甲"})
    status, said = checked(data, capsys)
    assert status == 1
    assert "questions that stand in training: 1" in said
    assert "a.jsonl:2  " in said


def test_a_question_in_public_training_is_a_fault(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(data / "train" / "cmrc.jsonl.xz", [{"query": "甲？", "passage": "乙"}, {"query": "环湖快线有多长？"}])
    status, said = checked(data, capsys)
    assert status == 1
    assert "cmrc.jsonl.xz:2  dev.jsonl/d1" in said


def test_a_question_that_stands_whole_in_a_text_is_a_fault(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(data / "train" / "news.jsonl.xz", [{"text": "甲。"}, {"text": f"有人问：{ASKED}没人回答。"}])
    status, said = checked(data, capsys)
    assert status == 1
    assert "news.jsonl.xz:2  town/q0" in said


def test_a_run_copied_from_a_document_is_a_fault(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(data, {"q": "快线？", "p": f"据悉{LINE[:RUN]}的。"})  # with a comma: one character less
    assert checked(data, capsys)[0] == 0
    add(data, {"q": "快线？", "p": f"据悉{LINE[:18]}，{LINE[18:24]}的。"})
    status, said = checked(data, capsys)
    assert status == 1
    assert "a.jsonl:3  yearbook.txt  环湖快线" in said


def test_a_synonym_copied_from_a_document_is_a_fault(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = data.parents[1] / "thesaurus" / "zh.txt"
    path.write_text(f"快线 => {LINE}\n", "utf-8")
    status, said = checked(data, capsys)
    assert status == 1
    assert "zh.txt:1  yearbook.txt" in said


def test_titles_may_be_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(data, {"q": "哪个办法？", "p": f"依据《{'办法' * 12}》。"})
    assert checked(data, capsys)[0] == 0


def test_passages_of_a_bench_are_counted_and_no_fault(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(data, {"q": "老人呢？", "p": "云溪古镇门票四十元；老人凭证件免费入园，儿童半价。"})
    status, said = checked(data, capsys)
    assert status == 0
    assert "our training, a.jsonl: 1 of town" in said
    assert "shared by our training and a bench passage: 1" in said


def test_what_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--thesaurus", str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("(none there: not checked)") == 3


ALPHABET = st.sampled_from("甲乙丙丁")
TEXTS = st.text(ALPHABET, min_size=0, max_size=60)


@given(st.lists(TEXTS, max_size=3), st.lists(TEXTS, max_size=3), TEXTS, TEXTS)
def test_shared_runs_are_those_of_a_plain_search(held: list[str], others: list[str], left: str, right: str) -> None:
    common = "子丑寅卯辰巳午未申酉戌亥一二三四五六七八"
    held, others = [*held, left + common + right], [*others, right + common + left]
    found = list(Runs(Row("held", str(n), text) for n, text in enumerate(held)).shared(
        Row("other", str(n), text) for n, text in enumerate(others)
    ))  # fmt: skip
    for shared in found:
        assert shared.run in shared.trained.text
        assert shared.run in shared.measured.text
        assert len(shared.run) >= RUN
    # Every run of that length which two texts share lies in one that was found.
    runs = {(n, text[i : i + RUN]) for n, text in enumerate(others) for i in range(len(text) - RUN + 1)}
    for number, run in runs:
        expected = any(run in text for text in held)
        assert expected == any(shared.trained.where == str(number) and run in shared.run for shared in found)


def test_letters_count_a_third_and_width_and_case_do_not_matter() -> None:
    english = "foreign investment enterprises in the free trade zone"
    assert not list(Runs([Row("held", "0", english)]).shared([Row("other", "0", english)]))
    longer = f"{english} may open bank accounts"
    (shared,) = Runs([Row("held", "0", longer)]).shared([Row("other", "0", longer.upper())])
    assert shared.run == folded(longer)
    assert shared.whole
    assert folded("ＲＣＥＰ（2022 年）") == "rcep2022年"
