"""What people take home from a meeting of residents."""

from engage.surveys.questionnaire import Questionnaire, QuestionType
from engage.surveys.ready.building import AGREED, ask, section

QUESTIONNAIRE = Questionnaire(
    (
        section(
            "meeting",
            ("今天的会", "Today's meeting"),
            ask(
                QuestionType.MATRIX,
                "views",
                ("您同意下面的说法吗？", "How far do you agree?"),
                AGREED,
                rows=(
                    ("clear", "讲的内容我听懂了", "I understood what was said"),
                    ("voice", "我有机会说出看法", "I had a chance to give my view"),
                    ("heard", "我的看法有人认真听", "My view was listened to"),
                    ("next", "我知道接下来会做什么", "I know what happens next"),
                ),
            ),
            ask(
                QuestionType.SINGLE,
                "length",
                ("您觉得开会时间怎么样？", "How was the length of the meeting?"),
                (
                    ("long", "太长", "Too long"),
                    ("right", "正合适", "About right"),
                    ("short", "太短", "Too short"),
                    ("unsure", "说不清", "Cannot say"),
                ),
            ),
            ask(
                QuestionType.TEXT,
                "unsaid",
                ("会上还有什么没来得及说？", "What did you have no time to say?"),
            ),
        ),
        section(
            "next_time",
            ("下一次", "Next time"),
            ask(
                QuestionType.MULTIPLE,
                "times",
                ("什么时候开会您能来？", "When could you come to a meeting?"),
                (
                    ("weekday", "工作日白天", "On a weekday, in the daytime"),
                    ("evening", "工作日晚上", "On a weekday evening"),
                    ("weekend", "周末白天", "At the weekend, in the daytime"),
                    ("weekend_evening", "周末晚上", "On a weekend evening"),
                    ("none", "都来不了", "None of these"),
                ),
                constraint="not(selected(., 'none')) or count-selected(.) = 1",
                constraint_message=("选“都来不了”时不要再选别的。", "“None of these” stands alone."),
            ),
            ask(
                QuestionType.TEXT,
                "topic",
                ("下次您最想谈什么？", "What would you most like to talk about next time?"),
            ),
        ),
    )
)
