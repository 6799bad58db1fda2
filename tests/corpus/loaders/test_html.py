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


def test_the_frame_of_a_page_is_counted_and_left_out(read):
    article = "这是正文的一句话。" * 60
    source = read(
        "a.html",
        f"<nav>首页</nav><div class='breadcrumb'>当前位置：首页 &gt; 政策</div><h1>标题</h1><p>{article}</p>"
        "<div style='display: none'>藏起来</div><div class='share'>分享到</div><aside>热门文章</aside>"
        "<div role=navigation>上一篇</div><footer>版权所有</footer><div id=cookie-notice>我们使用 cookie</div>",
    )
    assert [block.page_content for block in source.blocks] == ["标题", article]
    assert source.health.dropped["frame of the page"].times == 6
    assert source.health.dropped["menus and hidden parts"].times == 2


def test_a_frame_that_holds_the_text_is_no_frame(read):
    article = "这是正文的一句话。" * 60
    assert article in read("a.html", f"<div class='footer'><p>{article}</p></div>").text


def test_raised_figures_and_note_marks(read):
    source = read(
        "a.html",
        "<p>面积10<sup>4</sup>平方米，增长5.3%<sup><a href='#n1'>[1]</a></sup>，下降2%<sup>2</sup>。</p>"
        "<table><tr><td>单位</td><td>m<sup>3</sup></td></tr><tr><td>甲</td><td>5</td></tr></table>",
    )
    assert source.text == "面积10⁴平方米，增长5.3%，下降2%²。\n单位\tm³\n甲\t5"
    assert source.blocks[0].metadata["notes"] == ["1"]
    assert source.health.dropped["note marks"].examples == ["[1]"]


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("关于促进发展的意见_中国政府网", "关于促进发展的意见"),
        ("关于促进发展的意见_政策文件_某市人民政府门户网站", "关于促进发展的意见_政策文件"),
        ("关于促进发展的意见 - 某市商务局", "关于促进发展的意见"),
        ("2021-2022年服务贸易报告", "2021-2022年服务贸易报告"),
        ("服务贸易-货物贸易比较", "服务贸易-货物贸易比较"),
        ("某市人民政府", "某市人民政府"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(read, stated, title):
    assert read("a.html", f"<title>{stated}</title><p>正文。</p>").title == title


def test_the_title_that_a_government_site_states(read):
    page = "<meta name='ArticleTitle' content='关于促进发展的意见'><title>某市网站</title><p>正文。</p>"
    assert read("a.html", page).title == "关于促进发展的意见"


def test_the_table_of_data_about_a_document(read):
    rows = [
        ("索 引 号：", "000014349/2022-00001", "主题分类：", "商务"),
        ("发文机关：", "某省人民政府", "成文日期：", "2022年3月1日"),
        ("标　　题：", "关于促进发展的意见", "", ""),
        ("发文字号：", "某政发〔2022〕6号", "发布日期：", "2022年3月5日"),
    ]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    source = read("a.html", f"<table>{cells}</table><p>正文。</p>")
    assert source.properties == {"issuer": "某省人民政府", "number": "某政发〔2022〕6号", "dated": "2022年3月1日"}
    other = read("b.html", "<table><tr><td>文号</td><td>数量</td></tr><tr><td>甲</td><td>3</td></tr></table>")
    assert other.properties == {}


def test_other_encodings_than_the_usual(read):
    page = "<html><p>為促進服務貿易創新發展，制定本辦法。</p></html>"
    assert read("a.html", page.encode("utf-16-le")).text == "為促進服務貿易創新發展，制定本辦法。"
    assert read("b.html", page.encode("big5")).text == "為促進服務貿易創新發展，制定本辦法。"
