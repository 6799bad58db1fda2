from __future__ import annotations

import pytest

from corpus import LoadError

PAGE = """<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>
  某市公告
  公开 </title><style>p { color: red }</style><script>var secret = "脚本";</script></head>
<body><nav><a href="/">首页</a> | <a href="/x">目录</a></nav>
<form id="aspnetForm"><table><tr><td>
<h1>关于服务贸易的公告</h1>
<p>第一段中的
文字<b>加粗</b>与<i>斜体</i>连着。&nbsp;&#8203;See the
user guide.<br>换行之后。</p>
<div>没有段落标签的文字<p>其中的段落</p>其后的文字</div>
<h3>一、做法</h3>
<ul><li><p>项目一</p><ul><li>子项</li></ul></li><li>项目二</li></ul>
<ol><li>先登记</li></ol>
<h2>二、数据</h2>
<table><caption>进出口情况</caption>
<thead><tr><th rowspan="2">地区</th><th colspan="2">出口</th><th colspan="2">进口</th></tr>
<tr><th>金额</th><th>同比</th><th>金额</th><th>同比</th></tr></thead>
<tbody><tr><td rowspan="2">西<b>安</b></td><td>10</td><td>2%</td><td>7</td><td>1%</td></tr>
<tr><td>11</td><td>3%</td><td colspan="2">没有数据</td></tr></tbody></table>
<pre>x = 1
    y = 2</pre>
<div hidden>看不见</div><button>提交</button>
</td></tr></table></form></body></html>
"""


def test_golden(read, as_data, golden):
    golden("html", as_data(read("page.html", PAGE.encode("gb18030"))))


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset=gb2312><p>自贸试验区</p>".encode(),  # declared wrongly: it is UTF-8
        "<meta charset='gbk'><p>自贸试验区</p>".encode("gbk"),
        "<p>自贸试验区</p>".encode("gb18030"),
        "<meta charset=big5><p>自貿試驗區</p>".encode("big5"),
        "<meta charset=no-such-thing><p>自贸试验区</p>".encode("gbk"),
        "<p>自贸试验区</p>".encode("utf-16"),
    ],
)
def test_encodings(read, data):
    assert read("a.html", data).text in ("自贸试验区", "自貿試驗區")


def test_undecodable_bytes_are_said(read):
    source = read("a.html", b"<meta charset=utf-8><p>good \xff\xff\xff</p>")
    assert source.text.startswith("good")
    assert source.health.notes


@pytest.mark.parametrize("data", ["", "<html></html>", "<script>x</script>", "<frameset><frame src=a></frameset>"])
def test_no_text(read, data):
    with pytest.raises(LoadError, match="no text"):
        read("a.html", data)


@pytest.mark.parametrize("tag", ["<div>", "<table><tr><td>", "<b>", "<pre>", "<a href=x><span>", "<blockquote>"])
def test_nested_20000_deep(read, tag):
    levels = 20_000 // tag.count("<")
    assert read("a.html", tag * levels + "深处的文字").text == "深处的文字"


def test_nested_without_bound_is_refused(read):
    with pytest.raises(LoadError, match="nested"):
        read("a.html", "<div>" * 500_000 + "x")


def test_spans_cannot_make_a_table_explode(read):
    row = "<tr>" + "<td colspan=9999 rowspan=9999>甲" * 50 + "</tr>"
    source = read("a.html", f"<table>{row * 50}</table>")
    assert source.text.count("甲") == 2500
    assert len(source.text) < 100_000


def test_a_table_that_lays_out_the_page_is_no_table(read):
    article = "这是正文的一句话。" * 300
    source = read("a.html", f"<table><tr><td>菜单</td><td><p>{article}</p></td></tr></table>")
    assert {block.metadata["kind"] for block in source.blocks} == {"paragraph"}
