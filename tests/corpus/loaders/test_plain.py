from __future__ import annotations

import pytest

from corpus import LoadError

# Hard-wrapped at 40 columns, contents list, page numbers, a wrapped figure, a shredded table.
WRAPPED = """\
　　　　某市服务贸易“十四五”规划

目  录

第一章 发展基础 ................... 1
第二章 主要任务 ................... 3
第一节 扩大开放
3
第二节 数据表
5

第一章 发展基础

　　“十三五”期间，全市服务贸易稳步增长，
结构持续优化。2020年全市服务贸易进出口额达
12.5 亿元，比2015年增长一倍，其中知识密集型
服务贸易占比为四成。全市按照《促进条例》的第二条、
第三条的规定，设立专项资金，重点支持中小企业开
拓国际市场。

- 1 -

　　面临的问题主要有三个：一是规模不大，占全
省的比重偏低；二是企业不多，有国际竞争力的龙
头企业少；三是人才不足，缺少既懂外语又懂技术
的人才，引进和培养的机制还没有完全建立起来。

第二章 主要任务

第一节 扩大开放

（一）放宽准入。落实跨境服务贸易负面清单，
在教育、医疗等领域先行先试，总结经验后在全市
推广。
（二）建设平台
　　依托综合保税区建设服务贸易示范基地，提供
通关、结算、法律等一站式服务，降低企业的制度
性交易成本，到2025年入驻企业达到一百家以上。

第二节 数据表

表 1 主要指标
单位：亿元

\t指标
\t2020
\t2025

\t进出口额
\t12.5
\t25

\t其中：知识密
集型
\t5
\t12
"""

MARKDOWN = """\
---
title: 某市服务贸易手册
issuer: 某市商务局
date: 2023-05-01
tags: [一, 二]
---

# 某市服务贸易手册

前言的第一行
和第二行是一段，有[链接](http://example.org/a_(b))、**粗体**、*斜体*、`code_a*b*`与脚注[^1]。

[^1]: 脚注的文字。

### 第一章 总则

#### 第一条 为了促进发展，制定本手册。

## 第二章 做法

### 一、登记

- 线上登记
  续行
- 线下登记
\t- 窗口
\t- 邮寄

1. 这是一个有很多字的步骤，说明怎样在网上提交材料，写明材料的名称、份数和形式，还说明多久能收到答复；
2. 第二步；

### 二、数据

| 地区 | 出口 | | 进口 | |
|------|:---:|---:|---|---|
| | 金额 | 同比 | 金额 | 同比 |
| 西安\\|市 | 3*4*5 | -2% | 7 | 1% |

```python
# 不是标题
x = "| a | b |"
```

***

附则
----

本手册自发布之日起施行。&nbsp;版权&copy;所有，网址 a?x=1&copy=2，2**3**4 与 __init__ 不变。
"""


def test_golden_text(read, as_data, golden):
    golden("txt", as_data(read("plan.txt", WRAPPED.encode("gb18030"))))


def test_golden_markdown(read, as_data, golden):
    golden("md", as_data(read("book.md", MARKDOWN)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_give_one_text(read, encoding):
    assert (
        read("a.txt", "西咸新区“十四五”规划。\r\n第二行。".encode(encoding)).text == "西咸新区“十四五”规划。\n第二行。"
    )


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "no text"),
        ("a.md", b" \n\t\n\xe3\x80\x80", "no text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "not a text file"),
        ("a.txt", b"\x7fELF" + b"\0" * 400, "not a text file"),
        ("a.txt", b"\xff\xfea\x00b", "not a text file"),
        ("a.md", b"---\ntitle: a\n---\n", "no text"),
    ],
)
def test_not_text(read, name, data, reason):
    with pytest.raises(LoadError, match=reason):
        read(name, data)


@pytest.mark.parametrize("front", ["title: [", "- a\n- b", "just words", "a: b: c"])
def test_what_is_not_front_matter_stays(read, front):
    text = read("a.md", f"---\n{front}\n---\n\n正文。").text
    assert all(word in text for word in front.split() if word.isalpha())


def test_front_matter_dates_and_numbers_are_text(read):
    source = read("a.md", "---\ntitle: 2023\ndate: 2023-05-01\nno: 7\n---\n正文。")
    assert (source.title, source.properties) == ("2023", {"date": "2023-05-01", "no": "7"})


@pytest.mark.parametrize(
    "mark", ["*", "**a", "![", "[", "[a](", "<", "`a", "__", "#", ". ", ".", "…", "|", "| ", "-", "a ", "- "]
)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_one_line_of_marks_takes_no_more_than_linear_time(read, name, mark):
    """With quadratic matching such a line would run for minutes."""
    line = mark * (300_000 // len(mark))
    assert "终" in read(name, "开头 " + line + " 终").text


def test_five_megabytes_in_one_line_and_in_many(read):
    one = "服务贸易" * 1_250_000
    assert read("a.txt", one).text == one
    many = "服务贸易的一行\n" * 50_000
    assert read("b.md", many).text == "服务贸易的一行" * 50_000
