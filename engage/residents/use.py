"""What casting a ballot does to the access code that opened it."""

from sqlalchemy import bindparam, select, update

from engage.errors import NotAllowed
from engage.extensions import db
from engage.i18n import _l
from engage.prepared import AnyConnection, Prepared
from engage.residents.models import AccessCode, CodeBatch

_code, _batch = AccessCode.__table__, CodeBatch.__table__
_CODE = Prepared(
    select(_code.c.state, _batch.c.channel)
    .join_from(_code, _batch, _batch.c.id == _code.c.batch_id)
    .where(_code.c.id == bindparam("code_id"), _code.c.slot_id == bindparam("slot_id"))
)
_SPEND = Prepared(update(_code).where(_code.c.id == bindparam("code_id")).values(state="spent"))


class CodeNoLongerValid(NotAllowed):
    """The code was replaced, made void or spent after it had opened the ballot."""


def use_code(code_id: int, slot_id: int, connection: AnyConnection | None = None) -> None:
    """Allow a ballot under this code; spend the code when it came from the desk. Raises `CodeNoLongerValid`."""
    connection = connection or db.session.connection()
    code = _CODE.first(connection, {"code_id": code_id, "slot_id": slot_id})
    if code is None or code.state != "issued":
        raise CodeNoLongerValid(_l("Your access code is no longer valid: a newer one was issued, or it was used up."))
    if code.channel == "desk":
        _SPEND.run(connection, {"code_id": code_id})
