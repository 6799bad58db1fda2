"""What programs send and get: the public JSON (`docs/interface.md`) as pydantic models."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

MAX_QUESTION = 10_000
"""Characters of a question; the middle of one that is longer than `rag.question.LONGEST` is not read."""
MAX_HISTORY = 100
"""Earlier questions of a conversation."""
MAX_BODY = 1 << 20
"""Bytes of a request."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)]
Question = Annotated[Text, Field(description="The question, in Chinese or English.")]
History = Annotated[
    list[Text], Field(max_length=MAX_HISTORY, description="Earlier questions of the conversation, oldest first.")
]
Count = Annotated[int, Field(ge=1, le=100, description="How many passages to retrieve.")]


def written(text: str) -> str:
    """`text`, if it can be written; JSON can name halves of characters.

    Raises:
        ValueError: it cannot.
    """
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise ValueError("Input should be text, not halves of characters") from error
    return text


# Within a union pydantic takes strings as they are.
Written = Annotated[str, AfterValidator(written)]
Names = Written | Annotated[list[Written], Field(max_length=1000)] | None


class Filter(BaseModel):
    """Which documents to search; all that is said must fit."""

    model_config = ConfigDict(extra="forbid")

    document: Names = Field(None, description="Ids of documents.")
    source: Names = Field(None, description="Paths of files, as results have them.")
    title: Names = Field(None, description="Titles of documents, as results have them.")

    def chosen(self) -> dict[str, str | list[str]]:
        """What is said, as `rag.Assistant` takes it."""
        return self.model_dump(exclude_none=True)


Only = Annotated[Filter | None, Field(description="Restricts the search to some documents.")]


class AnswerRequest(BaseModel):
    """A question to be answered."""

    # A misspelt `history` would otherwise be a question out of its context.
    model_config = ConfigDict(extra="forbid")

    question: Question
    history: History = []
    k: Count | None = None
    filter: Only = None


class SearchRequest(AnswerRequest):
    """A question to be searched for."""

    k: Count = 10


class Citation(BaseModel):
    """Proof of a statement: an exact slice of a document's canonical text."""

    model_config = ConfigDict(extra="allow")

    marker: int = Field(description="The number in the answer's [n].")
    document: str = Field(description="Id of the document.")
    title: str
    source: str = Field(description="Path of the file.")
    section: list[str] = Field(description="Headings above the quote, outermost first.")
    page: int | None
    quote: str = Field(description="text[start:end] of the document's canonical text.")
    start: int = Field(description="In characters (Unicode code points).")
    end: int


class Passage(BaseModel):
    """A passage that fits a question."""

    model_config = ConfigDict(extra="allow")

    rank: int
    document: str
    title: str
    source: str
    section: list[str]
    page: int | None
    text: str
    start: int
    end: int
    score: float = Field(description="0 to 1, comparable within one result only.")


class FoundPassage(Passage):
    """A passage that was retrieved for an answer."""

    markers: list[int] = Field(description="Of the citations that stand in it; none: found, but not cited.")


class Sentence(BaseModel):
    """What became of a sentence that a language model wrote."""

    model_config = ConfigDict(extra="allow")

    text: str = Field(description="Without markers and labels.")
    status: str = Field(description="supported, reattributed, unsupported, dropped or none (it claims nothing).")
    markers: list[int]
    missing: list[str] = Field(description="What no passage holds, or holds otherwise.")
    support: float = Field(description="0 to 1, how much of it its passages say.")


class CitedAnswer(BaseModel):
    """An answer with its proof, or a refusal."""

    # Keys that `rag.Answer.to_dict` gains reach programs at once.
    model_config = ConfigDict(extra="allow")

    question: str = Field(description="As asked.")
    answer: str = Field(description="With markers [1], [2], … that the citations prove.")
    answered: bool = Field(description="False: the documents do not answer it, and the answer says so.")
    citations: list[Citation]
    timings_ms: dict[str, float]
    understood: str = Field("", description="How a question that leaned on the conversation was searched for.")
    notice: str = Field("", description="What there is to know, e.g. that the language model failed.")
    confidence: float | None = Field(None, description="0 to 1; absent for a language model's answer.")
    sentences: list[Sentence] = Field([], description="Of a language model's answer.")


class AnswerResult(CitedAnswer):
    """An answer with its proof and what was retrieved."""

    passages: list[FoundPassage]


class SearchResult(BaseModel):
    """The passages that fit a question best."""

    question: str
    passages: list[Passage]
    timings_ms: dict[str, float]


class Fault(BaseModel):
    """What is wrong, in one line."""

    detail: str


Row = dict[str, Any]
