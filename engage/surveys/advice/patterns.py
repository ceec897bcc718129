"""Patterns by which faulty wording is found, in both languages.

They are those of handbooks of questionnaire design: one thing at a time, no pushing, no double negation, nothing
personal without need. They point something out and forbid nothing, so each rather misses a case than cries wolf.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def _word(*patterns: str) -> re.Pattern[str]:
    """Return a pattern for whole English words."""
    return re.compile(rf"\b({'|'.join(patterns)})\b", re.IGNORECASE)


# Where the joining word is part of another word, or joins those who are asked, or is no joining at all.
NOT_JOINING = {
    "zh": _any(
        "和谐|和平|和睦|和气|和解|温和|暖和|缓和|平和|柔和|总和|参与|与否",
        "普及|来不及|涉及|提及|及时|及格|或多或少|或者更",
        "您(和|与|或|及)(您的)?(家人|家里人|邻居|孩子|老人|同住的人)",
        "(和|与)[^，。？]{1,12}(的关系|之间|相比|比较|比起来|沟通|交流|来往|合作|一起|一样)",
    ),
    "en": _word(
        r"you (and|or) (your|someone)\b.*?\b(household|family|home|neighbou?rs?|children|partner)",
        r"between \w+ and|and so on|up and down|again and again|more or less|once or twice",
        "(two|three|four) or (three|four|more)|or more|or older|or not|yes or no|day and night",
        "pros and cons|now and then|in and around",
    ),
}
JOINING = {"zh": _any("以及|并且|而且|同时|[和与及]"), "en": _word("and|as well as")}
EITHER = {"zh": _any("或者|或"), "en": _word("or")}
YES = {"zh": _any("^(是|有|会|要|同意|赞成|支持|可以|愿意)"), "en": _any(r"^yes\b")}

LEADING = {
    "zh": _any(
        "难道|您不觉得|你不觉得|不是吗|对吧|众所周知|大家都(知道|认为|觉得|说|同意)",
        "显然|毫无疑问|不用说|想必|相信您|您也(认为|觉得|同意)|应该不会",
        "(优质|出色|卓越|周到|贴心|辛勤)的|有多(喜欢|满意|高兴|支持)",
    ),
    "en": _word(
        "don['’]t you|wouldn['’]t you|isn['’]t it|aren['’]t you|do you not (think|agree)",
        "as (we|you) (all )?know|obviously|surely|undoubtedly|of course|no doubt",
        "everyone (knows|agrees|thinks)|most people (think|agree|know)|you (would|will|surely) agree",
        r"(excellent|outstanding|wonderful|hard-working|dedicated) \w+",
        "how much (do|did) you (love|like|enjoy|appreciate)",
    ),
}

# Clauses that tell people to leave something out ask for nothing.
TOLD_NOT_TO = {
    "zh": _any("[^，。；！？,;]*(不要|请勿|不必|不用|无需|别写|勿)[^，。；！？,;]*"),
    "en": _any(r"[^.;!?]*\b(do not|don['’]t|leave out|without|no need|never)\b[^.;!?]*"),
}
PERSONAL = {
    "name": {
        "zh": _any("姓名|您贵姓|您(的|叫什么)名字|真实名字|您怎么称呼|户主(是谁|名)"),
        "en": _word("(your|full|first|last|family|real) names?|name and (phone|address)|what are you called"),
    },
    "phone": {
        "zh": _any("电话号码|联系电话|家庭电话|您的(电话|手机|微信|邮箱)|手机号|联系方式|微信号|QQ号"),
        "en": _word(
            "(phone|telephone|mobile|cell) numbers?|your (phone|telephone|mobile|e-?mail|wechat)",
            "contact details|e-?mail address",
        ),
    },
    "number": {
        "zh": _any("身份证|护照号|社保(卡)?号|医保(卡)?号|银行卡|银行账号|车牌"),
        "en": _word(
            "(ID|identity|passport|social security|bank) (card|number|account)",
            "account number|licen[cs]e plate|number ?plate",
        ),
    },
    "address": {
        "zh": _any(
            "门牌|房号|室号|(详细|具体|家庭|居住)(地址|住址)|您的(地址|住址)",
            "几(栋|号楼|幢|单元)几|哪一户|住在哪(个|一)(单元|室|户)",
        ),
        "en": _word("(home|exact|full|postal|street|your) address|(flat|room|house|apartment|door) number"),
    },
    "birth": {
        "zh": _any("出生(日期|年月|日|时间)|生日|哪(年|一年|天|一天)出生"),
        "en": _word("(date|day|month) of birth|birth ?(date|day)|when were you born"),
    },
    "health": {
        "zh": _any(
            "(您|家人|老人|本人)的?(健康|身体)(状况|情况|怎么样|如何)|健康状况|患有|慢性病|什么病|病史",
            "残疾(证|等级|人证)|您(是否|有没有)残疾|服(用)?(什么|哪些)?药",
        ),
        "en": _word(
            "your health|state of health|illness(es)?|diseases?|medication|diagnos(is|ed)|medical history|chronic",
            "are you disabled|your disabilit(y|ies)",
        ),
    },
    "belief": {
        "zh": _any("宗教|信仰|信什么教|政治面貌|党派|是(不是|否)?党员|民族(成分)?(是|？|$)|性取向"),
        "en": _word(
            "religions?|religious|your faith|political (party|views|opinion)|party member",
            "ethnicity|ethnic group|sexual orientation",
        ),
    },
    "money": {
        "zh": _any("(您|家庭|个人|每月|月|年)的?(收入|工资|存款)|工资(是)?多少|收入(是)?多少"),
        "en": _word(
            "(your|household|family|monthly|annual|yearly) (income|salary|wages?|savings|earnings)",
            "how much do you earn",
        ),
    },
}

# "满意不满意" and "有没有" ask openly; "不错" and "不同" deny nothing.
NOT_DENYING = {
    "zh": _any(
        r"(?P<word>\S{1,2})[不没](?P=word)|[是会能要可该]否|不满意|不知道|不清楚|没关系|差不多|越来越不",
        "不仅|不但|不过|不错|不同(?!意)|不少|不断|不便|不久|不动产|不锈钢|不止|不管|不论",
    ),
    "en": _word("whether or not|not only|or not|no one else|no matter|not (yet|at all)", "satisfied or dissatisfied"),
}
DENYING = {
    "zh": _any("不|没有|没|无法|未曾|并非|反对|禁止|拒绝"),
    "en": _any(
        r"\b(not|no|never|none|nobody|nothing|without|cannot|unless)\b",
        r"\b(oppose[ds]?|forbid(den)?|ban(ned)?|refuse[ds]?)\b",
        r"\bun(able|willing|happy|likely|satisfied|safe|necessary|fair)\b",
        r"\bdis(agree|approve|satisfied|allow|like)(ed|d|s)?\b|n['’]t\b",
    ),
}
CLAUSE = {"zh": _any("[，。；：！？,;:!?]"), "en": _any("[.;:!?]")}

JARGON = {
    "zh": _any(
        "赋能|抓手|闭环|网格化|长效机制|全生命周期|业态|治理效能|协同治理|共建共治共享|微更新|参与式预算",
        "痛点|颗粒度|顶层设计|资源整合|物理空间|可达性|宜居性|韧性|适老化|全龄友好|精细化|数字化转型",
    ),
    "en": _word(
        "stakeholders?|utili[sz]e|leverage|empower(ment)?|synerg(y|ies)|holistic|participatory|governance",
        "facilitate|implementation|amenit(y|ies)|public realm|accessibility|livability|resilience",
        "micro-renewal|interventions?",
    ),
}
