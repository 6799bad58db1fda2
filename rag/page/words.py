"""The words on the page, in Chinese and English; answers keep the language of the documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

LANGUAGES: dict[str, str] = {"zh": "中文", "en": "English"}
"""Language code → its own name, the default first."""

_WORDS: dict[str, tuple[str, str]] = {
    "name": ("问据", "Wenju"),
    "motto": ("每一句回答都有原文为据", "Every statement with the passage it comes from"),
    "tab_ask": ("问答", "Ask"),
    "tab_documents": ("资料", "Documents"),
    "placeholder": ("请输入问题，例如：陕西自贸试验区在政务服务方面有哪些做法？", "Ask a question about the documents"),
    "question": ("问题", "Question"),
    "send": ("提问", "Ask"),
    "stop": ("停止", "Stop"),
    "new": ("新对话", "New conversation"),
    "scope": ("限定资料（不选则查全部）", "Limit to documents (none chosen: all)"),
    "welcome": ("有什么要查的？", "What would you like to know?"),
    "welcome_text": (
        "回答只依据库中的资料，并标出每句话的出处；资料里没有的，会直接说没有。点击回答中的编号即可核对原文。",
        "Answers come from the documents alone and name the source of each statement; what the documents do not say "
        "is not answered. Click a number in an answer to check the original text.",
    ),
    "empty": ("库中还没有资料", "There are no documents yet"),
    "empty_text": (
        "请到“资料”页上传文件，或载入随附资料，然后回来提问。",
        "Upload files on the Documents page, or load the documents that come with the program, and come back to ask.",
    ),
    "evidence": ("原文依据", "Evidence"),
    "evidence_none": (
        "回答的依据会显示在这里。点击回答中的编号，查看对应的原文段落。",
        "The evidence for an answer appears here. Click a number in an answer to see the passage it stands on.",
    ),
    "turn": ("第 {n} 问", "Question {n}"),
    "nearest": ("最接近的段落（不足以作答）", "Nearest passages (not enough for an answer)"),
    "others": ("其他检索到的段落（回答未引用）", "Also found (not cited in the answer)"),
    "back": ("回到回答", "Back to the answer"),
    "page": ("第 {n} 页", "page {n}"),
    "copy_source": ("复制出处", "Copy source"),
    "copy": ("复制回答与出处", "Copy answer with sources"),
    "copied": ("已复制", "Copied"),
    "understood": ("理解为：", "Understood as: "),
    "refused": ("未作答", "Not answered"),
    "refused_more": ("核对最接近的段落", "Check the nearest passages"),
    "working": ("正在查找资料……", "Looking through the documents …"),
    "stopped": ("已停止", "Stopped"),
    "seconds": ("用时 {n} 秒", "{n} s"),
    "cited": ("{n} 处依据", "{n} sources"),
    "upload": ("上传资料", "Upload documents"),
    "upload_text": (
        "可上传 {formats}，每个不超过 {size} MB。文件只保存在本机，上传后即可提问。",
        "{formats}, at most {size} MB each. Files stay on this machine and can be asked about at once.",
    ),
    "load_shipped": ("载入随附资料", "Load the documents that come with the program"),
    "uploaded": ("已上传的文件", "Uploaded files"),
    "delete": ("删除所选文件", "Delete the chosen files"),
    "delete_sure": (
        "删除所选的上传文件？它们将从资料库和磁盘上移除。",
        "Delete the chosen uploads? They are removed from the index and from the disk.",
    ),
    "count": ("共 {documents} 份资料，{passages} 个段落", "{documents} documents, {passages} passages"),
    "column_title": ("资料", "Document"),
    "column_file": ("文件", "File"),
    "column_passages": ("段落", "Passages"),
    "column_characters": ("字数", "Characters"),
    "column_notes": ("说明", "Notes"),
    "dropped": ("未收录：{what}", "Left out: {what}"),
    "added": ("已加入：{n} 份", "Added: {n}"),
    "updated": ("已更新：{n} 份", "Updated: {n}"),
    "unchanged": ("已在库中，未变：{n} 份", "Already there, unchanged: {n}"),
    "removed": ("已移除：{n} 份", "Removed: {n}"),
    "failed": ("未能加入：{n} 份", "Not added: {n}"),
    "nothing": ("没有变化", "Nothing changed"),
    "error": ("出错了", "Something went wrong"),
    "error_text": (
        "程序遇到意外问题（{what}），详情已写入日志。请再试一次。",
        "An unexpected problem ({what}); details are in the log. Please try again.",
    ),
    "StoreMissing": ("资料库不存在。", "There is no index."),
    "StoreMismatch": (
        "资料库是用其他模型或版本建立的，请重新启动本程序以重建。",
        "The index was made with another model or version; restart the program to rebuild it.",
    ),
    "StoreCorrupt": ("资料库文件损坏。", "The index is damaged."),
    "StoreBusy": ("另一个程序正在写入资料库，请稍后再试。", "Another program is writing to the index; try again soon."),
    "format": ("不支持这种格式，可用：{formats}", "Format not supported; these are: {formats}"),
}


def words(language: str) -> dict[str, str]:
    """Every word of the page in `language`; for a language that is not there, in the default one."""
    at = list(LANGUAGES).index(language) if language in LANGUAGES else 0
    return {key: both[at] for key, both in _WORDS.items()}


def brand_html(say: Mapping[str, str]) -> str:
    """Name and motto."""
    return f'<div class="wj-brand"><h1>{say["name"]}</h1><span>{say["motto"]}</span></div>'


def welcome_html(say: Mapping[str, str], *, empty: bool) -> str:
    """What stands where the conversation will be; for an empty index, what to do."""
    kind = "empty" if empty else "welcome"
    return f'<div class="wj-welcome"><b>{say[kind]}</b><span>{say[f"{kind}_text"]}</span></div>'


def limits_text(say: Mapping[str, str], suffixes: Iterable[str], size: int) -> str:
    """Which files can be uploaded, of at most `size` MB each."""
    return say["upload_text"].format(formats="、".join(suffix[1:].upper() for suffix in suffixes), size=size)
