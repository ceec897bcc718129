"""Import of the roll: upload, look at what it would do, confirm."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.communities import queries as communities
from engage.communities.models import Area, Upload
from engage.communities.uploads import discard, load_upload, store_upload
from engage.i18n import _
from engage.residents import services
from engage.residents.forms import RollUploadForm
from engage.residents.queries import roll as queries
from engage.residents.roll_files import (
    COLUMN_KEYS,
    OPTIONAL_KEYS,
    RollFile,
    example_header,
    example_rows,
    read_roll_file,
)
from engage.residents.roll_rows import HEADINGS, RollKind
from engage.residents.views.blueprint import bp
from engage.residents.words import TIE_NAMES
from engage.tabular import Table, csv_bytes, xlsx_bytes
from engage.transaction import transaction

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/staff/roll/<int:area_id>/import")
@staff(Permission.MANAGE_ROLL)
def new_import(area_id: int) -> ResponseReturnValue:
    kind = RollKind.RESIDENTS if request.args.get("kind") == RollKind.RESIDENTS else RollKind.DWELLINGS
    return _upload_page(communities.area(area_id), RollUploadForm(formdata=None, kind=kind.value))


@bp.post("/staff/roll/<int:area_id>/import")
@staff(Permission.MANAGE_ROLL)
def upload_roll(area_id: int) -> ResponseReturnValue:
    """Check the whole file; keep it for its preview only when every row is good."""
    form, area = RollUploadForm(), communities.area(area_id)
    if not form.validate_on_submit():
        return _upload_page(area, form), 422
    filename, data = form.file.data.filename, form.file.data.read()
    found = read_roll_file(RollKind(form.kind.data), data, filename, area=area, today=utcnow().date())
    if not found.table.ok:
        return _upload_page(area, form, table=found.table, filename=filename), 422
    with transaction():
        token = store_upload(
            kind=found.kind, area_id=area_id, user_id=current_user.id, filename=filename, data=data, now=utcnow()
        )
    return redirect(url_for(".preview_import", upload_token=token), 303)


@bp.get("/staff/roll/imports/<string:upload_token>")
@staff(Permission.MANAGE_ROLL)
def preview_import(upload_token: str) -> ResponseReturnValue:
    upload = _upload(upload_token)
    return _preview_page(upload, _checked(upload))


@bp.post("/staff/roll/imports/<string:upload_token>")
@staff(Permission.MANAGE_ROLL)
def import_roll(upload_token: str) -> ResponseReturnValue:
    """Do what the preview showed, if that is still possible: the roll may have changed since."""
    upload = _upload(upload_token)
    kind, area_id = RollKind(upload.kind), upload.area_id
    found = _checked(upload)
    if not found.table.ok:
        return _preview_page(upload, found), 409
    with transaction():
        upload = load_upload(upload_token, current_user.id, kind, locks=True)
        imported = services.import_roll(found, area=communities.area(area_id), user_id=current_user.id, now=utcnow())
        discard(upload)
    message = _(
        "Imported: %(new)s new, %(updated)s changed, %(unchanged)s as they were.",
        new=imported.new,
        updated=imported.updated,
        unchanged=imported.unchanged,
    )
    flash(message, "success")
    return redirect(url_for(".dwellings" if kind is RollKind.DWELLINGS else ".people", area_id=area_id), 303)


@bp.post("/staff/roll/imports/<string:upload_token>/discard")
@staff(Permission.MANAGE_ROLL)
def discard_import(upload_token: str) -> ResponseReturnValue:
    with transaction():
        upload = _upload(upload_token)
        area_id = upload.area_id
        discard(upload)
    flash(_("The file was discarded. Nothing was changed."), "success")
    return redirect(url_for(".new_import", area_id=area_id), 303)


@bp.get("/staff/roll/<int:area_id>/example")
@staff(Permission.MANAGE_ROLL)
def example(area_id: int) -> ResponseReturnValue:
    """Send an example of a file; `kind` and `as` say which and how."""
    kind = RollKind.RESIDENTS if request.args.get("kind") == RollKind.RESIDENTS else RollKind.DWELLINGS
    suffix = "xlsx" if request.args.get("as") == "xlsx" else "csv"
    header = example_header(kind)
    rows = example_rows(kind, queries.some_codes(communities.area(area_id), 2))
    content = xlsx_bytes(header, rows) if suffix == "xlsx" else b"".join(csv_bytes(header, rows))
    response = Response(content, content_type=TYPES[suffix])
    response.headers.set("Content-Disposition", "attachment", filename=f"{kind}-example.{suffix}")
    return response


def _upload(token: str) -> Upload:
    return load_upload(token, current_user.id, queries.kind_of_roll_upload(token))


def _checked(upload: Upload) -> RollFile:
    area = communities.area(upload.area_id)
    return read_roll_file(RollKind(upload.kind), upload.data, upload.filename, area=area, today=utcnow().date())


def _upload_page(area: Area, form: RollUploadForm, table: Table | None = None, filename: str = "") -> str:
    return render_template(
        "residents/import.html",
        area=area,
        line=communities.ancestors(area),
        form=form,
        table=table,
        filename=filename,
        columns=COLUMN_KEYS,
        optional=OPTIONAL_KEYS,
        headings=HEADINGS,
        ties=TIE_NAMES,
    )


def _preview_page(upload: Upload, found: RollFile) -> str:
    area = communities.area(upload.area_id)
    return render_template(
        "residents/import_preview.html",
        area=area,
        line=communities.ancestors(area),
        upload=upload,
        found=found,
        ties=TIE_NAMES,
    )
