"""What a view for programs says of itself: from it the document is written, and by it parameters are read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from engage.api import parameters
from engage.api.contract.schemas import Schema
from engage.api.errors import BadParameter
from engage.i18n import _l

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query. `parse` raises `ValueError` for what the description does not allow."""

    name: str
    schema: Schema
    parse: Callable[[str], Any]
    is_required: bool = False


@dataclass(frozen=True)
class Answer:
    """What comes back when all goes well: `shape` names the schema; None is JSON of any kind."""

    words: Any
    shape: str | None = None


@dataclass(frozen=True)
class Operation:
    """`refusals` are the statuses of problems beyond those that follow from the rest, such as 409 and 422."""

    summary: Any
    answers: Mapping[int, Answer]
    words: Any = ""
    query: Sequence[Parameter] = ()
    body: str | None = None
    refusals: Sequence[int] = ()
    has_etag: bool = False
    takes_idempotency_key: bool = False


def describes(operation: Operation) -> Callable[[View], View]:
    """Mark the view of an address below /api/v1 with what it does."""

    def mark(view: View) -> View:
        view.operation = operation  # type: ignore[attr-defined]
        return view

    return mark


def read_query(operation: Operation, args: Any) -> dict[str, Any]:
    """Return the value of every parameter, None for those that are absent. Raises `BadParameter`.

    What is unknown, empty or there twice is refused: a filter that is silently dropped would seem to work.
    """
    parameters.refuse_unknown(args, [known.name for known in operation.query])
    return {known.name: _read(known, args) for known in operation.query}


def _read(known: Parameter, args: Any) -> Any:
    found = args.getlist(known.name)
    if not found:
        if known.is_required:
            raise BadParameter(
                _l("%(name)s is missing: %(expected)s", name=known.name, expected=known.schema["description"]),
                fields=[known.name],
            )
        return None
    try:
        if len(found) > 1 or not found[0]:
            raise ValueError("twice, or empty")
        return known.parse(found[0])
    except (ValueError, OverflowError) as error:
        raise parameters.refused(known.name, known.schema["description"]) from error
