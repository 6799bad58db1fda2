"""Reports whose figures are known, and what a page holds."""

from __future__ import annotations

from collections.abc import Collection
from html.parser import HTMLParser

from evals.dataset import Evidence, Question
from evals.report import Report, Result

EVIL = "<script>alert('x')</script> & \"quotes\" 环湖快线全长11.6公里 | `code` @someone http://evil.example/x.png"
VOID = {"br", "hr", "input", "meta"}


def result(number: int, *, right: bool = True, kind: str = "number", error: str = "", text: str = "") -> Result:
    """A question with one piece of evidence that is found first (or not at all) and answered accordingly."""
    asked = Question(
        f"q-{number}",
        text or f"第{number}条线路有多长？",
        kind,
        evidence=(Evidence("yearbook.txt", "环湖快线全长11.6公里"),),
        answer="11.6公里",
        must=(("11.6公里", "11.6 km"),),
    )
    rank = 1 if right else None
    hit = float(right)
    return Result(
        asked,
        {"Complete@1": hit, "Complete@5": hit, "R@5": hit, "RR@10": hit, "false refusal": 0.0, "must": hit},
        ranks=[rank],
        items=["e0", "x2"] if right else ["x1", "x2"],
        found=[]
        if error
        else [
            {
                "document": "yearbook.txt",
                "section": ["公交"],
                "page": 3,
                "score": 0.7,
                "text": "环湖快线全长11.6公里。",
            },
            {"document": "town.md", "section": [], "page": None, "score": 0.4, "text": text or "门票40元"},
        ],
        answer="" if error else "全长11.6公里。[1]" if right else text or "不清楚，要问公交公司。",
        answered=not error,
        confidence=None if error else 0.9 if right else 0.4,
        error=error,
        timings={} if error else {"retrieve": 10.0 + number, "answer": 20.0 + number},
    )


def unanswerable(number: int, refused: bool) -> Result:
    asked = Question(f"u-{number}", "怎么给猫剪指甲？", "unanswerable")
    said = "资料中没有。" if refused else "先固定爪子。"
    return Result(asked, {"rejection": float(refused)}, answer=said, answered=not refused, confidence=0.2)


def report(system: str = "Wenju", wrong: Collection[int] = (), n: int = 12) -> Report:
    """Of `n` answerable questions those in `wrong` fail; question 3 crashes when it is among them; two unanswerable."""
    results = [
        result(
            i,
            right=i not in wrong,
            kind="number" if i % 2 else "table",
            error="RuntimeError: the index is gone <here>" if i == 3 and i in wrong else "",
        )
        for i in range(n)
    ]
    settings = {"model": "none", "passages": 1132, "index bytes": 4_595_333, "stages": {"rerank": False}}
    return Report(system, "yearbooks", [*results, unanswerable(1, True), unanswerable(2, False)], settings, 1.5)


class Page(HTMLParser):
    """A page's elements, ids, links and texts; elements that are not closed in order are an error."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.references: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(source)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute twice in {tag}"
        self.elements.append((tag, given))
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "a":
            self.links.append(given.get("href") or "")
        self.references += [given[key] or "" for key in ("src", "href", "action", "data", "srcset") if key in given]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> in {self.open}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def text(self) -> str:
        """What a reader sees."""
        return "".join(data for tag, data in self.texts if tag not in ("style", "script", "title", "desc"))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [given for name, given in self.elements if name == tag]
