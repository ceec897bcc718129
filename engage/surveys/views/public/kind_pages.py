"""Pages for whoever cannot answer here and now: they say why, what was recorded, and where to go on."""

from flask import Response, make_response, render_template, url_for

from engage.communities.models import AreaKind
from engage.communities.queries.areas import ancestors, nearest
from engage.i18n import _, pick
from engage.security import private
from engage.surveys.models import Survey
from engage.surveys.queries.drafts import Opened
from engage.surveys.queries.surveys import any_survey


def kind_page(
    title: str, sentences: list[str], status: int, survey: Survey | None = None, *, over: str = ""
) -> Response:
    """`over` is the token of answers that will not be sent any more: the browser forgets what it kept of them."""
    text = render_template(
        "surveys/kind.html", title=title, sentences=sentences, survey=survey, community=community_of(survey), over=over
    )
    return private(make_response(text, status))


def community_of(survey: Survey | None) -> tuple[str, str] | None:
    """Return the address and name of the page that leads on from a survey."""
    found = nearest(AreaKind.COMMUNITY, ancestors(survey.area)) if survey else None
    if found is None:
        return None
    return url_for("communities.community", code=found.code), pick(found.name_zh, found.name_en)


def unknown_answer(token: str) -> Response:
    return kind_page(
        _("These answers are not here any more"),
        [
            _("Answers that nobody sends are deleted after a while. Or a letter of the address is missing."),
            _("Please open the survey once more from the poster, the letter or your community's page."),
        ],
        404,
        over=token,
    )


def not_open_yet(survey: Survey) -> Response:
    sentence = _("The office is still preparing it. Please come back later.")
    return kind_page(_("This survey is not open yet"), [sentence], 404, survey)


def taken_down(survey: Survey, token: str = "") -> Response:
    return kind_page(
        _("This survey was taken down"),
        [_("It takes no answers any more, and nothing of yours was recorded. Thank you for wanting to help.")],
        410,
        survey,
        over=token,
    )


def answered(survey: Survey, token: str = "") -> Response:
    sentence = {
        "open": _("From this phone or computer the survey was answered already, and the answer counts."),
        "ticket": _("With this ticket the survey was answered already, and the answer counts."),
        "code": _("Your household has answered this survey already, and the answer counts."),
    }[survey.gate]
    return kind_page(
        _("Answered already"), [sentence, _("Thank you: nothing more is needed.")], 200, survey, over=token
    )


def unknown_ticket() -> Response:
    return kind_page(
        _("This survey ticket is not known"),
        [
            _("Nothing was recorded. Please compare the code with the slip or letter: 0 and O, 1 and I are the same; "
              "there is no U."),
            _("If it still does not work, ask at your community office for another one."),
        ],
        404,
    )  # fmt: skip


def void_ticket(survey: Survey) -> Response:
    return kind_page(
        _("This ticket is no longer valid"),
        [
            _("The office made it void. Nothing was recorded."),
            _("If it still does not work, ask at your community office for another one."),
        ],
        410,
        survey,
    )


def not_let_in(found: Opened, sentence: str) -> Response:
    return kind_page(_("Not recorded"), [sentence], 403, any_survey(found.survey_id), over=found.token)
