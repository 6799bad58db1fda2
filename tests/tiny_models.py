"""Small models that tests make: a transformer of random weights that knows a hundred characters."""

from __future__ import annotations

from pathlib import Path

CHARACTERS = (
    "企业开办只需一个环节进口货物通关时间缩短船边直提保税维修查账检查报备申报手续营商境问题答案"
    "为这句子生成表示以用于索相关文章：。，？abcdefghijklmnopqrstuvwxyz0123456789:"
)
POSITIONS = 64
"""Tokens that a tiny model can read."""


def _words() -> list[str]:
    distinct = list(dict.fromkeys(CHARACTERS))
    latin = [c for c in distinct if c.isascii() and c.isalnum()]
    return ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *distinct, *(f"##{c}" for c in latin)]


def save_bert(folder: Path, *, seed: int = 0, labels: int = 0) -> Path:
    """A BERT of one layer with a WordPiece vocabulary; with `labels` one that classifies, for a cross-encoder."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(_words()) + "\n", encoding="utf-8")
    tokenizer = BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=POSITIONS)
    more = {"num_labels": labels} if labels else {}
    config = BertConfig(
        vocab_size=len(_words()),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=POSITIONS,
        initializer_range=0.5,  # far apart, so that a word more or less is seen in the result
        **more,
    )
    torch.manual_seed(seed)
    model = BertForSequenceClassification(config) if labels else BertModel(config)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def save_embedding_model(folder: Path, *, seed: int = 0, prompts: dict[str, str] | None = None) -> Path:
    """A sentence-transformers model of 16 dimensions, with `prompts` of its own."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    body = Transformer(str(save_bert(folder.with_name(folder.name + "-bert"), seed=seed)))
    pooling = Pooling(body.get_embedding_dimension())
    SentenceTransformer(modules=[body, pooling], prompts=prompts, device="cpu").save(str(folder))
    return folder


def save_cross_encoder(folder: Path, *, seed: int = 0, labels: int = 1) -> Path:
    """A sentence-transformers CrossEncoder."""
    from sentence_transformers import CrossEncoder

    source = save_bert(folder.with_name(folder.name + "-bert"), seed=seed, labels=labels)
    CrossEncoder(str(source), local_files_only=True, device="cpu").save(str(folder))
    return folder
