"""Questionnaires to begin with, in both languages. Each takes less than two minutes."""

from dataclasses import dataclass

from engage.surveys.questionnaire import Questionnaire, Words
from engage.surveys.ready import meeting, needs, satisfaction, trial


@dataclass(frozen=True)
class Ready:
    """A questionnaire to begin with. `title` and `intro` are for those who answer."""

    key: str
    title: Words
    intro: Words
    questionnaire: Questionnaire


READY: dict[str, Ready] = {
    ready.key: ready
    for ready in (
        Ready(
            "needs",
            Words("居民需求问卷", "What residents need"),
            Words(
                "告诉我们社区最需要做什么。大约两分钟，不用写姓名。",
                "Tell us what your community needs most. It takes about two minutes; no names.",
            ),
            needs.QUESTIONNAIRE,
        ),
        Ready(
            "satisfaction",
            Words("小区满意度问卷", "How satisfied are you with your neighbourhood?"),
            Words(
                "您对小区的看法会和去年的结果一起比较。大约两分钟，不用写姓名。",
                "Your view will be compared with last year's. It takes about two minutes; no names.",
            ),
            satisfaction.QUESTIONNAIRE,
        ),
        Ready(
            "trial",
            Words("试点反馈", "What do you think of the trial?"),
            Words(
                "这里正在试行一项改变，结束前请告诉我们效果如何。大约一分钟，不用写姓名。",
                "A change is being tried out here. Tell us how it works before it ends. About a minute; no names.",
            ),
            trial.QUESTIONNAIRE,
        ),
        Ready(
            "meeting",
            Words("会后反馈", "After the meeting"),
            Words(
                "谢谢您来开会。请用一分钟告诉我们下次怎样开得更好，不用写姓名。",
                "Thank you for coming. Take a minute to tell us how to do better next time; no names.",
            ),
            meeting.QUESTIONNAIRE,
        ),
    )
}
