"""Import of professionals and of visits: upload, look at what it would do, confirm."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from engage.accounts.permissions import Permission, paths_of, staff
from engage.clock import utcnow
from engage.communities import queries as communities
from engage.communities.models import Area, Upload
from engage.communities.uploads import discard, load_upload, store_upload
from engage.errors import Conflict
from engage.extensions import db
from engage.i18n import _
from engage.ratings import desk_words, tables
from engage.ratings.queries import imports as queries
from engage.ratings.services.imports import import_checked
from engage.ratings.tables import Checked, Kind
from engage.ratings.views.desk.blueprint import bp
from engage.ratings.views.desk.exports import table_file
from engage.ratings.views.desk.forms import TableForm
from engage.tabular import Table
from engage.transaction import transaction

ROWS_SHOWN = 50
MOST_AREAS = 60


@bp.get("/import")
@staff(Permission.MANAGE_PROFESSIONALS)
def import_where() -> ResponseReturnValue:
    """Lead to the import of the reader's only area, or let one be chosen."""
    kind = _kind(request.args.get("kind", ""))
    paths = paths_of(current_user, Permission.MANAGE_PROFESSIONALS)
    areas = db.session.scalars(select(Area).where(Area.path.in_(paths)).order_by(Area.path).limit(MOST_AREAS)).all()
    if len(areas) == 1:
        return redirect(url_for(".new_import", area_id=areas[0].id, kind=kind.value), 303)
    return render_template("ratings/desk_import_where.html", areas=areas, kind=kind, Kind=Kind)


@bp.get("/import/<int:area_id>")
@staff(Permission.MANAGE_PROFESSIONALS)
def new_import(area_id: int) -> ResponseReturnValue:
    kind = _kind(request.args.get("kind", ""))
    return _upload_page(communities.area(area_id), kind, TableForm(formdata=None))


@bp.post("/import/<int:area_id>")
@staff(Permission.MANAGE_PROFESSIONALS)
def upload(area_id: int) -> ResponseReturnValue:
    """Check the whole file; keep it for its preview only when every row is good."""
    form, kind, scope = TableForm(), _kind(request.form.get("kind", "")), communities.area(area_id)
    if not form.validate_on_submit():
        return _upload_page(scope, kind, form), 422
    filename, data = form.file.data.filename, form.file.data.read()
    found = queries.read(kind, data, filename, scope=scope, now=utcnow())
    if not found.table.ok:
        return _upload_page(scope, kind, form, table=found.table, filename=filename), 422
    with transaction():
        token = store_upload(
            kind=kind.value, area_id=area_id, user_id=current_user.id, filename=filename, data=data, now=utcnow()
        )
    return redirect(url_for(".preview_import", upload_token=token), 303)


@bp.get("/imports/<string:upload_token>")
@staff(Permission.MANAGE_PROFESSIONALS)
def preview_import(upload_token: str) -> ResponseReturnValue:
    waiting = _upload(upload_token)
    return _preview_page(waiting, _checked(waiting))


@bp.post("/imports/<string:upload_token>")
@staff(Permission.MANAGE_PROFESSIONALS)
def import_table(upload_token: str) -> ResponseReturnValue:
    """Do what the preview showed, if that is still possible: the store may have changed since."""
    waiting = _upload(upload_token)
    kind = Kind(waiting.kind)
    try:
        with transaction():
            waiting = load_upload(upload_token, current_user.id, kind.value, locks=True)
            found = _checked(waiting)
            seen = request.form.get("seen", "")
            new, changed = import_checked(found, seen=seen, actor_id=current_user.id, now=utcnow())
            discard(waiting)
    except Conflict as error:
        flash(str(error), "problem")
        waiting = _upload(upload_token)
        return _preview_page(waiting, _checked(waiting)), 409
    message = _(
        "Imported: %(new)s new, %(updated)s changed, %(unchanged)s as they were.",
        new=new, updated=changed, unchanged=found.plan.unchanged,
    )  # fmt: skip
    flash(message, "success")
    return redirect(url_for(".visits" if kind is Kind.VISITS else ".professionals"), 303)


@bp.post("/imports/<string:upload_token>/discard")
@staff(Permission.MANAGE_PROFESSIONALS)
def discard_import(upload_token: str) -> ResponseReturnValue:
    with transaction():
        waiting = _upload(upload_token)
        kind, area_id = waiting.kind, waiting.area_id
        discard(waiting)
    flash(_("The file was discarded. Nothing was changed."), "success")
    return redirect(url_for(".new_import", area_id=area_id, kind=kind), 303)


@bp.get("/import/example")
@staff(Permission.MANAGE_PROFESSIONALS)
def example() -> Response:
    kind = _kind(request.args.get("kind", ""))
    header = [column.key for column in tables.COLUMNS[kind]]
    return table_file(f"{kind.value}-example", header, list(tables.EXAMPLES[kind]))


def _kind(word: str) -> Kind:
    return Kind(word) if word in set(Kind) else Kind.PROFESSIONALS


def _upload(token: str) -> Upload:
    """Return the waiting file of this reader, of either kind. Raises `NotFound`."""
    kind = db.session.scalar(select(Upload.kind).where(Upload.token == token.replace("\0", "")))
    return load_upload(token, current_user.id, kind if kind in set(Kind) else Kind.PROFESSIONALS.value)


def _checked(waiting: Upload) -> Checked:
    scope = communities.area(waiting.area_id)
    return queries.read(Kind(waiting.kind), waiting.data, waiting.filename, scope=scope, now=utcnow())


def _upload_page(scope: Area, kind: Kind, form: TableForm, table: Table | None = None, filename: str = "") -> str:
    return render_template(
        "ratings/desk_import.html",
        area=scope,
        kind=kind,
        Kind=Kind,
        form=form,
        table=table,
        filename=filename,
        columns=[(column.key, tables.COLUMN_NAMES[column.key], column.headers[0]) for column in tables.COLUMNS[kind]],
        optional=tables.OPTIONAL,
        words=desk_words,
    )


def _preview_page(waiting: Upload, found: Checked) -> str:
    return render_template(
        "ratings/desk_import_preview.html",
        area=communities.area(waiting.area_id),
        upload=waiting,
        found=found,
        Kind=Kind,
        shown=ROWS_SHOWN,
        words=desk_words,
    )
