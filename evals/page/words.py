"""The words of the tabs, in Chinese and English."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str]] = {
    "tab_review": ("题目", "Questions"),
    "tab_evaluation": ("评测", "Evaluation"),
    # Review
    "waiting": ("待审 {n} 题", "{n} to review"),
    "accepted": ("已采用 {n} 题", "{n} accepted"),
    "all_kinds": ("全部类型（{n}）", "All kinds ({n})"),
    "kind_filter": ("只看一类", "Kind to review"),
    "draft": ("从资料起草 {n} 题", "Draft {n} from the documents"),
    "drafted": ("新起草 {n} 题。", "{n} new drafts."),
    "drafted_none": ("没有可新起草的题目了。", "There is nothing new to draft."),
    "review_about": (
        "题目来自按规则起草、对话中的“有用 / 有误”和语言模型。采用的题目写入 {file}，可在“评测”页使用。",
        "Questions come from rules, from the thumbs in the chat, and from a language model. Accepted ones go to {file} "
        "and can be used on the Evaluation page.",
    ),
    "review_empty": ("没有待审的题目", "No questions wait for review"),
    "review_empty_text": (
        "可以从资料起草一批，或在对话中点“有用”“有误”。",
        "Draft some from the documents, or say in the chat which answers are helpful or wrong.",
    ),
    "question": ("问题", "Question"),
    "history": ("此前的提问：", "Asked before: "),
    "kind": ("类型", "Kind"),
    "answer": ("参考答案", "Answer"),
    "must": (
        "答案必须包含（一行一项，几种写法用 | 隔开）",
        "An answer must hold (one a line; spellings apart by |)",
    ),
    "evidence": (
        "依据（每条：首行《文件名》，其后是原文；两条之间空一行；没有依据表示资料不能回答）",
        "Evidence (each: 《file name》 on a line, then the quote; a blank line between two; none: not answerable)",
    ),
    "evidence_shown": ("依据在原文中的位置", "The evidence in its place"),
    "evidence_none": ("没有依据：这道题考的是能否拒答。", "No evidence: the right answer is a refusal."),
    "accept": ("采用", "Accept"),
    "accept_edited": ("保存修改并采用", "Save changes and accept"),
    "reject": ("拒绝", "Reject"),
    "skip": ("跳过", "Skip"),
    "done_accepted": ("已采用：{question}", "Accepted: {question}"),
    "done_rejected": ("已拒绝：{question}", "Rejected: {question}"),
    "gone": ("这道题已由别人处理。", "Somebody else has dealt with this question."),
    "no_question": ("问题不能为空。", "The question is empty."),
    "no_document": ("库中没有文件 {doc}。", "There is no file {doc} in the index."),
    "no_quote": ("《{doc}》中没有这段原文：{quote}", "{doc} does not hold this quote: {quote}"),
    "no_name": ("依据的首行须是《文件名》：{line}", "Evidence begins with 《file name》 on a line: {line}"),
    "empty_quote": ("《{doc}》下没有原文。", "There is no quote below 《{doc}》."),
    "must_strange": (
        "注意：“{must}”既不在依据中，也不在参考答案中。",
        "Note: “{must}” stands neither in the evidence nor in the answer.",
    ),
    "must_refusal": (
        "注意：没有依据的题目考的是拒答，“必须包含”不起作用。",
        "Note: without evidence the right answer is a refusal; what it must hold is not looked at.",
    ),
    # Evaluation
    "dataset": ("题目集", "Questions"),
    "set_shipped": ("随附题目（{n}）", "The questions that ship ({n})"),
    "set_accepted": ("已采用的题目（{n}）", "Accepted questions ({n})"),
    "set_upload": ("上传题目文件", "Upload a file"),
    "upload": ("选择文件（.jsonl、.csv、.json）", "Choose a file (.jsonl, .csv, .json)"),
    "k": ("检索段落数 k", "Passages to retrieve (k)"),
    "answers": ("同时评测回答（引文、必须包含、拒答）", "Also measure answers (citations, required facts, refusals)"),
    "measures": ("检索指标", "Retrieval measures"),
    "run": ("开始评测", "Run"),
    "reports": ("最近的报告", "Latest reports"),
    "report_empty": ("还没有报告。", "No reports yet."),
    "running": ("正在评测", "Measuring"),
    "no_file": ("请先选择题目文件。", "Choose a file with questions first."),
    "own_texts": (
        "这个题目集自带文本，与库中资料无关：请用命令行 wenju eval 评测。",
        "These questions bring texts of their own and are not about the documents here: use wenju eval.",
    ),
    "none_there": (
        "这些题目所依据的 {n} 个文件都不在库中，评测没有意义。缺少：{names}",
        "None of the {n} files that these questions are about is in the index. Missing: {names}",
    ),
    "some_there": (
        "题目所依据的 {n} 个文件中有 {missing} 个不在库中，相应的题目只能算未命中：{names}",
        "{missing} of the {n} files that the questions are about are not in the index; "
        "their questions are misses: {names}",
    ),
    "no_documents": ("库中还没有资料。", "There are no documents in the index yet."),
    "set_empty": (
        "还没有采用的题目：请先在“题目”页审核。",
        "No accepted questions yet: review some on the Questions page.",
    ),
    "summary": ("{questions} 题，用时 {seconds} 秒", "{questions} questions in {seconds} s"),
    "errors": ("{n} 题出错，按未命中计", "{n} questions failed and count as misses"),
    "measure": ("指标", "Measure"),
    "mean": ("均值", "Mean"),
    "interval": ("95% 区间", "95 % interval"),
    "number": ("题数", "Questions"),
    "lower": ("越低越好", "lower is better"),
    "save": ("下载报告（HTML）", "Download the report (HTML)"),
    "report_title": ("评测报告", "Evaluation report"),
    "bad_report": ("报告读不出来：{why}", "The report cannot be read: {why}"),
    "failed": ("评测失败：{why}", "The evaluation failed: {why}"),
}


def words(language: str) -> dict[str, str]:
    """Every word of the tabs in `language`; for one that is not there, in Chinese."""
    return {key: both[language == "en"] for key, both in _WORDS.items()}
