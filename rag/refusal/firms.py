"""Whether what looks like the name of a firm is one, or says only of which kind it is (「保险经纪公司」)."""

from __future__ import annotations

import re

_SUFFIX = re.compile(r"(?:股份)?(?:有限)?(?:责任)?(?:公司|集团|银行|律所|事务所|股份)$|(?:机构|单位|政府|部门?|平台)$")
_KIND_WORDS = """
    保险 经纪 保理 担保 物流 航运 航空 科技 信息 投资 租赁 贸易 运输 供应链 软件 外资 内资 中资 上市 母 子 分 总 国有
    龙头 相关 服务 平台 生产 制造 管理 核心 综合 商业 政策性 地方 大型 中小型 中小 中型 小型 优质 知名 头部 第三方 专业
    合作 参与 入驻 当地 境内外 境外 境内 海外 国外 国内 外国 船舶 代理 货代 报关 医药 汽车 能源 建筑 建设 工程 设计 咨询
    评估 会计师 律师 招标 运营 开发 控股 股份 所属 下属 关联 中介 跨境 电商 保税 仓储 快递 邮政 证券 信托 金融 融资 小额
    贷款 基金 资产 商务 人力资源 食品 农业 粮油 饲料 加工 承储 承运 网络 货运 数据 互联网 实体 本地 试点 目标 项目 企业
    成员 洽谈 初创 创业
    spv 多 大 小 新 各 某 类 型 级 性
"""
_KINDS = tuple(_KIND_WORDS.split())
_LEAD_WORDS = """
    与 和 及 由 为 的 将 对 向 在 等 或 给 从 被 让 以 至 到 家 个 名 其 该 本 此 这 那 了 有 是 多 余 支 批
    购买 采购 有资质的 建立 设立 成立 组建
    撬动 带动 拉动
    引进 吸引 推动 支持 帮助 联合 组织 鼓励 要求 通过 协助 引导 便利 作为 成为 直连 委托 邀请 支撑 满足 方便 选取 指导
"""
_LEADS = tuple(_LEAD_WORDS.split())
_LEAST = 2


def bare(said: str) -> str:
    """The name of a firm without the words for its kind at the end (「甲航空」 of 「甲航空有限公司」)."""
    return _SUFFIX.sub("", said)


def is_named(said: str) -> bool:
    """Whether a folded text that ends in 「公司」 or the like names a firm; True where it does not end so."""
    name = bare(said)
    if name == said:
        return True
    while kind := next((kind for kind in _KINDS if name.endswith(kind)), ""):
        name = name.removesuffix(kind)
    return len(name) >= _LEAST and not name.endswith(_LEADS)
