"""The community's page leads to its surveys."""

from datetime import timedelta

import pytest
from factories import NOON, make_survey, make_tree

from engage.communities.queries import community_page


def shown(areas):
    return [(survey.title_en, survey.is_open) for survey in community_page(areas[3].code, NOON).surveys]


def test_open_surveys_come_before_those_with_results(app):
    areas = make_tree()
    make_survey(areas[2], title_en="of the street")
    make_survey(areas[4], title_en="of a building", state="closed", published_at=NOON)
    make_survey(areas[3], title_en="of the community", closes_at=NOON + timedelta(seconds=1))

    assert shown(areas) == [("of the community", True), ("of the street", True), ("of a building", False)]


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "draft"},
        {"state": "closed"},
        {"opens_at": NOON + timedelta(seconds=1)},
        {"closes_at": NOON},
        {"deleted_at": NOON, "published_at": NOON},
    ],
)
def test_surveys_that_nobody_can_use_are_not_listed(app, changes):
    areas = make_tree()
    make_survey(areas[3], **changes)

    assert shown(areas) == []


def test_surveys_of_other_places_are_not_listed(app):
    areas, elsewhere = make_tree(), make_tree()
    make_survey(elsewhere[3])

    assert shown(areas) == []


def test_the_page_leads_to_the_survey(client):
    areas = make_tree()
    survey = make_survey(areas[3])

    assert f'href="/surveys/{survey.id}"' in client.get(f"/communities/{areas[3].code}").text
