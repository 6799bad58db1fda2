"""What a question asks for is told by nothing that is only like it; each beside a text that tells it."""

from __future__ import annotations

import pytest
from rag_support import passage, refused

from index.embed import StaticEmbeddings
from rag.extract import Extractor


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


@pytest.mark.parametrize(
    ("question", "telling", "silent"),
    [
        (
            "与远山国等国的技术输出意向中，新能源汽车那部分值多少亿美元？",
            "与远山国等国达成技术输出意向，其中新能源汽车合同金额3亿美元。",
            "与远山国等国达成生物医药、新能源汽车领域的技术输出意向，合同金额18.9亿美元。",
        ),
        (
            "青禾债券项目是在上交所还是深交所挂牌的？",
            "青禾债券项目在深交所挂牌。",
            "青禾债券项目加强与深交所、上交所等的合作，择机挂牌。",
        ),
        (
            "青禾给半导体行业编的管理指引什么时候推出的？",
            "青禾为半导体行业编制管理指引，2024年5月推出。",
            "以光伏行业为例，青禾编制的管理指引于2024年5月推出。",
        ),
        (
            "青禾健康产业基金的首期规模有多大？",
            "设立青禾健康产业基金，首期规模5亿元。",
            "设立青禾健康产业基金，产业规模不断扩大，集聚企业百余家。",
        ),
        (
            "青禾国际合作园一亩小麦能打多少斤？",
            "青禾国际合作园小麦亩产达800斤。",
            "青禾国际合作园小麦品种最高增产达60%。",
        ),
        (
            "青禾基金已经投了多少个项目？",
            "青禾基金已投资项目23个。",
            "青禾基金联合成立17个市场化运作子基金，投资前瞻性科技项目，形成百亿基金群。",
        ),
        (
            "青禾律所有多少名执业律师？",
            "青禾律所有执业律师120名。",
            "青禾法律中心设五个功能区块，发挥青禾律师事务所经验。",
        ),
        (
            "2022年青禾市跨境电商交易额里，出口和进口各占多少亿元？",
            "2022年青禾市跨境电商出口100亿元、进口44亿元。",
            "2022年青禾市跨境电商交易额144亿元，其中上半年60亿元。",
        ),
        (
            "云溪养护工程的中标单位是谁？",
            "云溪养护工程由青禾建设有限公司中标。",
            "云溪养护工程由两地交易中心通力协作，顺利完成异地评标。",
        ),
        (
            "入驻云溪大市场的企业，一年缴了多少税？",
            "入驻云溪大市场的企业一年缴税3亿元。",
            "入驻云溪大市场的企业依托万吨级良港，吸引协会等机构集聚。",
        ),
        (
            "西安超算中心的峰值算力是多少？",
            "西安超算中心峰值算力为300PFlops。",
            "到2024年底，全省数据中心机架超过6万，算力资源超过1000PFlops。",
        ),
        (
            "2022年云溪服务贸易逆差是多少？",
            "2022年云溪服务贸易逆差10.5亿美元。",
            "2022年云溪服务贸易总额73亿美元，运输和旅行两类逆差明显。",
        ),
        (
            "2022年云溪服务贸易逆差额是多少？",
            "2022年云溪服务贸易逆差额10.5亿美元。",
            "2022年云溪旅行服务进出口27亿美元，贸易逆差额17.2亿美元。",
        ),
        (
            "Who is the chief executive of OpenCorn (青禾智能)?",
            "OpenCorn（青禾智能）首席执行官为王明远，OpenCorn 的创始人也是他。",
            "OpenCorn（青禾智能）开发了聊天机器人，于2022年发布。",
        ),
        (
            "How much did QH Group (青禾集团) invest in its testing lab?",
            "QH集团（青禾集团）testing lab 检测实验室投资3亿元。",
            "QH集团（青禾集团）testing lab 检测实验室为120家厂商提供检测1300次。",
        ),
    ],
)
def test_what_is_only_alike_is_no_answer(extractor: Extractor, question: str, telling: str, silent: str) -> None:
    assert not refused(extractor, question, passage(telling, title="云溪报告"))
    assert refused(extractor, question, passage(silent, title="云溪报告"))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("云溪港旅客平均通关要几分钟？", "云溪港平均通关时间由20分钟压缩至5分钟。"),
        ("云溪港留学生最长能批几年的居留？", "云溪港的优秀留学生，可申办有效期2至5年的居留许可。"),
        ("2016年云溪服务贸易出口、进口各占多少万美元？", "2016年云溪服务贸易出口239万美元，进口480万美元。"),
        ("云溪药品许可现场核查要跑几趟？", "云溪药品许可现场核查由三次压缩为一次。"),
        ("云溪商标注册量2016年到现在涨了多少？", "云溪商标注册量从2016年的6585件增长至48371件。"),
        ("云溪电子保函的笔数覆盖率、额度覆盖率各到多少了？", "云溪电子保函笔数覆盖率已达60%，额度覆盖率75%。"),
        ("外国人在云溪拿证一定得跑新城市的窗口吗？", "外国人在云溪可任选城市窗口拿证。"),
        ("云溪文创中心的项目，代表是哪一个？", "云溪文创中心推出以“山间书房”为代表的项目。"),
        ("云溪港依托哪家航空公司开通了货运航线？", "云溪港依托远山航空开通货运航线5条。"),
        ("云溪医院怎么靠针灸把卖药、招游客都捎带上？", "云溪医院靠针灸以医带药、以医带游，把卖药都带上。"),
        ("云溪材料是用线上还是线下的方式交？", "云溪材料采用线上、线下两种方式均可提交。"),
        ("云溪园区邀请了多少名专家？", "云溪园区邀请国内外专家，共计80余名。"),
    ],
)
def test_what_is_told_in_another_way_is_an_answer(extractor: Extractor, question: str, text: str) -> None:
    assert not refused(extractor, question, passage(text, title="云溪报告"))
