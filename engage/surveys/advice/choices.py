"""What may be wrong with the choices of a question."""

import re
from collections.abc import Iterator

from engage.surveys.advice.found import Advice
from engage.surveys.questionnaire import LANGUAGES, Choice, Question, QuestionType

I = re.IGNORECASE  # noqa: E741

# Words at the two ends of usual scales: the bad end first, since "不满意" holds "满意".
POLES = {
    "zh": (
        (r"不(太|大|很)?满意|很不满|失望", r"满意"),
        (r"不(太|大)?同意|反对", r"同意"),
        (r"不(太|大)?(赞成|支持)|反对", r"赞成|支持"),
        (r"差|坏|糟|不(太|大)?好", r"好|优秀|不错"),
        (r"没(什么|有)?用|用处(不大|很小)|不(太)?有用", r"有用|用处(很)?大"),
        (r"不(太|大)?(安全|方便|重要|容易|清楚|公平|愿意)|困难", r"安全|方便|重要|容易|清楚|公平|愿意"),
    ),
    "en": (
        (r"dissatisfied|unsatisfied|not (very |at all )?satisfied|unhappy", r"satisfied|happy"),
        (r"disagree|oppose|against", r"agree|support|in favou?r"),
        (r"\b(bad|poor|worse|worst|terrible|awful)\b", r"\b(good|better|best|excellent|great)\b"),
        (r"useless|not (very |at all )?useful|unhelpful|not (very |at all )?helpful", r"useful|helpful"),
        (
            r"un(safe|important|fair|likely|clear)|difficult|hard|not (very |at all )?(safe|important|fair|easy)",
            r"safe|important|fair|likely|easy|clear",
        ),
    ),
}
SCALES = {
    language: tuple((re.compile(bad, I), re.compile(good, I)) for bad, good in pairs)
    for language, pairs in POLES.items()
}
WAY_OUT = {
    "zh": re.compile(
        r"其他|其它|别的|以上都|都不|都没|没有|没去|无所谓|不知道|不清楚|不了解|说不清|不确定|不好说|难说|不适用|不想(说|答)|不(方便|愿)|从不|从未|不需要|"
        r"一般|中立|差不多|没变化|没有变化|还没|无$"
    ),
    "en": re.compile(
        r"\b(other|else|none|neither|nothing|never|no one|nobody|do(n['’]t| not) know|not sure|unsure|"
        r"can(not|['’]t) say|no opinion|not applicable|n/a|(rather|prefer) not|no change|the same|no need|"
        r"about right|undecided|not yet)\b",
        I,
    ),
}
DIGIT = re.compile(r"[0-9０-９]|以上|以下|不到")
FEWEST = 3


def choices(question: Question) -> Iterator[Advice]:
    """Yield what may be wrong with what there is to choose from."""
    if question.type not in (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.MATRIX):
        return
    if question.type is not QuestionType.MULTIPLE and any(_leans(question.choices, language) for language in LANGUAGES):
        yield Advice(question.name, "unbalanced")
    if question.is_required and _lacks_way_out(question.choices):
        yield Advice(question.name, "no_way_out")


def _leans(choices: tuple[Choice, ...], language: str) -> bool:
    """Tell whether the choices are a scale with at least two more good answers than bad ones, or the reverse."""
    labels = [getattr(choice.label, language) for choice in choices]
    for bad, good in SCALES[language]:
        low = sum(bool(bad.search(label)) for label in labels)
        high = sum(bool(good.search(label)) and not bad.search(label) for label in labels)
        # Few of many: a list of things, one of which happens to sound like a judgement.
        if low + high >= FEWEST and 2 * (low + high) > len(labels):
            return abs(high - low) > 1
    return False


def _lacks_way_out(choices: tuple[Choice, ...]) -> bool:
    """Tell whether somebody may fit none of the choices. Two answers, or bands of numbers, are taken for complete."""
    bands = sum(bool(DIGIT.search(choice.label.zh or choice.label.en)) for choice in choices)
    if len(choices) < FEWEST or 2 * bands > len(choices):
        return False
    return not any(
        WAY_OUT[language].search(getattr(choice.label, language)) for choice in choices for language in LANGUAGES
    )
