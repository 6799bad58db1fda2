"""``wenju inspect``: how files are read, for people and for programs."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from rag_support import DOCUMENTS
from rich.cells import cell_len
from rich.console import Console

from corpus import Source
from corpus.health import Health
from corpus.inspection import inspect
from corpus.ledger import Dropped
from rag import Assistant, cli
from rag.inspection_text import OUTLINE_LINES, print_inspection

DEEP = "# 年鉴\n\n" + "".join(
    f"## 第{n}节 事务{n}\n\n本节说明事务{n}。\n\n### 第{n}节的细目\n\n细目之{n}写在这里。\n\n"
    for n in range(1, OUTLINE_LINES)
)


@pytest.fixture
def wenju(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Calls the command at 80 columns; gives exit code, output and errors."""
    monkeypatch.setenv("COLUMNS", "80")

    def call(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["wenju", "inspect", *map(str, args)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return int(end.value.code or 0), printed.out, printed.err

    return call


def test_a_file_is_shown_within_80_columns_and_without_colour(wenju: Any) -> None:
    code, out, err = wenju(DOCUMENTS / "yearbook.txt", "--outline", "--passages", "--tables")
    assert (code, err) == (0, "")
    assert max(cell_len(line) for line in out.splitlines()) <= 80
    assert "\x1b" not in out
    for shown in ("云溪年鉴", "Outline", "Passages: ", "Health", "characters read"):
        assert shown in out


def test_the_passages_listed_are_all(wenju: Any, tmp_path: Path) -> None:
    (tmp_path / "deep.md").write_text(DEEP, encoding="utf-8")
    _, out, _ = wenju(tmp_path / "deep.md", "--passages", "--json")
    listed = json.loads(out)["files"][0]["passages"]
    assert listed["count"] == len(listed["list"])
    assert "".join("".join(p["text"].split()) for p in listed["list"]).count("细目之") == OUTLINE_LINES - 1


def test_a_long_outline_is_shown_down_to_a_level(wenju: Any, tmp_path: Path) -> None:
    (tmp_path / "deep.md").write_text(DEEP, encoding="utf-8")
    _, short, _ = wenju(tmp_path / "deep.md")
    assert "事务39" in short
    assert "第7节的细目" not in short
    assert f"and {OUTLINE_LINES - 1} sections below these: --outline" in short
    _, whole, _ = wenju(tmp_path / "deep.md", "--outline")
    assert "第7节的细目" in whole
    _, part, _ = wenju(tmp_path / "deep.md", "--section", "事务7")
    assert "第7节的细目" in part
    assert "事务8" not in part


def test_tables_are_printed_with_their_columns(wenju: Any, tmp_path: Path) -> None:
    (tmp_path / "t.md").write_text(
        "# 表\n\n表 1 收入\n\n| 年份 | 收入 |\n|---|---|\n| 2024 | 73.4 |\n", encoding="utf-8"
    )
    _, short, _ = wenju(tmp_path / "t.md")
    assert "表 1 收入" in short
    assert "年份 | 收入" in short
    assert "│ 2024" not in short
    _, out, _ = wenju(tmp_path / "t.md", "--tables")
    assert out.count("年份 ┃") == 1
    assert "│ 2024 │ 73.4 │" in out


def test_folders_and_archives_are_looked_into_and_what_fails_is_named(wenju: Any, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.md").write_text("# 甲馆\n\n甲馆九点开门。\n", encoding="utf-8")
    (folder / "broken.docx").write_bytes(b"no document")
    (folder / "photo.png").write_bytes(b"x")
    (folder / ".hidden.md").write_text("藏")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("in/b.md", "# 乙馆\n\n乙馆十点开门。\n")
    code, out, err = wenju(folder)
    assert code == 1
    assert "甲馆" in out
    assert "乙馆" in out
    assert "more.zip/in/b.md" in out.replace("\n", "")
    assert "photo.png" in out.replace("\n", "")
    assert "broken.docx: " in err
    assert "藏" not in out
    code, out, _ = wenju(folder, tmp_path / "nowhere.md", "--json")
    data = json.loads(out)
    assert code == 1
    assert [file["title"] for file in data["files"]] == ["甲馆", "乙馆"]
    assert {Path(name).name for name in data["failed"]} == {"broken.docx", "nowhere.md"}
    assert {Path(name).name for name in data["skipped"]} == {"photo.png"}


def test_a_file_that_cannot_be_read_has_a_reason(wenju: Any, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    code, out, err = wenju(tmp_path / "empty.txt")
    assert (code, out) == (1, "")
    assert err.startswith("wenju: ")
    assert "empty.txt: " in err


def test_warnings_pages_and_reasons_are_shown() -> None:
    dropped = {"page numbers": Dropped(2, 4, ["p. 1: - 1 -"]), "images": Dropped(1, 30, ["![图](a.png)"])}
    health = Health(1000, 970, 4, dropped, 0, 12, unread=[3, 4, 9], scanned=[2], garbled=0.031, notes=["pages 3 fail"])
    source = Source("d", "[bold]题[/bold]", "a.pdf", "文", [], {"issuer": "云溪[red]局"}, health)
    console = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115
    print_inspection(console, inspect(source, []), outline=False, passages=True, tables=True)
    out = console.export_text()
    for shown in ("[bold]题[/bold]", "云溪[red]局", "no headings", "page numbers", "- 1 -", "3–4, 9", "⚠ pages 3 fail"):
        assert shown in out
    assert "3.1%" in out
    assert "lost" not in out
    lines = out.splitlines()
    at = {name: next(i for i, line in enumerate(lines) if line.strip().startswith(name)) for name in dropped}
    assert at["images"] < at["page numbers"], "the largest first"


def test_a_loss_is_shown_as_a_fault() -> None:
    source = Source("d", "题", "a.txt", "文", [], {}, Health(10, 8, lost=2))
    console = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115
    print_inspection(console, inspect(source, []), outline=False, passages=False, tables=False)
    assert "a fault in Wenju" in console.export_text()


def test_what_is_indexed_can_be_inspected(assistant: Assistant) -> None:
    row = next(row for row in assistant.documents() if str(row["source"]).endswith("yearbook.txt"))
    found = assistant.inspect(str(row["id"]))
    assert found is not None
    assert found.source.title == row["title"]
    assert len(found.passages) == row["passages"]
    assert found.health.to_dict() == row["health"]
    assert any("公共交通" in section.heading for section in found.sections)
    assert all(section.passages for section in found.sections)
    assert assistant.inspect("none") is None
