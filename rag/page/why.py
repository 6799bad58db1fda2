"""Why a passage was found, on the page: matched words as chips, what counted as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.explanation import Arm, Contribution, Why
from rag.explanation_words import ARMS, HOW, PLACES, SIGNALS, said
from rag.matched import Match
from rag.page.markup import inert
from rag.page.words import words

MOST = 5
"""Signals that are shown."""
_STEPS = 20
"""Lengths that a bar can have."""


def why_link(key: str, say: Mapping[str, str]) -> str:
    """What opens the explanation of the evidence `key`, and the place where it will be."""
    opens = f'role="button" aria-expanded="false" aria-controls="{key}-why"'
    link = f'<a class="wj-why" href="#{key}" {opens}>{say["why"]}</a>'
    return f'<div class="wj-whyline">{link}<div class="wj-because" id="{key}-why" hidden></div></div>'


def answers_html(found: Mapping[str, Why | None], language: str) -> str:
    """The explanations of evidence by its key, each in an element that says for which it is."""
    say = words(language)
    none = f'<p class="wj-small">{say["why_gone"]}</p>'
    return "".join(
        f'<div data-for="{key}-why">{why_html(why, language) if why else none}</div>' for key, why in found.items()
    )


def why_html(why: Why, language: str) -> str:
    """The explanation of one passage."""
    say = words(language)
    chips = list(dict.fromkeys(_chip(match, language) for match in why.matches))
    matched = f'<p class="wj-chips">{"".join(chips)}</p>' if chips else f'<p class="wj-small">{say["why_nothing"]}</p>'
    best = why.signals[:MOST]
    rest = why.score - sum(signal.share for signal in best)
    rows = [_bar(said(SIGNALS, signal.signal, language), signal, best) for signal in best]
    rows.append(_row(say["why_rest"], "", rest))
    facts = [say["why_rank"].format(n=why.rank, score=f"{why.score:.2f}")]
    facts += [say["why_by_score"].format(n=why.by_score)] if why.by_score != why.rank else []
    facts += [f"{say['why_cross']} {why.cross_encoder:.2f}"] if why.cross_encoder is not None else []
    arms = [_arm(arm, say, language) for arm in why.arms]
    return (
        f'{matched}<div class="wj-bars">{"".join(rows)}</div>'
        f'<p class="wj-small">{" · ".join(map(inert, facts))}</p><p class="wj-small">{" · ".join(map(inert, arms))}</p>'
    )


def _chip(match: Match, language: str) -> str:
    """A part of the question and what the passage has for it, how and where."""
    how = match.how.replace(" ", "-")
    about = [] if match.how == "same word" else [said(HOW, match.how, language)]
    about += [f"{match.cosine:.2f}"] if match.cosine is not None else []
    about += [place] if (place := said(PLACES, match.place, language)) else []
    found = f'<span class="wj-found">{inert(match.found)}</span>'
    shown = found if match.how == "same word" else f"{inert(match.part)} → {found}"
    small = f" <small>{inert(' '.join(about))}</small>" if about else ""
    return f'<span class="wj-chip wj-{how}">{shown}{small}</span>'


def _bar(name: str, signal: Contribution, best: Sequence[Contribution]) -> str:
    most = best[0].share
    length = max(0, round(_STEPS * signal.share / most)) if most > 0 else 0
    return _row(name, f'<span class="wj-bar wj-long-{length}"></span>', signal.share)


def _row(name: str, bar: str, share: float) -> str:
    return f'<span>{inert(name)}</span><span class="wj-track">{bar}</span><span class="wj-share">{share:.3f}</span>'


def _arm(arm: Arm, say: Mapping[str, str], language: str) -> str:
    name = said(ARMS, arm.name, language)
    return f"{name} {say['why_arm'].format(n=arm.rank)}" if arm.rank else f"{name} –"
