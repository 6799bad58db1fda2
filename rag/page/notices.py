"""What is said of files that are read, in Chinese: warnings, and why one cannot be read."""

from __future__ import annotations

import re

_NOTICES: dict[str, str] = {
    # Warnings
    "{}: damaged, left out": "{}：已损坏，未收录",
    "{}: no text that can be read (scanned?), left out: {}": "{}：没有可读的文字（可能是扫描件），未收录：{}",
    "{}: recognised from a picture, so figures may be misread": "{}：文字由图像识别得来，数字可能有误",
    "{}: hardly legible, check all of it": "{}：很难辨认，请全部核对",
    "{} of the text is garbled (a font without its characters, or a wrong encoding)": (
        "{} 的文字是乱码（字体缺少字符信息，或编码有误）"
    ),
    "its name says {}, but it is a {} file, and is read as one": "文件名后缀是 {}，内容却是 {}，已按后者读取",
    "some characters are not valid in the encoding of the page": "有些字符在网页所用的编码中无效",
    "{} is hidden; it is read": "{}是隐藏的，仍已读取",
    "{} has {} hidden rows and {} hidden columns; they are read": "{}有 {} 个隐藏行、{} 个隐藏列，仍已读取",
    "{} has {} formulas without a saved result: open and save it once": (
        "{}有 {} 个公式没有保存结果：请用办公软件打开并保存一次"
    ),
    "a part of the document is another file put in and is not read: save it as one in Word": (
        "文档中嵌有另一个文件，没有读取：请在 Word 中另存为一个文件"
    ),
    "{} pictures and little text: what stands in the pictures is not read": (
        "有 {} 张图片，文字很少：图片中的内容没有读取"
    ),
    "the footnotes are damaged and left out": "脚注已损坏，未收录",
    "the endnotes are damaged and left out": "尾注已损坏，未收录",
    "read through LibreOffice, as a {} file": "经 LibreOffice 转为 {} 后读取",
    "a chart with more than one row of labels, or very many points, is left out": (
        "有一张图表未收录：标签不止一行，或数据点过多"
    ),
    "slide {} hidden in the show; read": "第 {} 张幻灯片放映时隐藏，仍已读取",
    "slide {} of {}: only pictures, no text that could be read": "第 {} 张幻灯片（共 {} 张）：只有图片，没有可读的文字",
    # Why a file cannot be read
    "no text in it": "里面没有文字",
    "no text in it: nothing stands on its pages": "里面没有文字：各页都是空白",
    "no page has a text layer; the file needs OCR: {}": "各页都没有文字层，需要做文字识别：{}",
    "no page in this web archive": "这个网页归档里没有网页",
    "unknown format {}; known: {}": "不支持 {} 格式，可用：{}",
    "it is {}, not {}": "这是{}，不是{}",
    "it is a damaged zip archive, not {}": "这是损坏的 ZIP 压缩包，不是{}",
    "it is a zip archive, not {}": "这是 ZIP 压缩包，不是{}",
    "the file is encrypted: save it without a password": "文件已加密：请取消密码后另存",
    "the PDF is encrypted": "PDF 已加密",
    "not a readable {} file: it does not begin as one": "不是可读的 {} 文件：开头不符合格式",
    "not a readable {} file: it holds neither a text nor a workbook nor slides": (
        "不是可读的 {} 文件：里面没有文档、表格或幻灯片"
    ),
    "not a readable PDF ({})": "不是可读的 PDF（{}）",
    "not a readable workbook: {}": "不是可读的工作簿：{}",
    "not a readable Word file: {}": "不是可读的 Word 文件：{}",
    "not a readable presentation: {}": "不是可读的演示文稿：{}",
    "not a readable archive ({})": "不是可读的压缩包（{}）",
    "not a text file ({})": "不是文本文件（{}）",
    "cannot be parsed ({}: {})": "无法解析（{}：{}）",
    "elements are nested more than {} deep": "元素嵌套超过 {} 层",
    "{} MB is over the limit of {} MB": "{} MB，超过上限 {} MB",
    "{} rows are over the limit of {}; split the file": "{} 行，超过上限 {} 行，请拆分文件",
    "{} pages are over the limit of {}: split the file": "{} 页，超过上限 {} 页，请拆分文件",
    "is over {} MB once converted": "转换后超过 {} MB",
    "needs LibreOffice to read {}: install it (Debian: apt-get install {}), or save the file as {}": (
        "读取 {} 需要 LibreOffice：请安装（Debian：apt-get install {}），或另存为 {}"
    ),
    "LibreOffice cannot read this {} file: damaged, encrypted, or another format": (
        "LibreOffice 读不了这个 {} 文件：已损坏、已加密，或是别的格式"
    ),
    "LibreOffice cannot be started ({})": "LibreOffice 无法启动（{}）",
    "LibreOffice took longer than {} seconds": "LibreOffice 用时超过 {} 秒",
    "LibreOffice runs the cells of a table in it together, so that its figures would be wrong: save the file as "
    ".docx in Word or WPS": "LibreOffice 会把其中一个表格的单元格连在一起，数字会出错：请在 Word 或 WPS 中另存为 .docx",
    "the reading was stopped": "读取被中断",
    "a folder, not a file": "这是文件夹，不是文件",
    "not a regular file": "不是普通文件",
    "no such file or folder": "没有这个文件或文件夹",
    "{}; its indexed version stays": "{}；库中的旧版本保留",
    "{}; its {} indexed files stay": "{}；库中已有的 {} 个文件保留",
}
"""What loaders say, each place for something of the file as ``{}`` → in Chinese."""

_PARTS: dict[str, str] = {
    "page {} and {} more of {}": "第 {} 等页（另有 {} 页，共 {} 页）",
    "page {} of {}": "第 {} 页（共 {} 页）",
    "sheet {}": "工作表“{}”",
    "nothing could be recognised": "没有识别出文字",
    "no text could be recognised in it": "没有识别出文字",
    "install {} to have it recognised": "安装 {} 后可以识别",
    "a picture ({})": "图片（{}）",
    "a program": "程序",
    "packed with gzip": "gzip 压缩文件",
    "a RAR archive": "RAR 压缩包",
    "a 7z archive": "7z 压缩包",
    "a text file": "文本文件",
    "a {} file": " {} 文件",
}
"""What stands in these places, likewise."""


def _patterns(told: dict[str, str]) -> list[tuple[re.Pattern[str], str]]:
    found = []
    for said, chinese in told.items():
        pattern = "(.+?)".join(map(re.escape, said.split("{}")))
        found.append((re.compile(pattern, re.DOTALL), chinese))
    return found


_WHOLE, _PART = _patterns(_NOTICES), _patterns(_PARTS)
# More words of its own first: 「it is a zip archive, not …」 before 「it is …, not …」.
_WHOLE.sort(key=lambda pair: -len(pair[0].pattern.replace("(.+?)", "")))


def notice_in(text: str, language: str) -> str:
    """A warning, or why a file cannot be read, in `language`; as it is where there are no words for it."""
    if language == "en":
        return text
    for pattern, chinese in _WHOLE:
        if match := pattern.fullmatch(text):
            return chinese.format(*map(_part, match.groups()))
    return text


def _part(text: str) -> str:
    for pattern, chinese in _PART:
        if match := pattern.fullmatch(text):
            return chinese.format(*match.groups())
    return notice_in(text, "zh")
