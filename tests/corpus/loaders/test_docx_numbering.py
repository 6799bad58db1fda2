from __future__ import annotations

import pytest

from corpus.loaders.sheet.number_formats import chinese, formatted, letters, roman


def numbered(levels: str, extra: str = "", override: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{extra}'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{override}</w:num>'
    )


def level(depth: int, style: str, text: str, more: str = "") -> str:
    shown = f'<w:numFmt w:val="{style}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/>{shown}</w:lvl>'


def item(text: str, depth: int = 0, number: int = 1) -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def lines(source) -> list[str]:
    return source.text.split("\n")


OFFICIAL = numbered(
    level(0, "chineseCountingThousand", "第%1章")
    + level(1, "chineseCounting", "%2、")
    + level(2, "chineseCounting", "（%3）")
    + level(3, "decimal", "%4.")
)


def test_chapters_sections_items(read, word):
    body = item("总则") + item("目标", 1) + item("做法", 2) + item("登记", 3) + item("查验", 3) + item("保障", 2)
    body += item("附则") + item("施行", 1)
    source = read("a.docx", word(body, numbering=OFFICIAL))
    assert lines(source) == [
        *("第一章 总则", "一、目标", "（一）做法", "1. 登记", "2. 查验", "（二）保障"),
        *("第二章 附则", "一、施行"),  # lower levels start again
    ]
    assert source.blocks[2].metadata["section"] == ["第一章 总则", "一、目标", "（一）做法"]
    assert source.health.added == len("第一章一、（一）1.2.（二）第二章一、")


def test_an_article_number_goes_on_over_chapters(read, word):
    levels = level(0, "chineseCounting", "第%1章") + level(1, "chineseCounting", "第%2条", '<w:lvlRestart w:val="0"/>')
    body = item("总则") + item("为了发展，制定本办法。", 1) + item("管理") + item("市政府负责。", 1)
    assert lines(read("a.docx", word(body, numbering=numbered(levels)))) == [
        *("第一章 总则", "第一条 为了发展，制定本办法。", "第二章 管理", "第二条 市政府负责。"),
    ]


def test_two_lists_share_their_count_unless_one_starts_again(read, word):
    levels = level(0, "decimal", "（%1）")
    body = item("甲") + item("乙", number=2) + item("丙")
    assert lines(read("a.docx", word(body, numbering=numbered(levels)))) == ["（1）甲", "（2）乙", "（3）丙"]
    again = numbered(levels, override='<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    assert lines(read("b.docx", word(body, numbering=again))) == ["（1）甲", "（1）乙", "（2）丙"]


def test_legal_numbers_and_what_follows_them(read, word):
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", '<w:isLgl/><w:suff w:val="nothing"/>')
    body = item("总则") + item("范围", 1) + item("附则") + item("施行", 1)
    assert lines(read("a.docx", word(body, numbering=numbered(levels)))) == [
        "一、总则",
        "1.1范围",
        "二、附则",
        "2.1施行",
    ]


def test_a_level_used_without_the_one_above(read, word):
    levels = level(0, "decimal", "%1") + level(1, "decimal", "%1.%2")
    source = read("a.docx", word(item("登记", 1) + item("查验", 1), numbering=numbered(levels)))
    assert lines(source) == ["1.1 登记", "1.2 查验"]


def test_bullets_are_items_of_a_list(read, word):
    source = read("a.docx", word(item("登记") + item("查验"), numbering=numbered(level(0, "bullet", "\uf0b7"))))
    assert [(block.page_content, block.metadata["kind"]) for block in source.blocks] == [
        ("• 登记", "list"),
        ("• 查验", "list"),
    ]


def test_numbers_come_from_styles_too(read, word):
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="章"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '<w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="条"/><w:basedOn w:val="A"/></w:style>'
    )
    levels = level(0, "chineseCounting", "第%1章", '<w:pStyle w:val="A"/>') + level(
        1, "chineseCounting", "第%2条", '<w:pStyle w:val="B"/>'
    )
    none = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text, more in [("A", "总则", ""), ("B", "目的", ""), ("A", "没有编号", none), ("A", "附则", "")]
    )
    source = read("a.docx", word(body, styles=styles, numbering=numbered(levels)))
    assert lines(source) == ["第一章 总则", "第一条 目的", "没有编号", "第二章 附则"]


def test_a_list_by_the_name_of_a_style(read, word):
    styles = (
        '<w:style w:type="numbering" w:styleId="N"><w:name w:val="N"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    extra = '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="N"/></w:abstractNum>'
    link = '<w:num w:numId="9"><w:abstractNumId w:val="7"/></w:num>'
    numbering = numbered(level(0, "decimal", "%1)"), extra) + link
    source = read("a.docx", word(item("登记", number=9), styles=styles, numbering=numbering))
    assert source.text == "1) 登记"


def test_a_deleted_paragraph_is_not_counted(read, word):
    gone = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
        '<w:del w:id="2"><w:r><w:delText>删掉的一条</w:delText></w:r></w:del></w:p>'
    )
    source = read("a.docx", word(item("甲") + gone + item("乙"), numbering=numbered(level(0, "decimal", "%1."))))
    assert lines(source) == ["1. 甲", "2. 乙"]
    assert source.health.dropped["deletions"].characters == 5


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1003, "一千零三"),
        (0, "0"),
    ],
)
def test_counting_in_chinese(number, text):
    assert chinese(number) == text


@pytest.mark.parametrize(
    ("style", "number", "text"),
    [
        ("upperRoman", 14, "XIV"),
        ("lowerLetter", 28, "bb"),
        ("decimalEnclosedCircleChinese", 21, "㉑"),
        ("decimalEnclosedCircle", 99, "99"),
        ("decimalFullWidth", 12, "１２"),
        ("chineseLegalSimplified", 15, "壹拾伍"),
        ("ideographTraditional", 3, "丙"),
        ("ideographDigital", 2022, "二〇二二"),
        ("ordinal", 12, "12th"),
        ("none", 3, ""),
        ("a format of another program", 3, "3"),
    ],
)
def test_formats(style, number, text):
    assert formatted(number, style) == text


def test_formats_end_somewhere():
    assert [roman(5000), roman(-1), letters(0), letters(10**6)] == ["5000", "-1", "0", "1000000"]
