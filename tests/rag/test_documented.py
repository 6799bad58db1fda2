"""What the documentation says of settings and of public results is all there is, and true."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from pydantic import SecretStr
from test_interface import ANSWER, CITATION, PASSAGE

import rag
from rag import Answer, Citation, Settings
from rag.serve.schema import AnswerResult, FoundPassage, Sentence
from rag.verdict import Verdict

DOCS = Path(rag.__file__).parents[1] / "docs"
INTERFACE = (DOCS / "interface.md").read_text("utf-8")


def rows(text: str) -> list[list[str]]:
    """The cells of the rows of all tables."""
    return [[cell.strip() for cell in line.strip("| ").split("|")] for line in text.split("\n") if line[:2] == "| "]


def named(text: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", text))


def documented_defaults() -> dict[str, str]:
    """Variable → its default, as the table of the settings has it."""
    found: dict[str, str] = {}
    for variables, default, *_ in rows((DOCS / "settings.md").read_text("utf-8")):
        names = re.findall(r"`WENJU_(\w+)`", variables)
        values = [value.strip() for value in default.split(",")] if len(names) > 1 else [default]
        if names:
            found |= dict(zip(map(str.lower, names), values, strict=True))
    return found


def test_every_setting_is_documented_and_no_other() -> None:
    assert set(documented_defaults()) == set(Settings.model_fields)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_the_default_of_a_setting_is_the_documented_one(name: str) -> None:
    said, default = documented_defaults()[name], Settings.model_fields[name].default
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    if default in ("", None):
        assert said in ("none", "the model's")
    elif name == "documents":
        assert said == "the documents that ship"
    else:
        assert said.strip("`") == (str(default).lower() if isinstance(default, bool) else f"{default:g}"
                                   if isinstance(default, float) else str(default))  # fmt: skip


def test_no_page_names_a_setting_that_is_not_there() -> None:
    for page in [*DOCS.glob("*.md"), *DOCS.parent.glob("*.md")]:
        variables = set(re.findall(r"\bWENJU_([A-Z_]+[A-Z])\b", page.read_text("utf-8")))
        assert {name.lower() for name in variables} <= set(Settings.model_fields), page.name


def test_every_key_of_the_public_json_is_documented() -> None:
    keys = ANSWER | {"understood", "notice", "sentences"}
    table = INTERFACE.partition("## `wenju ask --json`")[2].partition("\nA citation:")[0]
    assert {key for row in rows(table) for key in named(row[0])} - {"id"} == keys
    assert set(AnswerResult.model_fields) == keys
    cited = INTERFACE.partition("\nA citation:")[2].partition("\nA passage")[0]
    assert {key for row in rows(cited) for key in named(row[0])} == CITATION
    passage = INTERFACE.partition("\nA passage has")[2].partition("\n\n")[0]
    assert PASSAGE | {"markers"} == named(passage) == set(FoundPassage.model_fields)
    sentence = INTERFACE.partition("\nA sentence of")[2].partition("\n## ")[0]
    assert {key for row in rows(sentence) for key in named(row[0])} == set(Verdict("", "none").to_dict())
    assert set(Sentence.model_fields) == set(Verdict("", "none").to_dict())


def test_everything_public_in_an_answer_is_documented() -> None:
    table = INTERFACE.partition("## `Answer` in Python")[2].partition("\n## ")[0]
    said = {name for row in rows(table) for name in named(row[0])}
    there = {field.name for field in fields(Answer)}
    there |= {name for name, value in vars(Answer).items() if isinstance(value, property)}
    assert said == there
    assert {field.name for field in fields(Citation)} == CITATION | {"passage"}
    assert "`passage`" in table
