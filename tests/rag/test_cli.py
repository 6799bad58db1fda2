"""The command line as people and programs use it."""

from __future__ import annotations

import io
import json
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import pytest
from rag_support import DOCUMENTS
from rich.cells import cell_len
from test_interface import ANSWER, PASSAGE

from rag import Assistant, cli
from rag.retrieve import HybridRetriever

YEARBOOK = DOCUMENTS / "yearbook.txt"
LINE = "环湖快线什么时候通车？"


class Run:
    """What a call gave."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def wenju(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], index_folder: Path) -> Any:
    monkeypatch.setenv("WENJU_INDEX", str(index_folder))

    def call(*args: object, stdin: str = "") -> Run:
        monkeypatch.setattr(sys, "argv", ["wenju", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
            if isinstance(end.code, str):
                sys.stderr.write(end.code)  # as the interpreter does
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Run(code, printed.out, printed.err)

    return call


def lines(*rows: object) -> str:
    return "".join(f"{row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def test_ask_shows_the_answer_once_and_its_proof(wenju: Any) -> None:
    run = wenju("ask", LINE)
    assert run.code == 0
    answer, _, proof = run.out.partition("\n\n")
    assert answer.startswith("2023年9月28日：环湖快线于2023年9月28日通车")
    assert answer.endswith("[1]")
    assert proof.startswith("[1] 云溪年鉴（2024卷）")
    assert "yearbook.txt" in proof


def test_a_question_goes_on_from_earlier_ones(wenju: Any) -> None:
    run = wenju("ask", "那进口呢？", "--after", "谁管理云溪新区？", "--after", "2022年云溪新区货物出口多少亿元？")
    assert "20.7" in run.out
    assert "(understood as: 2022年云溪新区货物进口多少亿元？)" in run.out
    assert "Also found, not cited:" in run.out


def test_ask_as_json(wenju: Any) -> None:
    run = wenju("ask", LINE, "--json", "-k", 3)
    assert set(run.json) == ANSWER
    assert len(run.json["passages"]) == 3


def test_ask_a_file(wenju: Any, tmp_path: Path) -> None:
    rows = lines(
        {"id": "a", "question": LINE},
        "",
        {"question": "那进口呢？", "history": ["2022年云溪新区货物出口多少亿元？"]},
        {"id": 7, "question": ""},
    )
    (tmp_path / "in.jsonl").write_text("\ufeff" + rows, encoding="utf-8")
    run = wenju("ask", "--file", "in.jsonl", "--out", "out.jsonl")
    assert (run.code, run.out) == (0, "")
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in found] == ["a", 3, 7]
    assert [next(iter(row)) for row in found] == ["id"] * 3
    assert set(found[0]) == ANSWER | {"id"}
    assert "20.7" in found[1]["answer"]
    assert not found[2]["answered"]
    assert wenju("ask", "--file", "-", stdin=rows).rows[0]["answer"] == found[0]["answer"]


def test_lines_that_are_no_questions_stop_nothing_and_are_named(wenju: Any) -> None:
    bad = ["{", [1], {"q": 1}, {"question": 5}, {"question": LINE, "history": "x"}, {"question": LINE, "history": [1]}]
    bad += [{"id": "a", "q": "x"}, "[" * 100_000]
    run = wenju("ask", "--file", "-", stdin=lines(*bad, {"id": "good", "question": LINE}))
    assert run.code == 1
    assert [row["id"] for row in run.rows] == [1, 2, 3, 4, 5, 6, "a", 8, "good"]
    assert all(set(row) == {"id", "error"} for row in run.rows[:-1])
    assert run.rows[-1]["answered"]
    for number in range(1, 9):
        assert f"line {number}: " in run.err
    assert "8 of the lines" in run.err


def test_a_question_that_fails_stops_no_other(wenju: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answer = Assistant.answer
    seen: list[str] = []

    def failing(self: Assistant, question: str, *rest: Any) -> Any:
        seen.append((tmp_path / "out.jsonl").read_text("utf-8"))
        if question == "坏":
            raise KeyError("lost")
        return answer(self, question, *rest)

    monkeypatch.setattr(Assistant, "answer", failing)
    stdin = lines({"id": "a", "question": "坏"}, {"id": "b", "question": LINE})
    run = wenju("ask", "--file", "-", "--out", "out.jsonl", stdin=stdin)
    assert run.code == 1
    failed, fine = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert failed == {"id": "a", "error": "KeyError: 'lost'"}
    assert fine["id"] == "b"
    assert fine["answered"]
    assert "lost" in seen[1], "a line is written before the next one is asked"


def test_separators_inside_of_a_text_do_not_end_its_line(wenju: Any, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(lines({"question": f"说明\u2028\x85{LINE}"}), encoding="utf-8")
    run = wenju("ask", "--file", "in.jsonl")
    assert run.code == 0
    assert [row["question"] for row in map(json.loads, run.out.split("\n")[:-1])] == [f"说明\u2028\x85{LINE}"]


def test_half_a_character_in_a_question_stops_nothing(wenju: Any, tmp_path: Path) -> None:
    run = wenju("ask", "--file", "-", "--out", "out.jsonl", stdin='{"question": "\\ud800' + LINE + '"}\n')
    assert run.code == 0
    assert "2023年9月28日" in (tmp_path / "out.jsonl").read_text("utf-8")


def test_search(wenju: Any) -> None:
    run = wenju("search", LINE, "-k", 2)
    assert run.out.startswith(" 1. ")
    assert "环湖快线" in run.out.splitlines()[1]
    data = wenju("search", LINE, "-k", 2, "--json").json
    assert set(data) == {"question", "passages", "timings_ms"}
    assert [set(row) for row in data["passages"]] == [PASSAGE, PASSAGE]
    rows = wenju("search", "--file", "-", "-k", 1, stdin=lines({"id": "a", "question": LINE})).rows
    assert set(rows[0]) == {"id", "question", "passages", "timings_ms"}
    follow = {"question": "那票价呢？", "history": [LINE]}
    assert "环湖快线" in wenju("search", "--file", "-", stdin=lines(follow)).rows[0]["passages"][0]["text"]


def test_search_says_why(wenju: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    run = wenju("search", LINE, "-k", 2, "--explain")
    assert run.code == 0
    assert run.out.startswith("Read as 环湖快线什么时候通车?")
    assert "looked for    a date" in run.out
    assert run.out.count("    matched ") == run.out.count("    arms ") == 2
    assert "环湖快线" in run.out.partition("matched")[2].splitlines()[0]
    assert all(cell_len(line) <= 100 for line in run.out.splitlines())


def test_search_says_why_as_json(wenju: Any) -> None:
    plain = wenju("search", LINE, "--json", "-k", 3).json
    run = wenju("search", LINE, "--json", "-k", 3, "--explain").json
    assert set(run) == set(plain) | {"reading"}
    assert [set(row) - {"why"} for row in run["passages"]] == [PASSAGE] * 3
    assert [row["start"] for row in run["passages"]] == [row["start"] for row in plain["passages"]]
    for row in run["passages"]:
        assert sum(signal["share"] for signal in row["why"]["signals"]) == pytest.approx(row["score"], abs=1e-4)
    rows = wenju("search", "--file", "-", "--explain", stdin=lines({"question": "那票价呢？", "history": [LINE]})).rows
    assert "环湖快线" in rows[0]["reading"]["text"]
    assert rows[0]["passages"][0]["why"]["matches"]


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_an_explained_search_searches_once(wenju: Any, monkeypatch: pytest.MonkeyPatch, more: list[str]) -> None:
    searched: list[str] = []
    rank = HybridRetriever.rank

    def counted(retriever: HybridRetriever, question: str, *args: Any) -> Any:
        searched.append(question)
        return rank(retriever, question, *args)

    monkeypatch.setattr(HybridRetriever, "rank", counted)
    assert wenju("search", LINE, "--explain", *more).code == 0
    assert searched == [LINE]


def test_ask_says_why(wenju: Any) -> None:
    run = wenju("ask", LINE, "--explain")
    assert run.code == 0
    _, _, why = run.out.partition("Read as ")
    assert "[1] " in why
    assert "sentence      环湖快线" in why
    shown = wenju("ask", LINE, "--explain", "--json").json
    assert set(shown) == ANSWER | {"reading"}
    assert all(row["why"]["signals"] for row in shown["passages"])
    rows = wenju("ask", "--file", "-", "--explain", stdin=lines({"question": LINE})).rows
    assert rows[0]["reading"]["sought"] == ["date"]


def test_only_some_documents(wenju: Any) -> None:
    title = "Alder Bay Harbour Handbook"
    data = wenju("search", LINE, "--only", f"title={title}", "--json").json
    assert {row["title"] for row in data["passages"]} == {title}
    for wrong in ("title", "colour=red", "title=Alder", "source=nowhere.md", "document=x"):
        for command in ("ask", "search"):
            run = wenju(command, LINE, "--only", f"title={title}", "--only", wrong)
            assert run.code == 1
            assert f"--only {wrong}" in run.err
    assert title in wenju("ask", LINE, "--only", "title=Alder").err
    assert "at once" in wenju("ask", LINE, "--only", f"title={title}", "--only", f"source={YEARBOOK}").err


def test_a_source_may_be_named_from_here(wenju: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DOCUMENTS)
    data = wenju("search", LINE, "--only", "source=yearbook.txt", "--json").json
    assert {row["source"] for row in data["passages"]} == {str(YEARBOOK)}


def test_index_status_and_remove(wenju: Any, tmp_path: Path) -> None:
    shutil.copytree(DOCUMENTS, tmp_path / "docs")
    (tmp_path / "docs" / "broken.docx").write_bytes(b"not a docx")
    run = wenju("index", "docs", "--index", "own")
    assert run.code == 1
    assert run.out.startswith("6 added, 0 updated, 0 unchanged, 0 removed, 1 failed")
    assert "broken.docx" in run.out
    report = wenju("index", "docs", "--index", "own", "--json").json
    assert len(report["unchanged"]) == 6
    assert list(report["failed"]) == [next(path for path in report["failed"] if path.endswith("broken.docx"))]
    assert wenju("index", "--rebuild", "--index", "own", "--json").code == 0
    status = wenju("status", "--index", "own", "--json").json
    assert status["documents"] == 6
    assert status["passages"] == report["passages"] > 10
    assert {Path(row["source"]).name for row in status["files"]} == {p.name for p in DOCUMENTS.iterdir()}
    assert "云溪年鉴" in wenju("status", "--index", "own").out
    assert wenju("remove", "docs/plan.md", "--index", "own").out.startswith(
        "0 added, 0 updated, 0 unchanged, 1 removed"
    )
    assert wenju("status", "--index", "own", "--json").json["documents"] == 5
    assert (tmp_path / "docs" / "plan.md").exists()
    run = wenju("remove", "docs/plan.md", "docs/notice.txt", "--index", "own")
    assert run.code == 1
    assert "1 removed, 1 failed" in run.out
    (tmp_path / "docs" / "broken.docx").unlink()
    assert wenju("index", "docs", "--index", "own").code == 0


def test_index_says_what_is_left_out_and_warns(wenju: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("docs").mkdir()
    Path("docs/a.txt").write_text("图书馆九点开门。\n\n- 3 -\n\n二十点闭馆。\n", encoding="utf-8")
    Path("docs/b.txt").write_text("图书馆" + "\ue000" * 5, encoding="utf-8")
    out = wenju("index", "docs", "--index", "own").out
    assert "3 (" in out
    assert "left out: page numbers 3" in out
    assert "b.txt: 62% of the text is garbled" in out
    assert "1 file with warnings: `wenju inspect FILE`" in out
    again = wenju("index", "docs", "--index", "own").out
    assert "left out" not in again
    assert "warning" not in again


def test_nothing_could_be_indexed(wenju: Any) -> None:
    run = wenju("index", "nowhere", "--index", "own")
    assert run.code == 1
    assert "no such file or folder: nowhere" in run.err
    assert not Path("own").exists()
    shutil.copytree(DOCUMENTS, "docs")
    assert wenju("index", "docs/plan.md", "--index", "own").code == 0
    run = wenju("index", "nowhere", "--index", "own")
    assert run.code == 1
    assert "nowhere: no such file or folder" in run.out


@pytest.mark.parametrize("command", ["ask", "search"])
def test_an_index_without_documents_is_told(wenju: Any, command: str) -> None:
    Path("empty").mkdir()
    assert wenju("index", "empty", "--index", "own").code == 0
    run = wenju(command, LINE, "--index", "own")
    assert run.code == 1
    assert "no documents yet" in run.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["ask", LINE, "--index", "nowhere"], "no index in nowhere"),
        (["status", "--index", "nowhere"], "wenju index"),
        (["ask"], "write a question"),
        (["search"], "write a question"),
        (["index"], "name the files or folders"),
        (["ask", LINE, "--out", "x.jsonl"], "--out goes with --file"),
        (["search", LINE, "--out", "x.jsonl"], "--out goes with --file"),
        (["ask", LINE, "--file", "-"], "a question and --file"),
        (["ask", "--file", "-", "--after", LINE], "--after goes with one question"),
        (["search", LINE, "--file", "-"], "a question and --file"),
        (["ask", "--file", "nowhere.jsonl"], "nowhere.jsonl"),
        (["ask", "--file", "-", "--out", "no/folder/x"], "no/folder/x"),
        (["eval", "nowhere.jsonl"], "nowhere.jsonl"),
    ],
)
def test_mistakes_are_explained(wenju: Any, args: list[str], said: str) -> None:
    run = wenju(*args)
    assert run.code == 1
    assert run.err.startswith("wenju: ")
    assert said in run.err
    assert not Path("nowhere").exists()


@pytest.mark.parametrize("args", [["ask", LINE, "-k", "0"], ["ask", LINE, "-k", "x"], ["sing"], ["ask", "--loud"]])
def test_wrong_options_are_usage_errors(wenju: Any, args: list[str]) -> None:
    assert wenju(*args).code == 2


def test_a_wrong_setting_is_explained(wenju: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJU_K", "many")
    run = wenju("ask", LINE)
    assert run.code == 1
    assert "k: " in run.err


def test_a_failing_model_is_mentioned_with_the_answer(wenju: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJU_MODEL", "nosuch-provider:x")
    run = wenju("ask", LINE)
    assert run.code == 0
    assert "2023年9月28日" in run.out
    assert "语言模型未能作答" in run.out
    assert wenju("ask", LINE, "--json").json["notice"]


DATA = lines(
    {"id": "one", "kind": "date", "question": LINE, "must": ["2023年9月28日"],
     "evidence": [{"doc": "yearbook.txt", "quote": "环湖快线于2023年9月28日通车，全长11.6公里"}]},
    {"id": "none", "kind": "unanswerable", "question": "怎么给猫剪指甲？"},
)  # fmt: skip


def test_eval(wenju: Any, tmp_path: Path) -> None:
    (tmp_path / "data.jsonl").write_text(DATA, encoding="utf-8")
    data = wenju("eval", "data.jsonl", "--json", "--out", "results").json
    overall = data["summary"]["overall"]
    assert overall["questions"] == 2
    assert overall["Complete@1"]["mean"] == overall["RR@10"]["mean"] == overall["must"]["mean"] == 1.0
    assert data["summary"]["by kind"]["unanswerable"]["rejection"]["mean"] == 1.0
    assert [row["question"]["id"] for row in data["results"]] == ["one", "none"]
    assert json.loads((tmp_path / "results" / "report.json").read_text("utf-8")) == data
    run = wenju("eval", "data.jsonl", "--no-answers", "--out", "results")
    assert "report, in the place of an earlier one: results" in run.out
    assert "2 questions" in run.out
    assert wenju("eval", "data.jsonl", "--out", "data.jsonl").code == 1


def test_an_eval_with_failures_fails(wenju: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data.jsonl").write_text(DATA, encoding="utf-8")
    monkeypatch.setattr(Assistant, "stream", lambda *_, **__: 1 / 0)
    run = wenju("eval", "data.jsonl")
    assert run.code == 1
    assert "ZeroDivisionError" in run.out


def test_a_broken_command_of_another_package_breaks_no_other(wenju: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = EntryPoint("broken", "no_such_package.module:command", "wenju.commands")
    monkeypatch.setattr(cli, "entry_points", lambda group: [broken, *entry_points(group=group)])
    run = wenju("status", "--json")
    assert run.code == 0
    assert run.json["documents"] == 6
    assert "the command broken (no_such_package.module:command) is broken: ModuleNotFoundError" in run.err
    assert "  serve " in wenju("--help").out


def test_a_port_that_is_taken_is_told(wenju: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = wenju("serve", "--port", port)
    assert run.code == 1
    assert f"port {port} of 127.0.0.1 is in use: choose another one with --port or WENJU_PORT" in run.err
    assert "GRADIO" not in run.err


def test_help_names_all_commands(wenju: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tomllib.loads((Path(cli.__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    declared = project["entry-points"]["wenju.commands"]  # what is installed may be of another day
    points = [EntryPoint(name, value, "wenju.commands") for name, value in declared.items()]
    monkeypatch.setattr(cli, "entry_points", lambda group: points)
    run = wenju("--help")
    assert run.err == ""
    named = re.findall(r"^  (\w+)  +\w", run.out.partition("Commands:")[2], re.MULTILINE)
    own = ["ask", "index", "inspect", "mcp", "remove", "search", "status"]
    assert sorted(named) == sorted([*own, "dataset", "eval", "questions", "serve", "tune"])


@pytest.mark.parametrize("program", [[sys.executable, "-m", "rag"], [str(Path(sys.executable).parent / "wenju")]])
def test_both_programs_are_the_same(program: list[str], index_folder: Path) -> None:
    if not Path(program[0]).exists():
        pytest.skip("the command is not installed beside this Python")
    env = {
        "PYTHONPATH": str(Path(cli.__file__).parents[1]),
        "PATH": "",
        "WENJU_INDEX": str(index_folder),
        "PYTHONIOENCODING": "ascii",
    }
    asked = subprocess.run([*program, "ask", LINE, "--json"], env=env, capture_output=True, check=True)
    assert b'"answered": true' in asked.stdout, "characters that the terminal lacks stop nothing"
    failed = subprocess.run([*program, "ask", LINE, "-i", "nowhere"], env=env, capture_output=True, check=False)
    assert failed.returncode == 1
    assert failed.stderr.startswith(b"wenju: no index in nowhere")
    assert b"Traceback" not in failed.stderr


def test_files_of_the_current_folder_do_not_stand_in_for_the_programs(index_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("raise SystemExit('the wrong app')\n")
    (tmp_path / "index").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "rag", "ask", LINE, "--index", str(index_folder)],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "[1]" in done.stdout
