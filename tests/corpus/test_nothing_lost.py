"""Nothing is lost: what a file says is in the canonical text, whole and in order, or counted as noise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from generated import Kind, Sample, as_docx, as_html, as_markdown, as_text, pages_of, samples
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from corpus import Source, load
from corpus.loaders import SUFFIXES

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "documents"
OWN = sorted((ROOT / "corpus" / "documents").rglob("*.md"))
FILES = [*OWN, *(sorted(SHARED.iterdir()) if SHARED.is_dir() else ())]

# Failing documents are shown as they are: making them smaller takes minutes where a file is slow to read.
EXAMPLES = settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
CONTENT: tuple[Kind, ...] = ("heading", "paragraph", "list", "footnote")


def squash(text: str) -> str:
    """`text` without spaces."""
    return "".join(text.split())


@pytest.fixture(scope="module")
def read_sample(tmp_path_factory, check_contract) -> Callable[[str, bytes], Source]:
    folder = tmp_path_factory.mktemp("generated")

    def read(suffix: str, data: bytes) -> Source:
        path = folder / f"sample{suffix}"
        path.write_bytes(data)
        source = load(path)
        check_contract(source)
        return source

    return read


def assert_all_there(source: Source, sample: Sample, kinds: Iterable[Kind] = CONTENT) -> None:
    """Every piece of content is whole in one block, letter by letter, in the order of the file; so is every row."""
    blocks = [(block.page_content, block.metadata["kind"]) for block in source.blocks]
    at = 0
    for part in sample.of(*kinds, "table"):
        if part.kind == "table":
            for row in part.rows:
                at = next_block(blocks, "\t".join(row), at, "table")
        elif part.kind == "footnote":  # lifted out of its place
            next_block(blocks, part.text, 0)
        else:
            at = next_block(blocks, part.text, at)


def next_block(blocks: list[tuple[str, str]], text: str, start: int, kind: str = "") -> int:
    """The block at `start` or after it that holds `text`."""
    for at in range(start, len(blocks)):
        if text in blocks[at][0] and (not kind or blocks[at][1] == kind):
            return at
    nearest = max(blocks, key=lambda block: len(set(block[0]) & set(text)))
    raise AssertionError(f"not whole in any block from {start} on: {text}\nnearest: {nearest}")


def assert_no_noise(source: Source, sample: Sample) -> None:
    """No line that is noise is a line of the text."""
    lines = set(map(squash, source.text.split("\n")))
    for part in sample.of("page number", "contents"):
        for line in filter(None, [part.text, *part.lines]):
            assert squash(line) not in lines


def assert_accounted(source: Source, raw: str) -> None:
    """The same account as the ledger's, made independently: what is in the file is kept or counted as dropped.

    Every block is made of the file's characters, in their order; blocks follow each other but for footnotes.
    """
    health = source.health
    dropped = sum(entry.characters for entry in health.dropped.values())
    assert health.characters == len(squash(raw))
    assert len(squash(raw)) + health.added - len(squash(source.text)) == dropped
    missing = Counter(squash(raw)) - Counter(squash(source.text))
    assert missing.total() <= dropped
    letters = squash(raw)
    at = 0
    for block in source.blocks:
        text = squash(block.page_content).lstrip("•")
        begin = 0 if block.metadata["kind"] == "footnote" else at
        end = follow(letters, text, begin)
        assert end >= 0, f"not made of the file's characters in order: {block.page_content[:80]}"
        at = at if block.metadata["kind"] == "footnote" else end


def follow(letters: str, text: str, start: int) -> int:
    """Where `text` ends in `letters`, as a subsequence from `start` on; -1 if it is none.

    It is taken where it stands as a whole, if it does, so that one text's letters do not use up the next one's.
    """
    if (whole := letters.find(text, start)) >= 0:
        return whole + len(text)
    at = start
    for letter in text:
        at = letters.find(letter, at) + 1
        if not at:
            return -1
    return at


@EXAMPLES
@given(
    sample=samples(), newline=st.sampled_from(["\n", "\r\n"]), encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"])
)
def test_plain_text(read_sample, sample: Sample, newline: str, encoding: str) -> None:
    text = as_text(sample, newline=newline).decode()
    source = read_sample(".txt", text.encode(encoding))
    assert_all_there(source, sample)
    assert_no_noise(source, sample)
    assert_accounted(source, text)


@EXAMPLES
@given(samples(wrapped=True), st.booleans())
def test_hard_wrapped_text(read_sample, sample: Sample, apart: bool) -> None:
    data = as_text(sample, apart=apart)
    source = read_sample(".txt", data)
    assert_all_there(source, sample)
    assert_no_noise(source, sample)
    assert_accounted(source, data.decode())


@EXAMPLES
@given(sample=samples())
def test_markdown(read_sample, sample: Sample) -> None:
    data = as_markdown(sample)
    source = read_sample(".md", data)
    assert_all_there(source, sample)
    assert_no_noise(source, sample)
    assert_accounted(source, data.decode())
    assert "**" not in source.text


@EXAMPLES
@given(sample=samples(noise=False))
def test_html(read_sample, sample: Sample) -> None:
    source = read_sample(".html", as_html(sample))
    assert_all_there(source, sample)
    assert "alert" not in source.text
    assert "color" not in source.text


@settings(EXAMPLES, max_examples=10)
@given(sample=samples(noise=False))
def test_docx(read_sample, sample: Sample) -> None:
    assert_all_there(read_sample(".docx", as_docx(sample)), sample)


@settings(EXAMPLES, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])  # a pure function
@given(sample=samples(noise=False, wrapped=True))
def test_pdf(read_sample, make_pdf, sample: Sample) -> None:
    texts = Sample(sample.title, sample.of("heading", "paragraph"), sample.columns)
    pages = pages_of(texts)
    source = read_sample(".pdf", make_pdf(pages))
    assert_all_there(source, texts)
    assert source.health.pages == len(pages)
    assert not source.health.unread
    lines = source.text.split("\n")
    assert not [line for line in lines if re.fullmatch(r"- \d+ -", line)]
    if len(pages) >= 4:
        assert lines.count(sample.title) <= 1


CELLS = st.lists(st.lists(st.sampled_from(["图书馆", "1204", "7.5", "云溪区", "2024年", "是"]), min_size=3, max_size=3),
                 min_size=2, max_size=8)  # fmt: skip


@EXAMPLES
@pytest.mark.skipif(".csv" not in SUFFIXES, reason="no loader for CSV")
@given(rows=CELLS, delimiter=st.sampled_from([",", ";", "\t"]))
def test_csv(read_sample, rows: list[list[str]], delimiter: str) -> None:
    data = "\n".join(delimiter.join(row) for row in [["甲", "乙", "丙"], *rows])
    source = read_sample(".csv", data.encode())
    found = [block.page_content.split("\t") for block in source.blocks if block.metadata["kind"] == "table"]
    assert found == [["甲", "乙", "丙"], *rows]


@settings(EXAMPLES, max_examples=10)
@pytest.mark.skipif(".xlsx" not in SUFFIXES, reason="no loader for Excel files")
@given(rows=CELLS)
def test_xlsx(read_sample, tmp_path_factory, rows: list[list[str]]) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book = openpyxl.Workbook()
    for row in [["甲", "乙", "丙"], *rows]:
        book.active.append(row)
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    book.save(path)
    source = read_sample(".xlsx", path.read_bytes())
    found = [block.page_content.split("\t") for block in source.blocks if block.metadata["kind"] == "table"]
    assert found == [["甲", "乙", "丙"], *rows]


# Real files

_MARKS = re.compile(r"!\[[^\]]*\]\([^)]*\)|\[image:[^\]]*\]\"?|</?\w+[^<>]*>|[\\#*|_`]|^\s*[-+•]\s+")
_SENTENCE = re.compile(r"[\u4e00-\u9fff][。；]|[a-z]{3}\.(?:\s|$)")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_files_are_accounted_for(path: Path, check_contract) -> None:
    source = load(path)
    check_contract(source)
    raw = path.read_bytes().decode("utf-8-sig")
    health = source.health
    dropped = sum(entry.characters for entry in health.dropped.values())
    assert len(squash(raw)) + health.added - len(squash(source.text)) == dropped
    assert dropped < 0.25 * len(squash(raw))
    # No sentence is among what went: every line with one is there, its marks taken off.
    body = raw.partition("\n---\n")[2] if raw.startswith("---\n") else raw
    kept = squash(_MARKS.sub("", source.text))
    gone = [
        line
        for line in body.split("\n")
        if _SENTENCE.search(line) and not all(piece in kept for piece in map(squash, _MARKS.split(line)))
    ]
    assert gone == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_files_keep_their_figures(path: Path) -> None:
    raw = path.read_bytes().decode("utf-8-sig")
    body = raw.partition("\n---\n")[2] if raw.startswith("---\n") else raw
    figure = re.compile(r"\d+(?:\.\d+)?(?:%|％|亿|万|元|件|家|个|人|公里|平方)")
    told = Counter(figure.findall(squash(_MARKS.sub("", body))))
    kept = Counter(figure.findall(squash(_MARKS.sub("", load(path).text))))
    assert not told - kept


def test_the_typical_documents_are_there() -> None:
    if not SHARED.is_dir():
        pytest.skip("the typical documents (../shared/documents) are not on this machine")
    assert len(list(SHARED.iterdir())) == 5
