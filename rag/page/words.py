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
    "placeholder": ("就库中的资料提问", "Ask a question about the documents"),
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
    "more": ("更多：{n} 段", "More: {n}"),
    "others": ("另外找到（回答未引用）：{n} 段", "Also found (not cited in the answer): {n}"),
    "back": ("回到回答", "Back to the answer"),
    "why": ("为何入选", "Why this passage"),
    "why_nothing": ("问题中的词没有单独对应上的", "No word of the question stands there by itself"),
    "why_rest": ("其余各项", "All others"),
    "why_rank": ("列第 {n}，得分 {score}", "No. {n}, score {score}"),
    "why_by_score": ("仅按得分列第 {n}", "no. {n} by its score alone"),
    "why_cross": ("重排模型", "cross-encoder"),
    "why_arm": ("第 {n}", "no. {n}"),
    "why_gone": (
        "再次检索时没有找到这一段：资料库已有变动，或它是按语言模型改写的问题找到的。",
        "Searching again does not find this passage: the documents have changed, or it was found by a language "
        "model's wording of the question.",
    ),
    "page": ("第 {n} 页", "page {n}"),
    "copy_source": ("复制出处", "Copy source"),
    "copy": ("复制回答与出处", "Copy answer with sources"),
    "copied": ("已复制", "Copied"),
    "thumb_up": ("有用", "Helpful"),
    "thumb_up_text": ("这个回答有用：收入待审题目", "This answer helps: keep it as a question for review"),
    "thumb_down": ("有误", "Wrong"),
    "thumb_down_text": ("这个回答有误或没答上来：收入待审题目", "Wrong or missing: keep the question for review"),
    "thanks": ("谢谢！已放入“题目”页，待审核。", "Thank you! It waits for review on the Questions page."),
    "understood": ("理解为：", "Understood as: "),
    "mend": ("修改", "Correct"),
    "mend_ask": ("按此提问", "Ask this"),
    "refused": ("未作答", "Not answered"),
    "refused_more": ("核对最接近的段落", "Check the nearest passages"),
    "working": ("正在查找资料……", "Looking through the documents …"),
    "stopped": ("已停止", "Stopped"),
    "seconds": ("用时 {n} 秒", "{n} s"),
    "cited": ("{n} 处依据", "{n} citations"),
    "cited_one": ("1 处依据", "1 citation"),
    "upload": ("上传资料", "Upload documents"),
    "upload_text": (
        "可上传 {formats}，每个不超过 {size} MB。文件只保存在本机，上传后即可提问。",
        "You can upload {formats}, at most {size} MB each. Files stay on this machine and can be asked about at once.",
    ),
    "web_page": ("网页", "web pages"),
    "plain_text": ("纯文本", "plain text"),
    "comma": ("、", ", "),
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
    "unread": ("第 {pages} 页没有可读的文字", "Pages without readable text: {pages}"),
    "scanned": ("第 {pages} 页的文字由图像识别得来", "Pages whose text comes from character recognition: {pages}"),
    "open_details": ("查看这份资料的目录和读取情况", "See the outline of this document and how it was read"),
    "outline": ("目录", "Outline"),
    "outline_none": ("没有标题", "No headings"),
    "health": ("读取情况（字数，不计空格）", "How it was read (characters without spaces)"),
    "read": ("文件中", "In the file"),
    "kept": ("收录", "Kept"),
    "left_out": ("未收录：{what}（{n} 处）", "Left out: {what} (×{n})"),
    "put_in": ("补入（项目符号、编号等）", "Put in (bullets, numbers and the like)"),
    "lost": ("丢失（程序缺陷，请反馈）", "Lost (a fault in this program: please report it)"),
    "garbled": ("乱码", "Garbled"),
    "pages": ("页数", "Pages"),
    "tables": ("表格（{n} 个）", "Tables ({n})"),
    "table": ("未命名的表格", "A table without a caption"),
    "table_size": ("{columns} 列 × {rows} 行", "{columns} columns × {rows} rows"),
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

_KINDS: dict[str, str] = {
    ".pdf": "PDF",
    ".docx": "Word",
    ".xlsx": "Excel",
    ".pptx": "PowerPoint",
    ".wps": "WPS",
    ".odt": "OpenDocument",
    ".rtf": "RTF",
    ".html": "web_page",
    ".md": "Markdown",
    ".txt": "plain_text",
    ".csv": "CSV",
    ".zip": "ZIP",
}
"""File name ending that stands for a kind of files → its name, or the key of the word for it."""

_REASONS: dict[str, str] = {
    "broken characters": "损坏的字符",
    "contents lines": "目录行",
    "equation layout": "公式排版",
    "front matter": "文件头信息",
    "hyphens at line ends": "行末连字符",
    "images": "图片标记",
    "marks": "排版标记",
    "menus and hidden parts": "菜单与隐藏内容",
    "note marks": "注释标号",
    "page numbers": "页码",
    "raised digits": "上标数字",
    "repeated lines": "重复行",
    "rules": "分隔线",
    "running heads": "页眉页脚",
    "superscripts": "上标",
}
"""Why something is left out, as loaders say it → in Chinese."""


_PROPERTIES: dict[str, tuple[str, str]] = {
    "as_of": ("数据截至", "As of"),
    "dated": ("日期", "Dated"),
    "effective": ("施行日期", "Effective"),
    "issuer": ("发布单位", "Issuer"),
    "kind": ("类型", "Kind"),
    "language": ("语言", "Language"),
    "number": ("文号", "Number"),
    "provider": ("提供单位", "Provider"),
}


def property_in(key: str, language: str) -> str:
    """The name of what a document says of itself, in `language`; as it is where there is no word for it."""
    both = _PROPERTIES.get(key, (key, key))
    return both[language == "en"]


def reason_in(reason: str, language: str) -> str:
    """Why something is left out (see `corpus.ledger`), in `language`; as it is where there is no word for it."""
    return reason if language == "en" else _REASONS.get(reason, reason)


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
    """Which files can be uploaded, of at most `size` MB each: their kinds, not every ending."""
    there = set(suffixes)
    kinds = [say.get(kind, kind) for ending, kind in _KINDS.items() if ending in there]
    return say["upload_text"].format(formats=say["comma"].join(kinds), size=size)
