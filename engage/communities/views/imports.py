"""Import of areas: upload, look at what it would do, confirm."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from engage.accounts.permissions import Permission, staff
from engage.clock import utcnow
from engage.communities import queries, services
from engage.communities.area_table import COLUMN_NAMES, COLUMNS, KIND_NAMES, AreaPlan, mentioned, plan
from engage.communities.forms import UploadForm
from engage.communities.models import Area, Upload
from engage.communities.uploads import discard, load_upload, store_upload
from engage.communities.views.blueprint import bp
from engage.i18n import _
from engage.tabular import Table, read_table
from engage.transaction import transaction

KIND = "areas"
ROWS_SHOWN = 200


@dataclass(frozen=True)
class Checked:
    """A file as it was read, and what it would do."""

    table: Table
    plan: AreaPlan


def checked(data: bytes, filename: str, scope: Area | None) -> Checked:
    table = read_table(data, filename, COLUMNS)
    known = queries.known_areas(mentioned(table), scope)
    return Checked(table, plan(table, known, adds_cities=scope is None))


@bp.get("/staff/areas/<int:area_id>/import")
@staff(Permission.MANAGE_AREAS)
def new_import(area_id: int) -> ResponseReturnValue:
    return _upload_page(queries.area(area_id), UploadForm())


@bp.post("/staff/areas/<int:area_id>/import")
@staff(Permission.MANAGE_AREAS)
def upload_areas(area_id: int) -> ResponseReturnValue:
    """Check the whole file; keep it for its preview only when every row is good."""
    form = UploadForm()
    scope = queries.area(area_id)
    if not form.validate_on_submit():
        return _upload_page(scope, form), 422
    filename, data = form.file.data.filename, form.file.data.read()
    found = checked(data, filename, scope)
    if not found.table.ok:
        return _upload_page(scope, form, table=found.table, filename=filename), 422
    with transaction():
        token = store_upload(
            kind=KIND, area_id=area_id, user_id=current_user.id, filename=filename, data=data, now=utcnow()
        )
    return redirect(url_for(".preview_import", upload_token=token), 303)


@bp.get("/staff/areas/imports/<string:upload_token>")
@staff(Permission.MANAGE_AREAS)
def preview_import(upload_token: str) -> ResponseReturnValue:
    return _preview_page(load_upload(upload_token, current_user.id, KIND))


@bp.post("/staff/areas/imports/<string:upload_token>")
@staff(Permission.MANAGE_AREAS)
def import_areas(upload_token: str) -> ResponseReturnValue:
    """Do what the preview showed, if that is still possible: the tree may have changed since."""
    with transaction():
        upload = load_upload(upload_token, current_user.id, KIND, locks=True)
        scope = queries.area(upload.area_id)
        area_id = scope.id
        found = checked(upload.data, upload.filename, scope)
        if found.table.ok:
            services.import_areas(found.plan, scope=scope, actor_id=current_user.id, now=utcnow())
            discard(upload)
    if not found.table.ok:
        return _preview_page(load_upload(upload_token, current_user.id, KIND)), 409
    added, renamed = len(found.plan.added), len(found.plan.renamed)
    flash(_("Imported: %(added)s areas added, %(renamed)s renamed.", added=added, renamed=renamed), "success")
    return redirect(url_for(".area", area_id=area_id), 303)


@bp.post("/staff/areas/imports/<string:upload_token>/discard")
@staff(Permission.MANAGE_AREAS)
def discard_import(upload_token: str) -> ResponseReturnValue:
    with transaction():
        upload = load_upload(upload_token, current_user.id, KIND)
        area_id = upload.area_id
        discard(upload)
    flash(_("The file was discarded. Nothing was changed."), "success")
    return redirect(url_for(".new_import", area_id=area_id), 303)


def _upload_page(scope: Area, form: UploadForm, table: Table | None = None, filename: str = "") -> str:
    return render_template(
        "communities/import.html",
        area=scope,
        line=queries.ancestors(scope),
        form=form,
        table=table,
        filename=filename,
        columns=COLUMN_NAMES,
        kind_names=KIND_NAMES,
    )


def _preview_page(upload: Upload) -> str:
    scope = queries.area(upload.area_id)
    return render_template(
        "communities/import_preview.html",
        area=scope,
        line=queries.ancestors(scope),
        upload=upload,
        found=checked(upload.data, upload.filename, scope),
        kind_names=KIND_NAMES,
        shown=ROWS_SHOWN,
    )
