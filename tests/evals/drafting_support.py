"""Documents to draft questions from, and passages made of them."""

from __future__ import annotations

from pathlib import Path

from langchain_core.documents import Document

from rag import Assistant

CASES = """# 云台县便民改革案例汇编

## 案例1 “一窗受理”改革

云台县政务服务中心提供

### 一、主要做法

（一）统一受理窗口

云台县政务服务中心设立综合窗口32个，平均办理时间缩短到半天。

（二）精简申报材料

“容缺受理”是指申请人主要材料齐全、次要材料欠缺时窗口先行受理的服务方式。

（三）开展延时服务

云台县政务服务中心于2023年5月8日开通周末延时服务，受到群众欢迎。

> 注：云台县另有镇级便民窗口57个。

### 二、实践效果

截至2023年底，综合窗口累计办理业务12800件，群众满意度达到98.6%。该中心还节约经费40万元。

改革推进中：一是建立清单，事项全部公开；二是优化流程，环节逐项压减；三是加强评价，结果按月通报。

## 案例2 农产品检测“一证通”

### 一、主要做法

云台县农业农村局建成检测站18个。有多少家企业用过？还有哪些乡镇没有检测站？
"""
TABLE = """# 云台县统计简报

## 表1 2022年云台县各镇农产品产量

| 乡镇 | 茶叶（吨） | 苹果（吨） |
| --- | --- | --- |
| 青石镇 | 310 | 1200 |
| 白水镇 | 450 | 800 |
| 柳林镇 | 280 | 950 |
| 长塘镇 | 205 | 640 |
| 合计 | 1245 | 3590 |
"""
ASKING = """# 常见问题

云台县有多少个便民窗口？
云台县检测站18个分布在哪里？
云台县的茶叶产量是多少？
"""
ENGLISH = """# Yuntai County

The county opened 32 service windows in 2022 and handled 12800 cases.
"""


def library(folder: Path) -> Assistant:
    """An assistant over the documents."""
    (folder / "pages").mkdir(parents=True)
    for name, text in {"cases": CASES, "table": TABLE, "asking": ASKING, "english": ENGLISH}.items():
        (folder / "pages" / f"{name}.md").write_text(text, "utf-8")
    assistant = Assistant.open(folder / "index", create=True)
    assistant.sync([folder / "pages"])
    return assistant


def passages(assistant: Assistant) -> list[Document]:
    """All passages."""
    store = assistant.store.store
    return list(store.passages(store.numbers()).values())
