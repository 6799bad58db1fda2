"""Explanations in a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from langchain_core.documents import Document
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from corpus import page_of
from index.passage import about
from rag.explanation import Arm, Contribution, Explanation, Reading, Why
from rag.explanation_words import ARMS, HOW, PARTS, PLACES, SIGNALS, SLIPS, SOUGHT, said
from rag.matched import Match
from rag.types import Citation

MOST = 5
"""Signals that are shown."""
_START = 200
"""Characters of a passage that are shown."""
_BAR = 16
"""Columns of the longest bar."""
_STYLES = {"same word": "bold", "same form": "bold", "thesaurus": "cyan", "spelling": "yellow", "meaning": "magenta"}
_UNSEEN = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def print_explanation(console: Console, explanation: Explanation) -> None:
    """Prints how a question was read, then each passage and why it was found."""
    print_reading(console, explanation.reading)
    for why in explanation.passages:
        console.print()
        console.print(_headed(f"{why.rank:>2}. {why.score:.3f} ", _place(why.passage)))
        console.print(Padding(_start(why), (0, 0, 0, 4)))
        console.print(_indented(_reasons(why, why.matches)))


def print_reading(console: Console, reading: Reading) -> None:
    """Prints how a question was read."""
    console.print(_headed("Read as", visible(reading.text)))
    rows = [("mended", Text(f"{slip.wrong} → {slip.right} ({said(SLIPS, slip.how)})")) for slip in reading.mended]
    rows += [("other names", Text(f"{part.part}: {', '.join(part.names)}")) for part in reading.names]
    sought = [said(SOUGHT, kind) for kind in reading.sought]
    if sought:
        rows.append(("looked for", Text(" or ".join(sought) + (f" in {reading.unit}" if reading.unit else ""))))
    for name in ("years", "places", "quoted"):
        if found := getattr(reading, name):
            rows.append((name, Text(", ".join(found))))
    if reading.parts:
        rows.append(("named", Text(", ".join(f"{said(PARTS, part.kind)} {part.number}" for part in reading.parts))))
    if rows:
        console.print(_indented((name, Text(visible(text.plain))) for name, text in rows))


def print_citations(console: Console, explanation: Explanation, citations: Sequence[Citation]) -> None:
    """Prints for each cited sentence what of the question it has, and why its passage was found."""
    print_reading(console, explanation.reading)
    if not citations:
        console.print(Text("    nothing is cited; for the nearest passages: `wenju search --explain`", "dim"))
    for citation in citations:
        why = explanation.of(citation.document, citation.start)
        console.print()
        quote = visible(citation.quote)
        console.print(_headed(f"[{citation.marker}]", quote if len(quote) <= 90 else f"{quote[:89]}…"))
        if why is None:
            console.print(_indented([("", Text("its passage is not among those found now", "dim"))]))
            continue
        inside = why.within(citation.start, citation.end)
        rest = tuple(match for match in why.matches if match not in inside)
        place = Text(f"{_order(why.rank)} of {len(explanation.passages)}, {why.score:.3f}  {_place(why.passage)}")
        rows = [("sentence", _matches(inside)), ("around it", _matches(rest)), ("passage", place)]
        console.print(_indented(row for row in rows if row[1]))
        console.print(_indented(_counted(why)))


def visible(text: str) -> str:
    """`text` in one line, without signs that a terminal would act on, or that change the direction of writing."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def _indented(rows: Iterable[tuple[str, Text]]) -> Padding:
    grid = Grid.grid(padding=(0, 2, 0, 0), pad_edge=False)
    grid.add_column(width=12, no_wrap=True)
    grid.add_column(overflow="fold")
    above = ""
    for name, text in rows:
        grid.add_row(Text(name if name != above else "", "dim"), text)
        above = name
    return Padding(grid, (0, 0, 0, 4))


def _headed(mark: str, text: str) -> Grid:
    grid = Grid.grid(padding=(0, 1, 0, 0), pad_edge=False)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(mark, "bold"), Text(text))
    return grid


def _place(passage: Document) -> str:
    title, section, _ = about(passage)
    page = page_of(passage)
    return visible(" › ".join([title, *section])) + (f", p. {page}" if page else "")


def _start(why: Why) -> Text:
    """The beginning of a passage, what matches in its colours."""
    text = Text(_UNSEEN.sub(" ", why.passage.page_content[:_START]))
    for match in why.matches:
        for start, end in match.spans:
            text.stylize(_STYLES.get(match.how, ""), start, min(end, _START))
    return text


def _reasons(why: Why, matches: Sequence[Match]) -> list[tuple[str, Text]]:
    found = _matches(matches)
    return [("matched", found if found else Text("nothing by itself", "dim")), *_counted(why)]


def _matches(matches: Sequence[Match]) -> Text:
    """What matches, in one line: a word that stands there itself once, another one as question → text."""
    shown: dict[str, str] = {}
    for match in matches:
        part, found = visible(match.part), visible(match.found)
        about = [said(HOW, match.how)] if match.how != "same word" else []
        about[:1] = [f"{about[0]} {match.cosine:.2f}"] if match.cosine is not None else about
        about += [f"in the {place}"] if (place := said(PLACES, match.place)) else []
        text = part if match.how == "same word" else f"{part} → {found}"
        shown.setdefault(text + (f" ({', '.join(about)})" if about else ""), match.how)
    return Text(" · ").join(Text(text, _STYLES.get(how, "")) for text, how in shown.items())


def _counted(why: Why) -> list[tuple[str, Text]]:
    """The signals that count most, and the arms."""
    best = why.signals[:MOST]
    rows = [("score", _signal(signal, best[0].share)) for signal in best]
    rest = why.score - sum(signal.share for signal in best)
    rows.append(("score", Text(f"{rest:6.3f}  all others", "dim")))
    arms = Text(" · ").join(_arm(arm) for arm in why.arms)
    if why.by_score != why.rank:
        arms.append(f" · {_order(why.by_score)} by its score alone", "dim")
    if why.cross_encoder is not None:
        arms.append(f" · cross-encoder {why.cross_encoder:.3f}", "bold")
    return [*rows, ("arms", arms)]


def _signal(signal: Contribution, most: float) -> Text:
    bar = "█" * max(0, round(_BAR * signal.share / most)) if most > 0 else ""
    about = f"  {said(SIGNALS, signal.signal)} ({signal.signal} {signal.value:.2f} × {signal.weight:.1f})"
    return Text(f"{signal.share:6.3f}  ").append(f"{bar:{_BAR}}", "blue").append(about)


def _arm(arm: Arm) -> Text:
    name = said(ARMS, arm.name)
    if arm.score is None:
        return Text(f"{name} –", "dim")
    return Text(f"{name} {_order(arm.rank)} ({arm.score:.2f})" if arm.rank else f"{name} ({arm.score:.2f})")


def _order(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
