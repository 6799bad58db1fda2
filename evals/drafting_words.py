"""What drafted questions are put together from: names of sections, sentences that stand alone, ids."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import PurePath

from langchain_core.documents import Document

from evals.dataset import Evidence, Question
from index.passage import about
from rag.phrase import plain_heading

_HAN = re.compile(r"[\u4e00-\u9fff]")
_NOTE = re.compile(r"^(?:>|注[:：]|备注|资料来源|数据来源|来源[:：]|说明[:：])")
_ASKING = re.compile(r"什么|哪些|哪个|哪里|多少|如何|怎么|是否|吗$|[?？]")
_SENTENCE = re.compile(r"[^。！？；\n]+")
_ITEM_MARK = re.compile(
    r"^(?:[•·●◆]|\d{1,2}[.、．](?!\d)|[（(][\w]{1,3}[）)]|第?[一二三四五六七八九十]+(?:、|是|[，,]))\s*"
)
_RUN_IN = re.compile(r"^[^，。：:]{2,24}[：:](?=.{8})")
_LEANING = re.compile(
    r"^(?:该|此|这|其|他们|它|上述|以上|虽然|尽管|比如|例如|特别是|不仅|通过|同时|此外|另外|另有|并|也|还|但|而|且|又|则|即|如|从而|进而|以及|因此|因而|所以|由此|届时|目前|当前"
    r"|今年|去年|当年|同年|同期|年均|同比|环比|占|达|增长|增速|下降|降低|比上年|较上年|平均|合计|共|总计|累计|实现|预计|已|将|为|由|从|仅|超|近|约|其中|分别|最终|随后|截至目前"
    r"|原文|本|全文|前者|后者|两者|三是|\d)"
)
_GENERIC = re.compile(
    r"^(?:案例\s*\d+\s*)?(?:的)?(?:主要|具体|实践|实施|创新|改革|工作|典型|基本|总体|试点|取得|有关|相关|下一步|几点)*(?:的)?"
    r"(?:做法|效果|成效|成果|举措|措施|背景|概况|情况|现状|经验|启示|思路|打算|安排|要求|目标|内容|特点|问题|挑战|对策|建议|保障|原则|任务"
    r"|附录|附件|附表|摘要|前言|概述|结语|总报告|专题篇|案例篇|政策篇|数据篇|数据表|术语表|推广价值|应用推广)"
    r"(?:及|和|与|、|$).{0,8}$|^第[一二三四五六七八九十]+(?:部分|篇|章)?$|^专栏\s*\d+|^案例\s*\d+|^[图表]\s*\d|[：:]$|^其他$"
)
_GAP = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：、）》”]) +(?=[\dA-Za-z\u4e00-\u9fff（《“])"
    r"|(?<=[\dA-Za-z%）”]) +(?=[\u4e00-\u9fff，。；：、（《“])"
)
_LONG_NAME = 40
_PAIRS = ("（）", "()", "“”", "《》", "〔〕", "【】")


def chinese(text: str) -> bool:
    """Whether `text` is mostly Chinese: the rules for sentences know no other language."""
    letters = sum(character.isalpha() for character in text)
    return letters > 0 and len(_HAN.findall(text)) >= 0.6 * letters


def lines(passage: Document) -> Iterator[str]:
    """The lines that state something: no headings, no notes, nothing of a page that lists questions."""
    _, section, _ = about(passage)
    headings = set(section)
    found = [line.strip() for line in passage.page_content.split("\n") if line.strip()]
    if sum(bool(_ASKING.search(line)) for line in found) * 3 > len(found):
        return
    for line in found:
        if line not in headings and not _NOTE.match(line) and chinese(line):
            yield line


def sentences(passage: Document) -> Iterator[str]:
    """Sentences that can be understood alone, without mark and run-in heading; each a slice of the passage."""
    for line in lines(passage):
        for match in _SENTENCE.finditer(line):
            sentence = _RUN_IN.sub("", _ITEM_MARK.sub("", match[0].strip())).strip()
            if not _LEANING.match(sentence) and not _ASKING.search(sentence) and balanced(sentence):
                yield sentence


def balanced(text: str) -> bool:
    """Whether every bracket and quotation mark has its other half."""
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in _PAIRS)


def generic(heading: str) -> bool:
    """Whether a heading says nothing of the subject: 「主要做法」."""
    return bool(_GENERIC.search(plain_heading(heading).strip()))


def subject(passage: Document, path: list[str] | None = None) -> str:
    """What a passage is about, by the outermost heading that says it, else by the document's title."""
    title, section, _ = about(passage)
    for heading in section if path is None else path:
        if not generic(heading) and len(heading) <= _LONG_NAME:
            return plain_heading(heading).strip(" ：:。；")
    return title


def framed(passage: Document, asked: str) -> str:
    """`asked` with its subject in front, unless it names the subject itself."""
    name = subject(passage)
    if not name or shared(name, asked) >= 5:
        return asked
    return f"关于{name}，{asked}"


def tidy(text: str) -> str:
    """`text` without the stray spaces that extraction leaves between Chinese characters and figures."""
    return _GAP.sub("", " ".join(text.split()))


def shared(a: str, b: str) -> int:
    """The length of the longest text that both hold."""
    return next(
        (n for n in range(min(len(a), len(b), 12), 0, -1) if any(a[i : i + n] in b for i in range(len(a) - n + 1))), 0
    )


def file_name(passage: Document) -> str:
    """The name of the file that a passage is from."""
    return PurePath(str(passage.metadata.get("source", ""))).name


def drafted(
    passage: Document,
    kind: str,
    asked: str,
    quotes: list[str],
    answer: str,
    must: tuple[tuple[str, ...], ...] = (),
) -> Question:
    """The question as a draft; the same words have the same id."""
    evidence = tuple(Evidence(file_name(passage), quote) for quote in quotes)
    asked = tidy(asked)
    return Question(
        draft_id(asked), asked, kind, evidence=evidence, answer=answer, must=must, note=f"drafted by rule: {kind}"
    )


def draft_id(asked: str) -> str:
    """The id of the draft that asks this."""
    return f"draft-{hashlib.sha256(asked.encode()).hexdigest()[:12]}"
