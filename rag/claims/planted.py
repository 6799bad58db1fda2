"""Instructions to a language model that stand in a document: data like the rest, but no ground for any sentence."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]*|\.(?=\s)|\n")
_PLANTED = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要理会|不必遵守)[^。\n]{0,8}(?:以上|上述|之前|此前|先前|所有|一切|前面)[^。\n]{0,8}"
    r"(?:指令|指示|提示|规则|要求|设定|对话)"
    r"|(?:只|仅|请直接)(?:需|能|准)?(?:输出|回答|回复|打印)\s*[:：“\"「『]"
    r"|你现在是|从现在起你|作为一个?(?:AI|人工智能|语言模型)"
    r"|\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:instructions?|prompts?|rules?)\b"
    r"|\b(?:only|just|simply)\s+(?:output|reply|respond|answer|say|print)\s*(?:with\s*)?[:\"“]"
    r"|\b(?:output|reply|respond|answer|say|print)\s+(?:only|just)\b|\byou are now an?\b|\bas an ai\b",
    re.IGNORECASE,
)


def without_planted(text: str) -> str:
    """`text` without the sentences that tell a language model what to do."""
    if not _PLANTED.search(text):
        return text
    return "".join(match[0] for match in _SENTENCE.finditer(text) if not _PLANTED.search(match[0]))
