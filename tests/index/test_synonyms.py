"""The thesaurus: the format of its files, what is found in a question, and the files that come with the program."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.latin import stem
from index.synonyms import BUILTIN, Expansion, Thesaurus, ThesaurusError, rules_of, thesaurus
from index.terms import fold

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(*lines: str, name: str = "own.txt", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding=encoding)
        return path

    return written


def found(rules: Thesaurus, question: str) -> list[tuple[str, tuple[str, ...]]]:
    """The parts of a question with what else they are called."""
    text = fold(question)
    return [(text[part.start : part.end], part.terms) for part in rules.expand(text)]


# The format


def test_comments_equivalents_and_arrows_are_read(write: Write) -> None:
    file = write(
        "# a comment, with a comma",
        "",
        "经开区, 经济技术开发区 , 国家级经开区  # behind a rule",
        "打招呼,通知一声=>报备 ,  事先告知",
        "   ",
        "customs clearance => 通关",
    )
    assert list(rules_of(file)) == [
        ("经开区", ["经开区", "经济技术开发区", "国家级经开区"]),
        ("经济技术开发区", ["经开区", "经济技术开发区", "国家级经开区"]),
        ("国家级经开区", ["经开区", "经济技术开发区", "国家级经开区"]),
        ("打招呼", ["报备", "事先告知"]),
        ("通知一声", ["报备", "事先告知"]),
        ("customs clearance", ["通关"]),
    ]


def test_equivalents_find_each_other_and_arrows_lead_one_way(write: Write) -> None:
    rules = Thesaurus([write("经开区, 开发区, 园区", "打招呼 => 报备, 打招呼")])
    assert found(rules, "开发区") == [("开发区", ("经开区", "园区"))]
    assert found(rules, "园区") == [("园区", ("经开区", "开发区"))]
    assert found(rules, "打招呼") == [("打招呼", ("报备",))]  # itself is no other name
    assert found(rules, "报备") == []
    assert len(rules) == 4


def test_rules_of_one_term_add_up_in_the_order_of_the_files(write: Write) -> None:
    one = write("执照 => 营业执照", "执照 => 许可证, 营业执照", name="one.txt")
    other = write("执照, 牌照", name="other.txt")
    assert found(Thesaurus([one, other]), "执照") == [("执照", ("营业执照", "许可证", "牌照"))]
    assert found(Thesaurus([other, one]), "执照") == [("执照", ("牌照", "营业执照", "许可证"))]


def test_a_file_may_come_from_another_editor(write: Write) -> None:
    lines = ("经开区， 开发区", "打招呼 ＝＞ 报备", "ＲＣＥＰ => 区域協定")
    plain = write(*lines)
    windows = plain.with_name("windows.txt")
    windows.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    for file in (plain, windows):
        rules = Thesaurus([file])
        assert found(rules, "经开区") == [("经开区", ("开发区",))]
        assert found(rules, "打招呼") == [("打招呼", ("报备",))]
        assert found(rules, "RCEP") == [("rcep", ("区域协定",))]


@pytest.mark.parametrize("line", ["经开区", "=> 报备", "打招呼 =>", "打招呼 => ,", "a => b => c", ",", "=>", "a,,"])
def test_a_line_that_is_no_rule_is_named_with_its_number(write: Write, line: str) -> None:
    file = write("# first", "a, b", line, "c, d")
    with pytest.raises(ThesaurusError, match=f"^{re.escape(str(file))}, line 3: no rule: ") as failure:
        Thesaurus([file])
    assert repr(line.strip()) in str(failure.value)
    assert "\n" not in str(failure.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, write: Write) -> None:
    other = write("經開區, 开发区", encoding="utf-16")
    for file in (tmp_path / "none.txt", tmp_path, other):
        with pytest.raises(ThesaurusError, match=re.escape(str(file))) as failure:
            Thesaurus([file])
        assert "\n" not in str(failure.value)


def test_numbers_may_be_terms(write: Write) -> None:
    assert found(Thesaurus([write("110,120 => 报警电话")]), "打110") == [("110", ("报警电话",))]


# What is found


def test_of_overlapping_terms_the_longest_counts(write: Write) -> None:
    rules = Thesaurus([write("保税 => 甲甲", "保税区 => 乙乙", "综合保税区 => 丙丙", "税区规定 => 丁丁")])
    assert found(rules, "综合保税区规定") == [("综合保税区", ("丙丙",))]
    assert found(rules, "保税区规定") == [("保税区", ("乙乙",))]
    assert found(rules, "保税规定") == [("保税", ("甲甲",))]
    assert found(rules, "综合保税和保税区") == [("保税", ("甲甲",)), ("保税区", ("乙乙",))]


def test_a_part_that_stands_twice_is_found_twice(write: Write) -> None:
    rules = Thesaurus([write("执照 => 许可证")])
    assert rules.expand("执照和执照") == [Expansion(0, 2, ("许可证",)), Expansion(3, 5, ("许可证",))]


def test_latin_terms_match_whole_words_and_inflections(write: Write) -> None:
    rules = Thesaurus([write("port => 港口", "customs clearance => 通关", "berth, mooring => 泊位")])
    assert found(rules, "which port?") == [("port", ("港口",))]
    assert found(rules, "ports and Berths") == [("ports", ("港口",)), ("berths", ("泊位",))]
    assert found(rules, "港port口") == [("port", ("港口",))]
    for question in ("export", "report it", "airport", "port2", "customs", "clearance of customs", "custom made"):
        assert found(rules, question) == []
    assert found(rules, "customs  clearance,") == [("customs  clearance", ("通关",))]


def test_a_term_as_it_is_written_goes_before_another_of_its_stem(write: Write) -> None:
    rules = Thesaurus([write("planes => 飞机", "plan => 规划", "goods => 货物", "good => 良好")])
    assert found(rules, "planes") == [("planes", ("飞机",))]
    assert found(rules, "plan, plans") == [("plan", ("规划",)), ("plans", ("规划",))]
    assert found(rules, "goods") == [("goods", ("货物",))]


def test_codes_and_signs_are_part_of_a_term(write: Write) -> None:
    rules = Thesaurus([write("e-CNY => 数字人民币", "B2B => 企业对企业", "5G+工业 => 五寄加", "9610 => 直邮")])
    assert found(rules, "E-cny b2b") == [("e-cny", ("数字人民币",)), ("b2b", ("企业对企业",))]
    assert found(rules, "5g+工业互联网") == [("5g+工业", ("五寄加",))]
    assert found(rules, "cny, 96101, b2b2c") == []
    assert found(rules, "9610模式") == [("9610", ("直邮",))]


@pytest.mark.parametrize("question", ["开发區", "開發区", "開發區", "开\u3000发区", "开 发 区"])
def test_script_width_and_spaces_do_not_matter(write: Write, question: str) -> None:
    ((_, names),) = found(Thesaurus([write("開发区, ＦＴＺ")]), question)
    assert names == ("ftz",)
    assert found(Thesaurus([write("開发区, ＦＴＺ")]), "ＦＴＺ ftz") == [("ftz", ("开发区",))] * 2


def test_a_name_may_stand_in_the_genitive(write: Write) -> None:
    rules = Thesaurus([write("Xi'an => 西安", "port => 港口")])
    assert found(rules, "the port's berths") == [("port", ("港口",))]
    assert found(rules, "Xi'an's exports") == [("xi'an", ("西安",))]


def test_words_may_be_joined(write: Write) -> None:
    rules = Thesaurus([write("customs clearance => 通关", "import => 进口")])
    assert found(rules, "customs-clearance") == [("customs-clearance", ("通关",))]
    assert [names for _, names in found(rules, "import/export")] == [("进口",)]


def test_letters_with_marks_are_letters(write: Write) -> None:
    assert found(Thesaurus([write("caf => 甲甲")]), "café") == []


PIECES = ["保税", "保税区", "综合保税区", "港口", "port", "ports", "customs clearance", "e-cny", "b2b", "5g", "的", " "]
pieces = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map("".join)
terms = st.sampled_from([piece for piece in PIECES if piece != " "])


def inflected(text: str) -> list[str]:
    """The signs of a text, words in Latin letters without their endings."""
    return [stem(sign) if sign.isascii() else sign for sign in re.findall(r"[a-z0-9]+|[^\sa-z0-9]", text)]


@example("e-cnye-cny", [("e-cny", "保税")])
@given(pieces, st.lists(st.tuples(terms, terms), max_size=6))
def test_offsets_are_those_of_parts_of_the_text_in_order(
    tmp_path_factory: pytest.TempPathFactory, text: str, pairs: list[tuple[str, str]]
) -> None:
    file = tmp_path_factory.getbasetemp() / "pairs.txt"
    file.write_text("\n".join(f"{a} => {b}" for a, b in pairs), encoding="utf-8")
    folded = fold(text)
    parts = Thesaurus([file]).expand(folded)
    names = {a: {b for c, b in pairs if c == a} - {a} for a, _ in pairs}
    end = 0
    for part in parts:
        assert end <= part.start < part.end <= len(folded)
        end = part.end
        said = " ".join(folded[part.start : part.end].split())
        assert not said[:1].isspace()
        if said not in names:  # another inflection, or the parts of a term with spaces between them
            said = next(a for a in names if inflected(a) == inflected(said))
        assert set(part.terms) == names[said]
        assert part.terms


@given(st.text(max_size=200))
def test_any_text_can_be_expanded(text: str) -> None:
    folded = fold(text)
    for part in thesaurus().expand(folded):
        assert 0 <= part.start < part.end <= len(folded)
        assert part.terms


def test_no_rules_find_nothing() -> None:
    assert Thesaurus().expand("综合保税区") == []
    assert len(Thesaurus()) == 0


# The files that come with the program

NAMES = [path.name for path in BUILTIN]


@pytest.fixture(params=BUILTIN, ids=NAMES)
def shipped(request: pytest.FixtureRequest) -> Path:
    return request.param


def lines_of(path: Path) -> list[tuple[int, list[str], list[str]]]:
    """Number, terms before and terms after the arrow of each rule of a file, folded."""
    rules = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        rule = line.split("#")[0].strip()
        if rule:
            left, _, right = rule.partition("=>")
            sides = [[fold(term.strip()) for term in side.split(",")] if side.strip() else [] for side in (left, right)]
            rules.append((number, *sides))
    return rules


def test_every_line_of_the_shipped_files_is_a_rule_of_terms(shipped: Path) -> None:
    assert b"\r" not in shipped.read_bytes()
    rules = lines_of(shipped)
    assert len(rules) > 300
    assert sum(1 for _ in rules_of(shipped)) == sum(len(left) for _, left, _ in rules)
    for number, left, right in rules:
        for term in [*left, *right]:
            assert term, number
            assert not re.search(r"[,，、;；=>#\t]", term), (number, term)
            assert re.search(r"\w", term), (number, term)


def test_no_shipped_term_is_one_character(shipped: Path) -> None:
    """It would be found within other words."""
    short = [(number, term) for number, left, _ in lines_of(shipped) for term in left if len(term) < 2]
    assert short == []


def test_no_rule_stands_twice(shipped: Path) -> None:
    lines = Counter((frozenset(left), frozenset(right)) for _, left, right in lines_of(shipped))
    assert [line for line, count in lines.items() if count > 1] == []
    pairs = Counter(
        pair
        for _, left, right in lines_of(shipped)
        for pair in ([(a, b) for a in left for b in right] or permutations(left, 2))
    )
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_each_shipped_rule_is_found_by_its_own_term(shipped: Path) -> None:
    rules = thesaurus()
    missed = []
    for number, left, right in lines_of(shipped):
        for term in left:
            names = {name for name in right or left if name != term}
            parts = rules.expand(term)
            whole = [part for part in parts if (part.start, part.end) == (0, len(term))]
            if names and not (whole and names <= set(whole[0].terms)):
                missed.append((number, term))
    assert missed == []


def test_the_order_of_the_shipped_files_does_not_matter() -> None:
    questions = [" ".join(left) for path in BUILTIN for _, left, _ in lines_of(path)[::40]]
    first, *others = [Thesaurus(order) for order in (BUILTIN, BUILTIN[::-1], (*BUILTIN[1:], BUILTIN[0]))]
    for other in others:
        assert len(other) == len(first)
        for question in questions:
            expected = [(part.start, part.end, set(part.terms)) for part in first.expand(question)]
            assert [(part.start, part.end, set(part.terms)) for part in other.expand(question)] == expected


@pytest.mark.parametrize(
    ("question", "part", "name"),
    [
        ("FTZ里能做什么", "ftz", "自由贸易试验区"),
        ("開公司要帶什麼", "开公司", "企业开办"),
        ("这栋楼的执照", "执照", "营业执照"),
        ("how does customs clearance work?", "customs clearance", "通关"),
        ("想关公司", "关公司", "注销登记"),
    ],
)
def test_the_shipped_thesaurus_knows(question: str, part: str, name: str) -> None:
    known = dict(found(thesaurus(), question))
    assert name in known[part]


def test_own_files_come_beside_the_shipped_ones(write: Write) -> None:
    own = thesaurus(write("档主 => 经营者", "执照 => 驾驶证"))
    assert found(own, "档主") == [("档主", ("经营者",))]
    assert found(thesaurus(), "档主") == []
    plain = dict(found(thesaurus(), "执照"))["执照"]
    assert dict(found(own, "执照"))["执照"] == ("驾驶证", *plain)  # first, as only so many are looked for
    assert thesaurus() is thesaurus()


def test_the_thesaurus_needs_no_model() -> None:
    code = (
        "import sys; from index.synonyms import thesaurus; thesaurus().expand('海关');"
        "print({'torch', 'transformers', 'sentence_transformers', 'sklearn', 'gradio'} & set(sys.modules))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
