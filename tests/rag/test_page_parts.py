"""What the page shows and keeps, without a browser: escaping, highlighting, turns, uploads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document

from corpus import Source
from corpus.health import Health
from corpus.inspection import Inspection, Section, Table
from corpus.ledger import Dropped
from index import StoreBusy, SyncReport
from rag.assistant import Assistant as RealAssistant
from rag.explanation import Arm, Contribution, Why
from rag.matched import Match
from rag.page.conversation import Turn, message_html, messages
from rag.page.desk import MAX_QUESTION, MAX_TURNS, Desk, open_assistant
from rag.page.details import details_html
from rag.page.evidence import evidence_html
from rag.page.library import documents_html, report_html
from rag.page.markup import highlighted, inert
from rag.page.uploads import keep_upload
from rag.page.why import answers_html, why_html
from rag.page.words import LANGUAGES, limits_text, words
from rag.settings import Settings
from rag.types import Answer, Citation

ATTACK = "<img src=x onerror=alert(1)>\"'><script>x</script>![a](http://h/i.png)[b](javascript:x) ${x} {{x}} $$x$$ `c`"
PRINTED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"))


class Reader(HTMLParser):
    """What a browser would see: tags, ids, links and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.marked = ""
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name in ("src", "style", "action")]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.tags and self.tags[-1] == "mark":
            self.marked += data
            self.tags.append("after-mark")


def citation(marker: int = 1, quote: str = "二十二点", **changes: Any) -> Citation:
    return Citation(
        **{
            "marker": marker, "document": "d", "title": "办法", "source": "/a/办法.pdf", "section": ("第一章", "开放"),
            "page": 3, "quote": quote, "start": 2, "end": 2 + len(quote), "passage": "p1",
        } | changes
    )  # fmt: skip


def answered(number: int = 1, text: str = "周末到二十二点。[1]", **changes: Any) -> Turn:
    answer = Answer("几点？", text, True, (citation(),), timings={"total": 1234.0}, **changes)
    return Turn(number, "几点？", answer=answer, contexts=[("周末二十二点闭馆", 2, 6)])


def inspection(text: str, health: Health) -> Inspection:
    """An inspected document all of whose words are `text`."""
    facts = {"provider": text}
    sections = [Section((text,), 0, 9, 3, 1, facts), Section((text, text), 5, 9, 4, 1)]
    table = Table(text, text, (text,), ((text,), (text,)), 1, (text,), 3, 0, 9)
    source = Source("d", text, f"/a/{text}", text, [], {text: text, "issuer": text}, health)
    return Inspection(source, sections, [], [table])


@given(PRINTED)
def test_inert_text_is_shown_exactly_and_holds_no_markup(text: str) -> None:
    reader = Reader(inert(text))
    assert reader.tags == []
    assert reader.text == text
    assert not set(inert(text)) & set("<>\"'`*_[]()!$\\{}\n|~")


