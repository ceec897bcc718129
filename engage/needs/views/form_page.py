"""The form's page, and what comes back from it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from flask import Response, make_response, render_template, request
from werkzeug.datastructures import FileStorage

from engage.communities.queries import ancestors
from engage.errors import Invalid
from engage.i18n import _
from engage.needs.categories import CATEGORIES, Group
from engage.needs.drafts import Typed
from engage.needs.forms import read_typed
from engage.needs.notice import CONTACT_DAYS
from engage.needs.queries import drafts, places
from engage.needs.queries.alike import Alike
from engage.needs.services.draft import add_photo, keep_draft
from engage.needs.services.submit import MOST_PHOTOS
from engage.needs.views import form_token, limits
from engage.needs.views.form_token import FIELD, Started
from engage.needs.words import AFFECTED_NAMES
from engage.pictures.reencode import MAX_BYTES, reencode
from engage.transaction import in_transaction


def page(
    started: Started,
    typed: Typed,
    *,
    now: datetime,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
    alike: list[Alike] | None = None,
    status: int = 200,
) -> Response:
    """Return the form with all that was typed, and the photos that are kept with it."""
    draft = drafts.draft(started.token, now)
    where = places.where(typed.area, typed.at)
    if where and where.is_revoked:
        typed = replace(typed, area=where.area.code, at="")
    html = render_template(
        "needs/new.html",
        started=started,
        typed=typed,
        photos=draft.photos if draft else [],
        most_photos=MOST_PHOTOS,
        is_kept=draft is not None,
        errors=errors or {},
        problem=problem,
        alike=alike,
        renewal=[category for category in CATEGORIES.values() if category.group == Group.RENEWAL],
        action=[category for category in CATEGORIES.values() if category.group == Group.ACTION],
        affected_names=AFFECTED_NAMES,
        contact_days=CONTACT_DAYS,
        **place_words(where),
    )
    response = make_response(html, status)
    return form_token.hand_out(response, started) if draft else response


def place_words(where: places.Where | None) -> dict[str, object]:
    return {"where": where, "line": ancestors(where.area) if where else []}


def read() -> tuple[Started | None, Typed]:
    return form_token.read(request.form.get(FIELD, "")), read_typed(request.form)


def files() -> list[FileStorage]:
    return [file for file in request.files.getlist("photo") if file.filename]


def keep_form(started: Started, typed: Typed, now: datetime) -> dict[str, str]:
    """Keep the form, with the first of the photos that came with it. Returns what is wrong with the photos."""
    came = files()
    try:
        if came:
            _keep_photo(came[0], started, typed, now)
    except Invalid as error:
        in_transaction(keep_draft, started.token, typed, now=now)
        return {"photos": str(error)}
    if not came:
        in_transaction(keep_draft, started.token, typed, now=now)
    if len(came) > 1:
        return {"photos": _("Only the first photo was taken. Please add the others one at a time.")}
    return {}


def _keep_photo(file: FileStorage, started: Started, typed: Typed, now: datetime) -> None:
    if limits.is_over(limits.for_photos(), now):
        raise Invalid(_("Too many photos came from here. Please wait an hour, or send it without."))
    picture = reencode(file.stream.read(MAX_BYTES + 1))
    in_transaction(add_photo, started.token, typed, picture, now=now)
