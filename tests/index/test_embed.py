"""The built-in embedding model: parity, its vectors and tokens, and what it has learnt."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file

from index.embed import (
    BUILTIN_PATH,
    ModelMissing,
    SentenceTransformerEmbeddings,
    StaticEmbeddings,
    late_interaction,
    load_embeddings,
)

TEXTS = [
    "企业在舱单数据传输后、运输工具抵港前办理申报手续。",
    "个人所得税的专项附加扣除标准是什么？",
    "Which office issues the certificate for a regional headquarters?",
    "ＡＢＣ　2024年 GDP 增长 5.2%",
    "的",
]

EVERYDAY = [  # everyday question, official sentence; written for this test and in no training file
    ("生了孩子公司给放几天假", "女职工生育享受九十八天产假，其中产前可以休假十五天。"),
    ("老板拖着不发钱咋整", "用人单位未及时足额支付劳动报酬的，劳动者可以向劳动保障监察机构投诉。"),
    ("房子漏水楼上不肯修", "业主对建筑物专有部分的维修妨害相邻业主权益的，应当承担民事责任。"),
    ("喝了酒开车会不会坐牢", "在道路上醉酒驾驶机动车的，处拘役，并处罚金。"),
    ("网上买的东西不喜欢能退吗", "经营者采用网络方式销售商品的，应当履行七日无理由退货义务。"),
    ("退休以后每个月能领多少钱", "基本养老金由统筹养老金和个人账户养老金组成。"),
    ("看病的钱哪些能报", "符合基本医疗保险药品目录、诊疗项目的医疗费用，从基本医疗保险基金中支付。"),
    ("孩子上学要看户口吗", "适龄儿童、少年在户籍所在地学校就近入学。"),
    ("想自己开个小店要办啥手续", "申请登记为个体工商户，应当向经营场所所在地登记机关申请注册登记。"),
    ("邻居半夜唱歌太吵了", "排放社会生活噪声干扰他人正常生活的，由公安机关给予警告或者罚款。"),
    ("种地国家给补多少", "对种粮农民的补贴资金通过一卡通直接兑付到户，每亩标准由省级财政部门确定。"),
    ("厂子往河里倒脏水谁管", "违法排放水污染物的，由生态环境主管部门责令改正并处以罚款。"),
    ("带外国朋友来玩要签证不", "对部分国家的普通护照持有人实行入境免签政策。"),
    ("干活时摔断了腿谁出医药费", "职工因工作遭受事故伤害的，治疗费用从工伤保险基金中支付。"),
    ("刚毕业租不起房有没有便宜的", "公共租赁住房面向新就业无房职工和城镇稳定就业的外来务工人员供应。"),
]


@pytest.fixture(scope="module")
def model() -> StaticEmbeddings:
    """The built-in model."""
    return StaticEmbeddings()


def test_vectors_are_those_of_sentence_transformers(model: StaticEmbeddings, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
    from tokenizers import Tokenizer

    tensors = load_file(BUILTIN_PATH / "model.safetensors")
    rows = tensors["weight"].astype(np.float32) * tensors["scale"].astype(np.float32)[:, None]
    table = StaticEmbedding(
        Tokenizer.from_file(str(BUILTIN_PATH / "tokenizer.json")), embedding_weights=torch.from_numpy(rows)
    )
    SentenceTransformer(modules=[table, Normalize()]).save(str(tmp_path / "saved"))
    loaded = load_embeddings(str(tmp_path / "saved"))
    assert isinstance(loaded, SentenceTransformerEmbeddings)
    assert np.abs(model.encode(TEXTS) - np.asarray(loaded.embed_documents(TEXTS))).max() <= 1e-5
    assert np.abs(np.asarray(model.embed_query(TEXTS[1])) - loaded.embed_query(TEXTS[1])).max() <= 1e-5
    assert loaded.dimension == model.dimension
    assert loaded.fingerprint.startswith("saved-")


def test_equal_texts_and_equal_files_give_equal_results(model: StaticEmbeddings) -> None:
    other = load_embeddings(str(BUILTIN_PATH))
    assert isinstance(other, StaticEmbeddings)
    assert other.fingerprint == model.fingerprint
    assert np.array_equal(other.encode(TEXTS), model.encode(TEXTS))
    assert np.array_equal(model.encode(TEXTS[:1]), model.encode(TEXTS)[:1])


def test_vectors_are_unit_rows_of_the_stated_size(model: StaticEmbeddings) -> None:
    vectors = model.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), model.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("text", ["", "   ", "，。！", "\u0f40\u0f41"])
def test_a_text_without_known_token_gives_zeros(model: StaticEmbeddings, text: str) -> None:
    assert not model.encode([text]).any()
    assert model.token_vectors(text).rows.shape == (0, model.dimension)
    query = model.token_vectors("海关")
    assert late_interaction(query, [model.token_vectors(text)]).tolist() == [0.0]
    assert late_interaction(model.token_vectors(text), [query]).tolist() == [0.0]
    assert late_interaction(query, []).shape == (0,)


def test_no_texts_give_no_rows(model: StaticEmbeddings) -> None:
    assert model.encode([]).shape == (0, model.dimension)
    assert model.embed_documents([]) == []


@given(st.text(max_size=60))
def test_any_text_gives_finite_vectors_and_offsets_inside_it(text: str) -> None:
    model = _shared()
    assert np.isfinite(model.encode([text])).all()
    tokens = model.token_vectors(text)
    assert tokens.rows.shape == (len(tokens.ids), model.dimension)
    assert tokens.offsets.shape == (len(tokens.ids), 2)
    assert ((tokens.offsets >= 0) & (tokens.offsets <= len(text))).all()
    assert (tokens.offsets[:, 0] <= tokens.offsets[:, 1]).all()
    assert ((tokens.idf >= 0) & (tokens.idf <= 1)).all()


def test_offsets_point_at_the_words(model: StaticEmbeddings) -> None:
    text = "办理 ＡＢＣ（海關）手续"
    spans = [text[start:end] for start, end in model.token_vectors(text).offsets]
    assert spans == ["办理", "ＡＢＣ", "海關", "手续"]


def test_traditional_script_and_letter_case_do_not_matter(model: StaticEmbeddings) -> None:
    assert np.array_equal(model.encode(["個人所得稅 GDP"]), model.encode(["个人所得税 gdp"]))


@pytest.mark.parametrize("score", ["mean", "late"])
def test_everyday_questions_find_the_official_sentence(model: StaticEmbeddings, score: str) -> None:
    questions, sentences = zip(*EVERYDAY, strict=True)
    if score == "mean":
        scores = model.encode(questions) @ model.encode(sentences).T
    else:
        passages = [model.token_vectors(sentence) for sentence in sentences]
        scores = np.stack([late_interaction(model.token_vectors(question), passages) for question in questions])
    assert (scores.argmax(axis=1) == np.arange(len(EVERYDAY))).mean() >= 0.8


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "wenju-static"}', encoding="utf-8")
    with pytest.raises(ModelMissing, match=str(tmp_path)):
        load_embeddings(str(tmp_path))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", "{"),
        ("config.json", "[1]"),
        ("config.json", '{"model_type": "wenju-static"}'),
        ("model.safetensors", "x"),
        ("tokenizer.json", "{}"),
    ],
)
def test_a_damaged_file_of_a_model_is_named(tmp_path: Path, name: str, content: str) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(BUILTIN_PATH, folder)
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(ModelMissing, match=r"damaged' cannot be loaded \(.+\)") as failure:
        load_embeddings(str(folder))
    assert "\n" not in str(failure.value)


def test_the_index_names_a_missing_model_as_the_hub_does(tmp_path: Path) -> None:
    for name in ("no/such/folder", str(tmp_path)):
        with pytest.raises(ModelMissing, match=re.escape(name)):
            load_embeddings(name)


def test_the_built_in_model_needs_no_torch() -> None:
    code = (
        "import sys; from index.embed import load_embeddings; load_embeddings().embed_query('海关');"
        "print({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


_MODELS: list[StaticEmbeddings] = []


def _shared() -> StaticEmbeddings:
    """Return one model for all hypothesis examples."""
    if not _MODELS:
        _MODELS.append(StaticEmbeddings())
    return _MODELS[0]