@given(st.text("甲乙丙。\t\n<&", max_size=60), st.data())
def test_highlight_covers_exactly_the_range(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    reader = Reader(highlighted(text, start, end))
    layout = str.maketrans("", "", "\t\n")
    assert reader.marked == text[start:end].translate(layout)
    assert reader.text == text.translate(layout)
    assert reader.tags.count("tr") == sum("\t" in line for line in text.split("\n"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_from_outside_becomes_markup(language: str) -> None:
    passage = Document(ATTACK, id="p9", metadata={"title": ATTACK, "section": [ATTACK], "page": 1})
    cited = citation(quote=ATTACK, title=ATTACK, source=f"/a/{ATTACK}", section=(ATTACK,))
    answer = Answer(ATTACK, f"{ATTACK}[1]", True, (cited,), (passage,), {"total": 1.0}, ATTACK, ATTACK)
    turns = [
        Turn(1, ATTACK, answer=answer, contexts=[(ATTACK, 0, 5)]),
        Turn(2, ATTACK, answer=Answer(ATTACK, ATTACK, False, (), (passage,))),
        Turn(3, ATTACK, text=ATTACK),
        Turn(4, ATTACK, error=ATTACK),
    ]
    health = {"notes": [ATTACK], "dropped": {ATTACK: {"times": 1}}}
    table = [{"id": ATTACK, "title": ATTACK, "source": ATTACK, "passages": 1, "characters": 2, "health": health}]
    pages = [message["content"] for message in messages(turns, language)]
    pages += [evidence_html(turns, language), documents_html(table, language)]
    pages.append(report_html({"failed": {ATTACK: ATTACK}, "notes": {ATTACK: [ATTACK]}}, language))
    pages.append(details_html(inspection(ATTACK, Health.from_dict(health)), language))
    for html in pages:
        reader = Reader(html)
        assert not set(reader.tags) & {"img", "script", "form", "iframe", "code", "em"}
        assert all(link.startswith("#") for link in reader.links)
        assert "\n" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_is_only_text_and_goes_where_it_was_asked_for(language: str) -> None:
    passage = Document(ATTACK, metadata={"title": ATTACK, "score": 0.5})
    ways: list[tuple[Any, Any]] = [("same word", "text"), ("thesaurus", "heading"), ("meaning", "text")]
    matches = tuple(Match(ATTACK, 0, 3, ATTACK, how, place, (), 0.7) for how, place in ways)
    signals = (Contribution(ATTACK, 1.0, 1.0, 0.5),)
    why = Why(passage, 1, 2, (Arm(ATTACK, 1, 2.0),), matches, signals, 0.25)
    html = answers_html({"wj-t1-c1": why, "wj-t1-p1": None}, language)
    reader = Reader(html)
    assert set(reader.tags) == {"div", "p", "span", "small"}
    assert "\n" not in html
    assert re.findall('data-for="([^"]*)"', html) == ["wj-t1-c1-why", "wj-t1-p1-why"]
    assert f"{ATTACK} → {ATTACK}" in reader.text
    assert "0.70" in reader.text
    assert words(language)["why_gone"] in reader.text


def test_why_shows_chips_and_bars() -> None:
    signals = (Contribution("late", 1.0, 1.0, 0.4), Contribution("word", 1.0, 1.0, 0.1), Contribution("odd", 0, 1, 0.0))
    matches = (
        Match("企业", 0, 2, "企业", "same word", "text", ((0, 2),)),
        Match("企业", 3, 5, "企业", "same word", "text", ((0, 2),)),
        Match("老板", 5, 7, "经营者", "thesaurus", "heading"),
        Match("约定", 7, 9, "预约", "meaning", "text", ((3, 5),), 0.71),
    )
    passage = Document("企业预约", metadata={"score": 0.5})
    html = why_html(Why(passage, 2, 5, (Arm("words", 3, 1.0), Arm("bigrams", None, None)), matches, signals), "zh")
    assert re.findall(r"wj-chip wj-([a-z-]+)", html) == ["same-word", "thesaurus", "meaning"]
    text = Reader(html).text
    assert "老板 → 经营者 别名 标题" in text
    assert "约定 → 预约 近义 0.71" in text
    assert re.findall(r"wj-long-(\d+)", html) == ["20", "5", "0"]
    assert "列第 2，得分 0.50 · 仅按得分列第 5" in text
    assert "词语 第 3 · 字对 –" in text


def test_each_evidence_can_say_why(desk: Desk) -> None:
    reader = Reader(evidence_html([answered()], "zh"))
    assert "#wj-t1-c1" in reader.links
    assert "wj-t1-c1-why" in reader.ids
    assert desk.why([], 1, "zh") == ""
    assert desk.why([Turn(1, "几点？")], 1, "zh") == ""


def test_why_looks_again_where_was_looked(index_folder: Path) -> None:
    assistant = RealAssistant.open(index_folder, settings=Settings())
    desk = Desk(assistant, Settings(index=index_folder))
    yearbook = next(d["id"] for d in assistant.documents() if d["source"].endswith("yearbook.txt"))
    *_, turns = desk.ask([], "环湖快线什么时候通车？", [yearbook], "zh")
    html = desk.why(turns, 1, "zh")
    keys = re.findall('data-for="([^"]*)"', html)
    assert keys == [name for name in Reader(evidence_html(turns, "zh")).ids if name.endswith("-why")]
    assert words("zh")["why_gone"] not in html
    assert "wj-same-word" in html
    turns[0].scope = (next(d["id"] for d in assistant.documents() if d["id"] != yearbook),)
    assert desk.why(turns, 1, "zh").count(words("zh")["why_gone"]) == len(keys)


def test_details_show_outline_tables_and_what_was_left_out() -> None:
    dropped = {"page numbers": Dropped(3, 6, ["p. 2: — 2 —"]), "odd things": Dropped(1, 1, ["x"])}
    health = Health(100, 92, 0, dropped, 0, 7, unread=[2, 4, 5], scanned=[3], tables=1, garbled=0.05, notes=["注意"])
    html = details_html(inspection("开放时间", health), "zh")
    text = Reader(html).text
    assert "wj-level-2" in html
    for shown in (
        "发布单位 开放时间",
        "第 3 页",
        "未收录：页码（3 处）",
        "— 2 —",
        "odd things",
        "6.0%",
        "92.0%",
        "5.0%",
    ):
        assert shown in text
    for shown in (
        "⚠ 注意",
        "⚠ 第 2, 4–5 页没有可读的文字",
        "第 3 页的文字由图像识别得来",
        "表格（1 个）",
        "1 列 × 1 行",
    ):
        assert shown in text
    assert "Left out: page numbers (×3)" in Reader(details_html(inspection("x", health), "en")).text
    assert details_html(None, "zh") == ""
    assert "没有标题" in details_html(Inspection(inspection("x", health).source, [], [], []), "zh")


def test_the_kinds_of_files_that_can_be_uploaded_are_named_once() -> None:
    text = limits_text(words("zh"), [".txt", ".text", ".md", ".markdown", ".docx", ".docm", ".html"], 100)
    assert "Word、网页、Markdown、纯文本，" in text
    assert "PDF" not in text
    assert "web pages, plain text, at most 7 MB" in limits_text(words("en"), [".htm", ".html", ".txt"], 7)


def test_the_library_warns_and_leads_to_the_details() -> None:
    health = {"dropped": {}, "notes": ["page 2 of 3: no text"], "unread": [2]}
    row = {"id": "f00d", "title": "办法", "source": "/a/办法.pdf", "passages": 3, "characters": 2000}
    reader = Reader(documents_html([row | {"health": health}, row | {"id": "cafe", "health": {"dropped": {}}}], "zh"))
    assert reader.links == ["#wj-doc-f00d", "#wj-doc-cafe"]
    assert reader.text.count("⚠") == 1
    assert "⚠ page 2 of 3: no text" in reader.text
    silent = documents_html([row | {"health": health | {"notes": []}}], "zh")
    assert "⚠ 第 2 页没有可读的文字" in Reader(silent).text


def test_a_marker_is_a_link_only_where_there_is_a_citation() -> None:
    html = message_html(answered(7, "甲[1]乙[2]。"), "zh")
    assert Reader(html).links[:1] == ["#wj-t7-c1"]
    assert "#wj-t7-c2" not in html
    assert "甲[1]乙[2]。" in Reader(html).text


def test_every_link_leads_to_evidence_and_ids_are_unique_over_turns() -> None:
    passages = tuple(Document(f"段落{i}", id=f"x{i}", metadata={"title": "办法"}) for i in range(6))
    turns = [answered(1), answered(2), Turn(3, "别的？", answer=Answer("别的？", "没有。", False, (), passages))]
    page = Reader("".join(m["content"] for m in messages(turns, "zh")) + evidence_html(turns, "zh"))
    assert len(page.ids) == len(set(page.ids))
    targets = {link[1:] for link in page.links if link != "#"}
    assert targets
    assert targets <= set(page.ids)


def test_evidence_shows_title_section_page_source_and_the_quote() -> None:
    reader = Reader(evidence_html([answered()], "zh"))
    assert reader.marked == "二十二点"
    for shown in ("办法", "第一章 › 开放", "第 3 页", "办法.pdf"):
        assert shown in reader.text
    assert "/a/" not in reader.text


def test_cited_passages_come_first_and_the_others_apart_in_a_fold() -> None:
    passages = (Document("另外的段落", id="p2", metadata={}), Document("引用的段落", id="p1", metadata={}))
    html = evidence_html([answered(passages=passages)], "zh")
    cited, fold, others = html.partition('<details class="wj-others"><summary>')
    assert fold
    assert "wj-t1-c1" in cited
    assert Reader(others).text.startswith("另外找到（回答未引用）：1 段")
    assert "另外的段落" in others
    assert "引用的段落" not in html
    assert "wj-others" not in evidence_html([answered(passages=passages[1:])], "zh")
    refused = evidence_html([Turn(1, "？", answer=Answer("？", "没有。", False, (), passages))], "zh")
    assert "wj-others" not in refused
    assert "最接近的段落" in refused
    assert refused.index("另外的段落") < refused.index("引用的段落")


def test_refusals_notices_and_the_understood_question_are_told_apart() -> None:
    refused = message_html(Turn(1, "？", answer=Answer("？", "没有写到。", False)), "zh")
    assert "wj-refusal" in refused
    assert "未作答" in refused
    told = message_html(answered(understood="图书馆几点闭馆", notice="语言模型没有回应"), "zh")
    assert "wj-refusal" not in told
    assert "理解为：图书馆几点闭馆" in Reader(told).text
    assert "语言模型没有回应" in told


def test_both_languages_have_words_for_everything() -> None:
    assert words("zh").keys() == words("en").keys()
    assert words("fr") == words("zh")
    assert not [key for key, word in words("en").items() if any("\u4e00" <= sign <= "\u9fff" for sign in word)]


class Assistant:
    """Answers and indexes as told, and remembers what it was asked."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[tuple[str, list[str], Any]] = []
        self.indexed: list[str] = []
        self.failing: dict[str, str] = {}

    def stream(self, question: str, history: list[str], filter: Any) -> Iterator[str | Answer]:
        self.asked.append((question, list(history), filter))
        yield "周末"
        if self.error:
            raise self.error
        yield "到二十二点。[1]"
        yield Answer(question, "周末到二十二点。[1]", True, (citation(),))

    def section_text(self, cited: Citation) -> tuple[str, int, int]:
        return cited.quote, 0, len(cited.quote)

    def sync(self, paths: list[Path], progress: Any) -> SyncReport:
        if self.error:
            raise self.error
        report = SyncReport()
        for path in map(str, paths):
            if Path(path).name in self.failing:
                report.failed[path] = self.failing[Path(path).name]
            else:
                report.added.append(path)
                self.indexed.append(path)
        return report

    def remove(self, paths: list[Path]) -> SyncReport:
        self.indexed = [path for path in self.indexed if Path(path) not in paths]
        return SyncReport(removed=[str(path) for path in paths])

    def documents(self) -> list[dict[str, Any]]:
        return [{"source": path, "title": path, "passages": 1, "characters": 1} for path in self.indexed]


@pytest.fixture
def assistant() -> Assistant:
    return Assistant()


@pytest.fixture
def desk(assistant: Assistant, tmp_path: Path) -> Desk:
    return Desk(assistant, SimpleNamespace(index=tmp_path / "index", documents=tmp_path))  # type: ignore[arg-type]


def test_asking_grows_the_answer_and_hands_on_history_and_scope(desk: Desk, assistant: Assistant) -> None:
    shown = [turns[-1].text for turns in desk.ask([], " 几点？ ", [], "zh")]
    assert shown[:3] == ["", "周末", "周末到二十二点。[1]"]
    first = list(desk.ask([], "几点？", [], "zh"))[-1]
    second = list(desk.ask(first, "那工作日呢？", ["d"], "zh"))[-1]
    assert assistant.asked[-1] == ("那工作日呢？", ["几点？"], {"document": ["d"]})
    assert [turn.number for turn in second] == [1, 2]
    assert second[-1].contexts == [("二十二点", 0, 4)]
    assert not any(turn.running for turn in second)


def test_a_blank_question_asks_nothing_and_a_long_one_is_cut(desk: Desk, assistant: Assistant) -> None:
    assert list(desk.ask([], "  \n ", [], "zh")) == [[]]
    assert assistant.asked == []
    list(desk.ask([], "问" * (MAX_QUESTION + 5), [], "zh"))
    assert len(assistant.asked[0][0]) == MAX_QUESTION


def test_numbers_go_on_when_old_turns_are_let_go(desk: Desk) -> None:
    turns: list[Turn] = []
    for _ in range(MAX_TURNS + 2):
        turns = list(desk.ask(turns, "几点？", [], "zh"))[-1]
    assert len(turns) == MAX_TURNS
    assert [turns[0].number, turns[-1].number] == [3, MAX_TURNS + 2]


def test_errors_become_words_and_do_not_enter_the_history(desk: Desk, assistant: Assistant) -> None:
    assistant.error = StoreBusy(Path("somewhere"))
    turns = list(desk.ask([], "几点？", [], "zh"))[-1]
    assert str(assistant.error) in turns[-1].error
    assert "另一个程序正在写入资料库" in turns[-1].error
    assistant.error = RuntimeError("secret path /etc")
    turns = list(desk.ask(turns, "几点？", [], "zh"))[-1]
    assert "RuntimeError" in turns[-1].error
    assert "secret" not in turns[-1].error
    assistant.error = None
    list(desk.ask(turns, "现在呢？", [], "zh"))
    assert assistant.asked[-1][1] == []


def test_uploads_are_indexed_and_failures_are_not_kept(desk: Desk, assistant: Assistant, tmp_path: Path) -> None:
    assistant.failing = {"坏.pdf": "encrypted"}
    for name in ("好.md", "坏.pdf", "病毒.exe"):
        (tmp_path / name).write_bytes(name.encode())
    html = desk.add([str(tmp_path / name) for name in ("好.md", "坏.pdf", "病毒.exe")], "zh", None)
    assert desk.uploaded() == ["好.md"]
    text = Reader(html).text
    assert "encrypted" in text
    assert "病毒.exe：不支持这种格式" in text
    desk.remove(["../../好.md", "好.md"], "zh")
    assert desk.uploaded() == []
    assert (tmp_path / "好.md").exists()


def test_an_upload_during_another_write_is_not_kept(desk: Desk, assistant: Assistant, tmp_path: Path) -> None:
    assistant.error = StoreBusy(tmp_path)
    (tmp_path / "好.md").write_text("文")
    assert "another process" in Reader(desk.add([str(tmp_path / "好.md")], "zh", None)).text
    assert desk.uploaded() == []


def test_uploads_keep_their_names_and_never_replace_one_another(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    contents = ["一", "二", "一", "三"]
    kept = []
    for number, content in enumerate(contents):
        file = tmp_path / str(number) / "报告《一》.txt"
        file.parent.mkdir()
        file.write_text(content, encoding="utf-8")
        kept.append(keep_upload(file, folder))
    assert [path.name for path in kept] == [
        "报告《一》.txt",
        "报告《一》 (2).txt",
        "报告《一》.txt",
        "报告《一》 (3).txt",
    ]
    assert [path.read_text(encoding="utf-8") for path in kept] == contents


@given(st.text("./\\~ ab章\u202e:", max_size=12))
def test_no_name_leads_out_of_the_folder(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    top = tmp_path_factory.mktemp("names")
    file = top / "given"
    file.write_text("x")
    named = SimpleNamespace(name=f"{name}.md", open=file.open, __fspath__=lambda: str(file))
    try:
        kept = keep_upload(named, top / "uploads")  # type: ignore[arg-type]
    except ValueError:
        assert not (top / "uploads").exists() or not list((top / "uploads").iterdir())
        return
    assert kept.resolve().parent == (top / "uploads").resolve()
    assert not kept.name.startswith((".", "~"))


@pytest.mark.parametrize("name", ["无后缀", "程序.exe", ".md", "..", "图.svg"])
def test_names_without_a_known_ending_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"\.md"):
        keep_upload(Path(tmp_path, "x") / name if name != ".." else Path(".."), tmp_path / "uploads")
    assert not (tmp_path / "uploads").exists()


def test_an_interrupted_first_indexing_is_made_up_for(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "pool.md").write_text("# 游泳馆\n\n游泳馆周末开到二十二点。\n", "utf-8")
    settings = Settings(index=tmp_path / "index", documents=documents)
    RealAssistant.open(settings=settings, create=True)  # the database is there, nothing is in it
    assert [d["title"] for d in open_assistant(settings).documents()] == ["游泳馆"]
    (documents / "pool.md").write_text("# 游泳馆新规\n\n游泳馆周末开到二十一点。\n", "utf-8")
    assert [d["title"] for d in open_assistant(settings).documents()] == ["游泳馆新规"]


def test_an_index_that_never_held_a_document_gets_the_shipped_ones(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "pool.md").write_text("# 游泳馆\n\n游泳馆周末开到二十二点。\n", "utf-8")
    settings = Settings(index=tmp_path / "index", documents=documents)
    assistant = RealAssistant.open(settings=settings, create=True)
    assistant.sync([tmp_path / "nowhere"], rebuild=True)  # publishes a generation that holds nothing
    assert assistant.store.store.generation == 1
    assert [d["title"] for d in open_assistant(settings).documents()] == ["游泳馆"]
    assistant.remove([documents])
    assert open_assistant(settings).documents() == [], "what was taken out is not put back"
