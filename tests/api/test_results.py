"""GET /api/v1/cycles/{cycle_id}/results: nothing before it is published, then what everybody may read."""

import pytest
from factories import make_cycle
from vote_factories import counted, published, voted_cycle


@pytest.fixture
def get(client, world):
    def get(cycle_id, headers=(), **query):
        address = f"/api/v1/cycles/{cycle_id}/results"
        return client.get(address, query_string=query, headers={**world.bearer, **dict(headers)})

    return get


@pytest.fixture
def cycle(world):
    return voted_cycle([["p1", "p2"], ["p1"], []], area=world.community)


def test_tells_the_published_result(get, cycle):
    published(cycle)

    response = get(cycle.id)

    assert response.status_code == 200
    assert response.json["id"] == str(cycle.id)
    assert response.json["url"] == f"http://localhost/cycles/{cycle.id}/result"
    assert (response.json["ballots"], response.json["pot_minor"], response.json["currency"]) == (3, 10_000_00, "CNY")
    votes = {line["option"]: (line["votes"], line["is_funded"]) for line in response.json["proposals"]}
    assert (votes["p1"], votes["p2"][0], votes["p3"]) == ((2, True), 1, (0, False))
    again = get(cycle.id, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_is_not_there_before_it_is_published(get, cycle, world):
    assert get(cycle.id).status_code == 404
    counted(cycle)

    assert get(cycle.id).status_code == 404
    assert get(make_cycle(world.community, published_at=None).id).status_code == 404


def test_is_not_there_for_a_key_of_another_district(get, world):
    cycle = voted_cycle([["p1"]], area=world.elsewhere)
    published(cycle)

    assert get(cycle.id).status_code == 404
    assert get(999_999_999).json["detail"] == get(cycle.id).json["detail"]


def test_takes_no_parameters(get, cycle):
    assert get(cycle.id, page="1").json["parameters"] == ["page"]
