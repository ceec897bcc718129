"""GET /api/v1/cycles/{cycle_id}/results: what everybody may read of a result, for programs."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from engage.accounts import permissions
from engage.api.auth import api_key
from engage.api.contract.operation import Answer, Operation, describes, read_query
from engage.api.scopes import Scope
from engage.api.views.answers import with_etag
from engage.api.views.blueprints import v1_bp
from engage.api.views.demand_json import area_json, timestamp
from engage.budget.models import Cycle, Result
from engage.budget.queries import NO_CYCLE, cycle_or_404, proposals_of
from engage.budget.rules import Verdict
from engage.budget.shown import published_result
from engage.config import settings
from engage.errors import NotFound
from engage.i18n import _l

RESULTS = Operation(
    summary=_l("The published result of a vote on a budget"),
    answers={200: Answer(_l("The result."), "CycleResult")},
    has_etag=True,
)


@v1_bp.get("/cycles/<int:cycle_id>/results")
@permissions.key(Scope.RESULTS_READ)
@describes(RESULTS)
def results(cycle_id: int) -> ResponseReturnValue:
    read_query(RESULTS, request.args)
    cycle = cycle_or_404(cycle_id)
    if not api_key().area.contains(cycle.area):
        raise NotFound(NO_CYCLE)
    result = published_result(cycle)
    if result is None:
        raise NotFound(_l("The result of this vote is not published yet."))
    return with_etag(_result_json(cycle, result))


def _result_json(cycle: Cycle, result: Result) -> dict[str, Any]:
    outcome: Mapping[str, Any] = result.outcome
    proposals = {proposal.option: proposal for proposal in proposals_of(cycle)}
    return {
        "id": str(cycle.id),
        "url": f"{settings().public_url}/cycles/{cycle.id}/result",
        "title": {"zh": cycle.title_zh, "en": cycle.title_en or ""},
        "area": area_json(cycle.area),
        "published_at": timestamp(result.published_at),
        "counted_at": timestamp(result.counted_at),
        "currency": cycle.currency,
        "pot_minor": outcome["budget"],
        "spent_minor": outcome["spent"],
        "left_minor": outcome["left"],
        "ballots": outcome["ballots"],
        "slots": outcome.get("slots"),
        "rules_hash": outcome.get("rules_hash"),
        "proposals": [
            {
                "option": step["id"],
                "number": proposals[step["id"]].number,
                "title": {"zh": proposals[step["id"]].title_zh, "en": proposals[step["id"]].title_en or ""},
                "rank": step["rank"],
                "votes": step["votes"],
                "cost_minor": step["cost"],
                "is_funded": step["verdict"] == Verdict.FUNDED,
                "verdict": step["verdict"],
            }
            for step in outcome["steps"]
        ],
    }
