"""What the measures mean, in a line each, and which of them a report leads with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.html_markup import Markup, el, join
from evals.report import LOWER_IS_BETTER, Report


@dataclass(frozen=True)
class Meaning:
    """A measure explained.

    Attributes:
        gloss: in a few words, with ``{k}`` for the cut-off.
        text: in a sentence, with its source.
        answers: whether it is of answers; else of what was retrieved.
    """

    gloss: str
    text: str
    answers: bool = False


MEANINGS = {
    "Complete": Meaning(
        "all evidence in the first {k}",
        "1 if every piece of the question's evidence is held by one of the first k passages, else 0. "
        "A comparison of two figures needs the passages of both.",
    ),
    "R": Meaning("share of the evidence in the first {k}", "Recall: the share of the pieces of evidence found."),
    "RR": Meaning(
        "how early the first evidence comes",
        "Reciprocal rank: 1 / the rank of the first passage with evidence, 0 if none (Voorhees 1999).",
    ),
    "nDCG": Meaning(
        "ranking quality, early ranks count most",
        "Normalised discounted cumulative gain with linear gains (Järvelin and Kekäläinen 2002).",
    ),
    "AP": Meaning(
        "precision averaged over the evidence",
        "Average precision: mean precision at the ranks of the evidence, 0 for what was not found (Harman 1992).",
    ),
    "Success": Meaning("any evidence in the first {k}", "1 if at least one piece of evidence is found, else 0."),
    "P": Meaning(
        "share of the first {k} that is evidence",
        "Precision. With one piece of evidence it cannot be higher than 1/k.",
    ),
    "ContextPrecision": Meaning(
        "how far up the useful passages stand",
        "Mean of the precision at the ranks of the evidence that was found, as RAGAS defines it.",
    ),
    "Coverage": Meaning(
        "share of the evidence's text in the first {k}",
        "The share of the evidence's character trigrams in the first k passages together: "
        "a quote that a splitter cut in two still counts.",
    ),
    "must": Meaning(
        "answers with every required fact",
        "1 if the answer holds every required figure, name or date in one of its spellings; a refusal is 0.",
        True,
    ),
    "EM": Meaning(
        "answers that are the span exactly",
        "Exact match: the answer is one of the right spans, width, case and punctuation aside (Rajpurkar et al. 2016).",
        True,
    ),
    "F1": Meaning(
        "overlap of the answer with the span",
        "Harmonic mean of precision and recall of the answer's words against the best right span (SQuAD).",
        True,
    ),
    "cite recall": Meaning(
        "share of the evidence that is cited", "The share of the pieces of evidence that a cited passage holds.", True
    ),
    "cite precision": Meaning(
        "share of the citations that are evidence",
        "The share of the cited passages that hold evidence; answers without citations have no value. "
        "A passage that also proves the point but is not the one in the data set counts against it.",
        True,
    ),
    "ALCE recall": Meaning(
        "statements that their citations support",
        "The share of statements whose cited quotes together support them (Gao et al. 2023), "
        "decided by text and figures instead of a language model.",
        True,
    ),
    "ALCE precision": Meaning(
        "citations that are needed",
        "The share of citations that support their statement alone, or without which it is not supported.",
        True,
    ),
    "rejection": Meaning(
        "unanswerable questions refused",
        "The share of questions that the documents do not answer that were refused, as they should be.",
        True,
    ),
    "false refusal": Meaning(
        "answerable questions refused",
        "The share of questions that the documents answer that were refused all the same. Lower is better.",
        True,
    ),
}
LEADING = ("Complete@5", "nDCG@10", "RR@10", "must", "cite recall", "cite precision", "rejection", "false refusal")
"""What a report leads with, as far as it was measured."""
_METHOD = (
    (
        "Intervals",
        "Figures are means over the questions that a measure applies to; “95 %” is the percentile bootstrap "
        "interval over questions. Small groups have wide ones. Where every question has the same value the interval "
        "has no width, which says nothing of questions that were not asked.",
    ),
    (
        "Evidence",
        "A passage holds a piece of evidence if it is from the same document and has at least 70 % of the "
        "quote's character trigrams. No chunk ids and no language model take part, so splitters, parsers and "
        "other systems can be held against each other.",
    ),
    (
        "Crashes",
        "A question that failed with an error counts as a miss in every measure, and is listed. None is dropped.",
    ),
    (
        "Comparisons",
        "Differences are paired, question by question. p is of a two-sided randomisation test, corrected for all "
        "contrasts shown together (Holm 1979); up to 0.05 is called better or worse, anything else noise.",
    ),
    (
        "Risk–coverage",
        "Answers sorted by the system's own confidence: of the share answered (coverage), how many are wrong (risk). "
        "At full coverage nothing is held back: a refusal is as wrong as an answer that lacks a fact. "
        "AURC is the area under it; lower is better (El-Yaniv and Wiener 2010).",
    ),
)


def meaning(measure: str) -> Meaning:
    """What a measure means, with its cut-off in the gloss; an unknown one has no words."""
    name, _, k = measure.partition("@")
    found = MEANINGS.get(name, Meaning("", ""))
    return Meaning(found.gloss.format(k=k or "results"), found.text, found.answers)


def retrieval(report: Report) -> list[str]:
    """The names of a report's measures of retrieval."""
    return [name for name in report.measures if not meaning(name).answers]


def answers(report: Report) -> list[str]:
    """The names of a report's measures of answers."""
    return [name for name in report.measures if meaning(name).answers]


def leading(report: Report) -> list[str]:
    """What a report leads with: what is usual, as far as it was measured, or else the first that were."""
    chosen = [name for name in LEADING if name in report.measures]
    return chosen if any(not meaning(name).answers for name in chosen) else (retrieval(report)[:3] + chosen)[:8]


def watched(report: Report) -> str:
    """The measure of retrieval by which a question has failed: of all evidence found, where that was measured."""
    order = ("Complete@5", "Complete", "Success", "R", "nDCG", "AP", "RR", "Coverage")
    found = (name for base in order for name in report.measures if name == base or name.split("@")[0] == base)
    return next(found, "Complete@5")


def lower_is_better(measure: str) -> bool:
    """Whether less of a measure is better."""
    return measure in LOWER_IS_BETTER


def guide(measures: Sequence[str]) -> Markup:
    """The definitions of the measures of a report, and how its figures came about."""
    known = dict.fromkeys(name.partition("@")[0] for name in measures)
    method = [el("div", el("dt", name), el("dd", text)) for name, text in _METHOD]
    defined = [el("div", el("dt", n, id=slug(n)), el("dd", MEANINGS[n].text)) for n in known if n in MEANINGS]
    return join([el("dl", *method, class_="guide"), el("h3", "The measures"), el("dl", *defined, class_="guide")])


def slug(measure: str) -> str:
    """The id of a measure's definition."""
    return "measure-" + measure.partition("@")[0].replace(" ", "-")
