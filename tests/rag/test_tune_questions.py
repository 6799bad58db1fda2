"""Questions made from passages, and how they are parted."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.documents import Document

from rag.tune.measure import Gain, gain, ndcg
from rag.tune.parts import parted
from rag.tune.questions import ASKED, Question, made


def passage(id_: str, text: str, *section: str, **meta: Any) -> Document:
    about = {"document": "d", "title": "报告", "section": list(section), "kind": "paragraph", **meta}
    return Document(id=id_, page_content=text, metadata=about)


def of_kind(kind: str, *passages: Document) -> list[Question]:
    return [question for question in made(passages) if question.kind == kind]


def test_a_heading_asks_for_what_stands_below_it() -> None:
    one = passage("1", "第二章 仓库管理\n货物按批次登记，出入库各有一张单据，每日核对一次。", "报告", "第二章 仓库管理")
    two = passage("2", "钥匙由两人分别保管，任何一人不得单独入内。", "报告", "第二章 仓库管理")
    first, *_ = found = of_kind("heading", one, two)
    assert first.text == "仓库管理"
    assert first.wanted == (frozenset({"1", "2"}),)
    assert "批次" in first.about
    assert "仓库管理" not in first.about
    assert [question.text for question in found] == ["仓库管理"] or found[1].text.endswith("仓库管理")


def test_a_heading_that_stands_twice_asks_nothing() -> None:
    one = passage("1", "货物按批次登记，出入库各有一张单据，每日核对一次。", "甲", "主要做法")
    two = passage("2", "旅客在柜台办理登记，工作人员当场核对证件。", "乙", "主要做法")
    assert not of_kind("heading", one, two)


def test_a_sentence_is_thinned_and_taken_out_of_what_is_to_be_found() -> None:
    said = {
        "1": ("青海湖沿岸新建三座观鸟平台，配备望远镜和讲解员。", "门票收入全部用于湿地保护与科研监测。"),
        "2": ("面粉须在阴凉干燥处存放，防止受潮发霉。", "烤箱预热到两百度，再放入揉好的面团。"),
        "3": ("列车晚点超过半小时，乘客可免费改签。", "行李遗失请到失物招待室登记领取。"),
        "4": ("小提琴的琴弓要定期涂抹松香。", "乐团每逢周末在广场免费演出交响曲。"),
        "5": ("果园采用滴灌技术，节约用水并提高产量。", "苹果成熟后按照大小和颜色分级包装。"),
        "6": ("图书馆夜间开放自习室，提供热水和充电插座。", "读者凭身份证办理借阅卡，每次限借五册。"),
    }
    found = of_kind("sentence", *(passage(id_, one + other) for id_, (one, other) in said.items()))
    assert len(found) >= 6
    for question in found:
        ((id_,),) = question.wanted
        one, other = said[id_]
        assert question.about in (one, other)
        source = one if question.about == other else other
        assert all(word in source for word in question.text.split())
        assert len("".join(question.text.split())) < len(source)


def test_the_words_that_stand_everywhere_are_left_out() -> None:
    names = ["蝙蝠", "鲸鱼", "麻雀", "松鼠", "骆驼", "孔雀", "蜻蜓", "海豚", "河马", "刺猬"]
    rows = [passage(str(i), f"动物园里的{name}每天下午由饲养员喂食水果和{name}饼干。") for i, name in enumerate(names)]
    found = of_kind("sentence", *rows)
    assert not any(word in question.text for question in found for word in ("动物园", "饲养员", "下午"))


def test_nothing_is_made_of_a_text_that_stands_twice() -> None:
    text = "青海湖沿岸新建三座观鸟平台，配备望远镜和讲解员。"
    assert not of_kind("sentence", passage("1", text), passage("2", f"（{text}）另外，冬季闭馆。"))


def test_a_row_is_asked_for_by_its_label_and_a_column() -> None:
    table = passage(
        "t", "运输\t120\t95\n旅行\t80\t77\n合计\t200\t172", kind="table", context="表 1 进出口\n领域\t出口\t进口"
    )
    found = of_kind("row", table)
    assert {q.text for q in found} <= {f"{row} {name}" for row in ("运输", "旅行", "合计") for name in ("出口", "进口")}
    assert len(found) == 3
    assert all(q.wanted == (frozenset({"t"}),) and "120" not in q.about for q in found)


def test_a_definition_is_asked_for() -> None:
    (question,) = of_kind(
        "definition", passage("1", "本办法所称保税展示，是指货物在特定场所内陈列而不缴纳关税的业务。")
    )
    assert question.text == "什么是保税展示"
    assert question.about.startswith("货物在特定场所")


def test_the_same_seed_makes_the_same_questions() -> None:
    rows = [passage(str(i), f"第{i}号水库由村委会负责巡查，汛期每日测量水位并上报。") for i in range(9)]
    assert made(rows, 3) == made(rows, 3)


def sections(count: int) -> tuple[list[Document], list[Question]]:
    rows = [passage(f"{i}-{j}", "内容", "报告", f"第{i}节") for i in range(count) for j in range(3)]
    return rows, [Question(row.id or "", (frozenset({row.id or ""}),), "sentence", "") for row in rows]


def test_no_section_is_in_two_parts_and_no_question_is_lost() -> None:
    rows, questions = sections(40)
    parts = parted(questions, rows)
    where = [{q.text.split("-")[0] for q in part} for part in (parts.model, parts.ranking, parts.held_out)]
    assert not where[0] & where[1]
    assert not where[1] & where[2]
    assert not where[0] & where[2]
    assert [len(part) for part in where] == [20, 8, 12]
    assert len(parts.model) + len(parts.ranking) + len(parts.held_out) == len(questions)


def test_a_question_answered_in_two_parts_is_left_out() -> None:
    rows, questions = sections(40)
    everywhere = Question("all", tuple(q.wanted[0] for q in questions), ASKED, "")
    parts = parted([*questions, everywhere], rows)
    assert parts.left_out == 1
    assert everywhere not in (*parts.model, *parts.ranking, *parts.held_out)


def test_a_document_without_headings_is_parted_too() -> None:
    rows = [passage(str(i), "内容") for i in range(200)]
    parts = parted([Question(row.id or "", (frozenset({row.id or ""}),), "sentence", "") for row in rows], rows)
    assert all((parts.model, parts.ranking, parts.held_out))


def test_texts_of_a_program_are_parted_one_by_one() -> None:
    rows = [Document(id=str(i), page_content="内容") for i in range(10)]
    parts = parted([Question(row.id or "", (frozenset({row.id or ""}),), "sentence", "") for row in rows], rows)
    assert [len(part) for part in (parts.model, parts.ranking, parts.held_out)] == [5, 2, 3]


def wanting(*things: str) -> Question:
    return Question("?", tuple(frozenset(thing.split()) for thing in things), ASKED, "")


@pytest.mark.parametrize(
    ("question", "found", "value"),
    [
        (wanting("a"), ["a", "b"], 1.0),
        (wanting("a"), ["b", "a"], 0.6309),
        (wanting("a b"), ["c", "b", "a"], 0.6309),
        (wanting("a", "b"), ["a", "c", "b"], (1 + 0.5) / (1 + 0.6309)),
        (wanting("a"), list("bcdefghijka"), 0.0),
        (wanting("a"), [], 0.0),
        (wanting("a", "a"), ["a"], 1.0),
    ],
)
def test_ndcg(question: Question, found: list[str], value: float) -> None:
    assert ndcg(question, found) == pytest.approx(value, abs=1e-4)


def on(*ids: str) -> list[Question]:
    return [wanting(id_) for id_ in ids]


def test_a_gain_on_nearly_all_questions_is_proved_and_noise_is_not() -> None:
    questions = on(*map(str, range(60)))
    before = [0.5] * 60
    assert gain(questions, before, [0.6] * 50 + [0.5] * 10).proved
    noise = gain(questions, before, [0.5 + 0.3 * (-1) ** i for i in range(60)])
    assert not noise.proved
    assert noise.low < 0
    assert not gain(questions, before, before).proved


def test_few_questions_prove_nothing() -> None:
    assert not gain(on(*"abcdefghij"), [0.0] * 10, [1.0] * 10).proved
    assert gain([], [], []) == Gain(0, 0.0, 0.0, 0.0, 1.0)


def test_a_few_questions_that_win_among_many_that_tie_prove_nothing() -> None:
    questions = on(*map(str, range(72)))
    three, six = ([0.5 + 0.3 * (i < wins) for i in range(72)] for wins in (3, 6))
    few = gain(questions, [0.5] * 72, three)
    assert few.low > 0  # the bootstrap alone would be sure
    assert few.p == pytest.approx(1 / 8, abs=0.02)
    assert not few.proved
    assert gain(questions, [0.5] * 72, six).proved


def test_questions_on_the_same_passage_are_not_counted_as_many() -> None:
    before, after = [0.5] * 40, [0.9] * 22 + [0.3] * 18
    assert gain(on(*map(str, range(40))), before, after).low > gain(on(*(["a"] * 22 + ["b"] * 18)), before, after).low
