from datetime import date

import pytest
from factories import NOON, make_area, make_tree, make_user

from engage.extensions import db
from engage.ratings.queries.figures import figure
from engage.ratings.services.professionals import put_professional
from engage.ratings.services.rate import Marks, Used, rate
from engage.ratings.services.tickets import issue_tickets
from engage.ratings.services.visits import put_visit
from engage.transaction import transaction


def test_smoke(app):
    area = make_tree()[3]
    with transaction():
        who, new = put_professional("P-1", name="Li", profession="planner", title="senior", areas=[area], now=NOON)
        assert new
        visit, new = put_visit("V-1", professional=who, area=area, category="advice", visited_on=date(2026, 5, 4), state="completed", now=NOON)
        assert new
        codes = [t.code for t in issue_tickets(visit.id, 6, channel="api", now=NOON)]
    for number, code in enumerate(codes):
        with transaction():
            rate(code, Marks(3), network="a", now=NOON)
    with pytest.raises(Used), transaction():
        rate(codes[0], Marks(3), network="a", now=NOON)
    found = figure(who.id, "2026", now=NOON)
    assert found.n == 6
    assert found.coefficient is not None
    print(found)
