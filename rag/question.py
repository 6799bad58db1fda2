"""What a question asks for: its words, figures and years, and what it takes from the conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.terms import names, query_words, words

_LEAD = re.compile(r"^(?:那么|那|然后|还有|另外|再说|and|what about|how about)[，,、\s]*", re.IGNORECASE)
# Not 应该, 其他, 尤其, 因此, 这些年.
_PRONOUN = re.compile(
    r"它|(?<![尤极与])其(?![他它实余次])|他们|她|这个|那个|(?<!应)该(?![如怎不])|这些(?!年)|那些|上述|(?<![因从由据如彼])此(?![外前后次])"
    r"|\b(?:it|they|its|their|that|those|these|this)\b",
    re.IGNORECASE,
)
_ELLIPTIC = re.compile(r"(?:呢|又有|又是|又如何|怎么样)[？?]?\s*$")
LONGEST = 2000
"""Characters of a question that are read: of a longer one, a pasted text, the first and the last half."""
_YEAR = re.compile(r"(?:19|20)\d{2}\s*年?|[一二〇零三四五六七八九]{4}年")


def understand(question: str, history: Sequence[str] = ()) -> str:
    """The question on its own: completed from earlier ones when it leans on them, else as it is.

    A question leans on the conversation when it is short and elliptical (「那进口呢？」), or has a
    pronoun and few words of its own. What it adds replaces nothing: the earlier question is put
    before it, without the words that only asked, and without a year when it names another one.
    """
    question = readable(question)
    earlier = [text for q in history if (text := readable(q))]
    if not earlier or not leans(question):
        return question
    own = set(query_words(question))
    # The nearest question that stands on its own carries the topic; those after it refine it.
    at = next((i for i in range(len(earlier) - 1, -1, -1) if i == 0 or not leans(earlier[i])), 0)
    carried: list[str] = []
    for text in earlier[at:]:
        if _YEAR.search(question):
            text = _YEAR.sub("", text)
        if set(query_words(text)) - own:
            carried.append(text.rstrip("？?。.！! "))
    return " ".join([*carried, _LEAD.sub("", question)])


def readable(text: str) -> str:
    """`text` without what is no character (halves of surrogate pairs, from broken input), at most `LONGEST` long."""
    text = text.encode("utf-8", "ignore").decode("utf-8").strip()
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} {text[1 - LONGEST // 2 :]}"


def leans(question: str) -> bool:
    """Whether a question needs the conversation to be understood."""
    naming = query_words(question)
    if _LEAD.match(question) and len(naming) <= 8:
        return True
    if _ELLIPTIC.search(question) and len(naming) <= 6:
        return True
    if _PRONOUN.search(question) and len(naming) <= 9:
        return True
    # 「排第几？」 names nothing by itself; 「DEPA是什么？」 does.
    return not any(len(word) > 1 and names(word) for word in naming) and len(words(question)) <= 6
