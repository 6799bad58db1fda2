"""What a chat model wrote, held against the passages that it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from langchain_core.documents import Document

from index.embed import StaticEmbeddings
from rag.claims.fact import Fact
from rag.claims.ground import Ground, ground
from rag.claims.overlap import Overlap, chinese
from rag.claims.plain import Plain, plain
from rag.claims.wrong import wrong
from rag.sentences import cited_markers as cited_markers
from rag.sentences import sentences as sentences
from rag.sentences import without_markers
from rag.verdict import Status

ENOUGH = 0.42
"""How much of a sentence its passages must say (`Overlap`): more than 99 of 100 passages say of a foreign one."""
FOREIGN = 0.3
"""The same where sentence and passage are in different languages."""
_NOTHING = 0.25
"""A cited passage that says less of the sentence than this is no proof of it."""
_LEAST = 6
_WORD = 3
"""Characters up to which a line says nothing, and up to which a sentence (「是的。」) says nothing by itself."""
_CLOSE = 0.75
"""A passage that says so much of a sentence is the one that it is about."""
_TIE = 0.02
_OWN = 0.6
"""How much of a sentence without a marker a passage must say to be named as its proof."""
_FEW = 3
"""So many of the best passages are tried in pairs for a sentence that draws on two."""
_LEAD = re.compile(r"^\s*(?:#{1,6}\s+|[-*•]\s+|>\s*|\d{1,2}[.．、)](?!\d)\s*|[（(]\d{1,2}[)）]\s*)+")
_DECORATION = re.compile(r"\*\*|__|`")
_ANNOUNCES = re.compile(r"[：:]\s*$")
_ENDS = re.compile(r"[。.！!]\s*$")
_HEADING = re.compile(r"^\s*#{1,6}\s")
_ABSENT = re.compile(
    r"(?:资料|片段|文件|文中|原文|上述|以上)[^。]{0,12}(?:未|没有|并未|不曾|无)(?:提及|提到|给出|说明|涉及|列出|包含|记载|提供|写明|找到)"
    r"|(?:passages?|documents?|sources?|texts?) (?:do|does|did) not (?:say|mention|state|give|contain|provide|specify)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"[一二三四五六七八九十\d]+(?=个?(?:方面|点|类|条|项|种|个|步|部分))")


@dataclass(frozen=True)
class Finding:
    """A sentence, held against passages.

    Attributes:
        said: the sentence without markers.
        status: as in `rag.verdict.Verdict`, never ``dropped``.
        cited: the indices of the passages that it stands on.
        missing: what they do not hold.
        support: how much of it they say, in [0, 1].
    """

    said: str
    status: Status
    cited: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    support: float = 0.0


class Verifier:
    """Holds sentences against passages.

    Args:
        embeddings: the static table for what is neither figure nor name.
    """

    def __init__(self, embeddings: StaticEmbeddings) -> None:
        self._overlap = Overlap(embeddings)

    def check(self, sentence: str, cited: Sequence[int], passages: Sequence[Document], question: str = "") -> Finding:
        """Whether the passages at the indices `cited` hold a sentence, and if not, which others do.

        `question`: figures and names of it may stand in a sentence that says what the passages do not give.
        """
        said = without_markers(sentence)
        bare = _DECORATION.sub("", _LEAD.sub("", said)).strip()
        absent = _ABSENT.search(bare)
        claim = plain(_COUNTED.sub("", bare) if _ANNOUNCES.search(bare) else bare)
        if absent and not self._wrong(claim, [_question(question)]):
            return Finding(said, "none")
        if self._silent(said, bare, claim):
            return Finding(said, "none")
        grounds = [ground(passage) for passage in passages]
        first = self._try(said, claim, list(dict.fromkeys(cited)), grounds, "supported")
        if first.status == "supported":
            return first
        return self._elsewhere(said, claim, list(cited), grounds, first)

    def _elsewhere(
        self, said: str, claim: Plain, cited: list[int], grounds: Sequence[Ground], first: Finding
    ) -> Finding:
        """The passages that hold a sentence which those cited do not hold; `first` where there are none.

        What the cited passage says in nearly the same words but with another figure is not to be
        proven by one that says less of it: another passage must say as much, and one that adds what is
        missing is only taken where the cited one says little.
        """
        enough = max(first.support - _TIE, _OWN if not cited else 0.0)
        fits = {i: self._overlap(claim.text, [g]) for i, g in enumerate(grounds)}
        order = sorted((i for i in fits if fits[i] >= enough), key=lambda i: -fits[i])
        tries = [[i] for i in order if [i] != cited]
        if first.support < _CLOSE and max(fits.values(), default=0.0) < _CLOSE:
            best = sorted(fits, key=lambda i: -fits[i])[:_FEW]
            tries += [[*cited, i] for i in best if cited and i not in cited]
            tries += [list(pair) for pair in combinations(best, 2)]
        for chosen in tries:
            found = self._try(said, claim, chosen, grounds, "reattributed")
            if found.status == "reattributed" and found.support >= enough:
                return found
        return first

    def _silent(self, said: str, bare: str, claim: Plain) -> bool:
        """Whether a sentence claims nothing: it is short, a heading or an announcement, and names no fact."""
        short = len(re.findall(r"\w", bare)) <= (_LEAST if not _ENDS.search(bare) else _WORD)
        if not (short or _HEADING.match(said) or _ANNOUNCES.search(bare)):
            return False
        return not self._wrong(claim, []) or not bare

    def _try(self, said: str, claim: Plain, chosen: list[int], grounds: Sequence[Ground], status: Status) -> Finding:
        """The sentence against the passages at the indices `chosen`: `status` if they hold it, else unsupported."""
        held = [grounds[i] for i in chosen]
        wrongly = self._wrong(claim, held, first=status == "reattributed")
        missing = tuple(dict.fromkeys(fact.said.strip() for fact in wrongly))
        support = self._overlap(claim.text, held) if held else 0.0
        if not held or missing or support < self._enough(claim, held):
            return Finding(said, "unsupported", (), missing, support)
        proof = [i for i in chosen if self._overlap(claim.text, [grounds[i]]) >= _NOTHING]
        if proof and len(proof) < len(chosen) and not self._wrong(claim, [grounds[i] for i in proof]):
            chosen = proof
        return Finding(said, status, tuple(chosen), (), support)

    def _wrong(self, claim: Plain, held: Sequence[Ground], *, first: bool = False) -> list[Fact]:
        found = wrong(claim, held, first=first)
        if held and not chinese(claim.text) and chinese(held[0].plain.text):
            # Names are written otherwise in the other language.
            return [fact for fact in found if fact.kind in ("figure", "date", "code")]
        return found

    @staticmethod
    def _enough(claim: Plain, held: Sequence[Ground]) -> float:
        same = any(chinese(g.plain.text) == chinese(claim.text) for g in held)
        return ENOUGH if same else FOREIGN


def _question(question: str) -> Ground:
    return ground(Document(page_content=question))


def unsupported(sentence: str, passages: Sequence[Document]) -> list[str]:
    """The facts in a sentence that the passages which it cites do not hold, as the sentence says them.

    A marker ``[n]`` stands for ``passages[n - 1]``; a sentence without markers is held against all.
    """
    markers = cited_markers(sentence) or range(1, len(passages) + 1)
    held = [ground(passages[n - 1]) for n in markers if 0 < n <= len(passages)]
    claim = plain(_DECORATION.sub("", _LEAD.sub("", without_markers(sentence))).strip())
    return list(dict.fromkeys(fact.said.strip() for fact in wrong(claim, held)))
