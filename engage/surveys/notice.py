"""The notice that a survey begins with: who asks, what for, what is kept, how long, and what rights there are.

It is content, kept with each survey and edited there, not a text of the program.
"""

from dataclasses import replace
from typing import Any

from engage.surveys.models import Gate
from engage.surveys.terms import SurveyTerms

_ZH = """谁在收集：本问卷由您所在的社区和街道开展。
为什么：了解居民的想法，用于改善本社区的环境和服务，不作其他用途。
收集什么：只保存您在问卷里填写的内容，以及所在的小区或楼栋。请不要填写姓名、电话、身份证号等个人信息。
谁能看到：只有负责本问卷的社区和街道工作人员能看到答卷；对外只公布汇总后的结果，不足5人的不单独公布，文字意见不会原样公开。
{gate}
保存多久：问卷结束后保存{days}天，到期删除。
您的权利：参加自愿，可以随时停止。在网上提交后，凭感谢页面上的链接可以删除您写的文字和照片；勾选的内容只留在汇总数字里。"""
_EN = """Who asks: your community and street office.
What for: to learn what residents think, and to improve the place and its services. For nothing else.
What is kept: what you write into this survey, and the estate or building. Please do not write names, telephone or ID numbers.
Who sees it: only the staff in charge of this survey. The public sees sums only; groups below five are not shown, and your words are never published as they stand.
{gate}
How long: deleted {days} days after the survey ends.
Your rights: taking part is up to you, and you may stop at any time. After sending on the web, the link on the page of thanks deletes your words and photos; what you ticked stays in the sums."""  # noqa: E501
_GATES_ZH = {
    Gate.OPEN: "是否记名：不记名。系统不知道答卷是谁填的。",
    Gate.TICKET: "是否记名：不记名。答题码只用来保证一人只答一次，和答卷分开保存。",
    Gate.CODE: "是否记名：不记名。系统只记下哪些住户已参加，和答卷分开保存，无法对应。",
}
_GATES_EN = {
    Gate.OPEN: "Names: none. The system does not know who filled it in.",
    Gate.TICKET: "Names: none. The ticket makes sure that nobody answers twice; it is kept apart from the answers.",
    Gate.CODE: "Names: none. The system notes which households took part, kept apart from the answers; nothing joins the two.",  # noqa: E501
}


def standard_notice(language: str, gate: str, keep_days: int) -> str:
    text, gates = (_ZH, _GATES_ZH) if language == "zh" else (_EN, _GATES_EN)
    return text.format(gate=gates[Gate(gate)], days=keep_days)


def with_notice(terms: SurveyTerms, before: SurveyTerms | None = None) -> SurveyTerms:
    """Return the terms with the standard notice where there was none yet, or where it was the standard one before.

    So the standard notice follows the gate and the keeping time; one in the office's own words is left alone.
    """
    if before is None and not terms.notice_zh and not terms.notice_en:
        return replace(
            terms,
            notice_zh=standard_notice("zh", terms.gate, terms.keep_days),
            notice_en=standard_notice("en", terms.gate, terms.keep_days),
        )
    if before is None:
        return terms
    changed: dict[str, Any] = {
        f"notice_{language}": standard_notice(language, terms.gate, terms.keep_days)
        for language in ("zh", "en")
        if getattr(terms, f"notice_{language}") == standard_notice(language, before.gate, before.keep_days)
    }
    return replace(terms, **changed) if changed else terms
