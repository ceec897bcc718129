import pytest
from factories import make_area, make_tree

from engage.communities import queries
from engage.communities.models import AreaKind
from engage.errors import NotFound
from engage.extensions import db


def codes(areas):
    return [area.code for area in areas]


def test_finds_an_area_by_its_code_in_either_case(app):
    make_area(code="CQ-10")
    area = make_area(code="CQ-1")

    assert queries.area_by_code("CQ-1") == area
    assert queries.area_by_code("cq-1") == area
    assert queries.area_by_code("CQ") is None


def test_an_area_that_is_not_there_is_not_found(app):
    with pytest.raises(NotFound):
        queries.area(7)


def test_ancestors_go_from_the_root_down_to_the_area_itself(app):
    make_tree()
    tree = make_tree()

    assert queries.ancestors(tree[3]) == list(tree[:4])
    assert queries.nearest(AreaKind.COMMUNITY, tree[:6]) == tree[3]
    assert queries.nearest(AreaKind.COMMUNITY, tree[:3]) is None


def test_everything_below_an_area_and_nothing_beside_it(app):
    """Ids such as 1 and 10 must not be mixed up in paths."""
    city = make_area("city")
    districts = [make_area("district", city) for _number in range(12)]
    below = [make_area("street", district) for district in districts]

    for district, street in zip(districts, below, strict=True):
        found = db.session.scalars(queries.areas_within(district)).all()
        assert found == [district, street]
    streets = db.session.scalars(queries.areas_within(city, "street")).all()
    assert set(streets) == set(below)


def test_counts_what_stands_below(app):
    city, _district, street, _community, building, stairwell = make_tree()
    make_area("stairwell", building)
    make_tree()

    assert queries.child_counts([building, stairwell, city]) == {building.id: 2, city.id: 1}
    assert queries.counts_below(street) == {"community": 1, "building": 1, "stairwell": 2}


def test_the_time_zone_comes_from_the_nearest_area_that_has_one(app):
    city, district, _street, community, _building, stairwell = make_tree()

    assert queries.timezone_of(stairwell) == "Asia/Shanghai"
    city.timezone = "Asia/Urumqi"
    db.session.commit()
    assert queries.timezone_of(stairwell) == "Asia/Urumqi"
    district.timezone = "Europe/Warsaw"
    db.session.commit()
    assert queries.timezone_of(community) == "Europe/Warsaw"
    community.timezone = "Asia/Tokyo"
    assert queries.timezone_of(community) == "Asia/Tokyo"
    assert queries.timezone_of(city) == "Asia/Urumqi"


@pytest.fixture
def two_communities(app):
    city = make_area("city")
    east = make_area("district", city, code="E", name_zh="东区", name_en="East District")
    west = make_area("district", city, code="W", name_zh="西区", name_en="West District")
    steps = make_area("community", make_area("street", east), code="E1", name_zh="十八梯社区", name_en="Steps")
    bay = make_area("community", make_area("street", west), code="W1", name_zh="中心湾100%社区", name_en="East Bay")
    make_area("building", steps, name_zh="十八梯1号楼")
    return steps, bay


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["E1", "W1"]),
        ("十八", ["E1"]),
        ("STEPS", ["E1"]),
        ("西区", ["W1"]),
        ("east", ["W1", "E1"]),  # By its own name first, then by its district's.
        ("0%", ["W1"]),
        ("%", ["W1"]),
        ("_", []),
        ("北", []),
    ],
)
def test_finds_communities_by_their_name_or_their_districts(two_communities, text, found):
    assert codes(queries.communities(text)) == found


def test_keeps_to_an_area_and_a_number_of_communities(two_communities):
    steps, bay = two_communities

    assert queries.communities(within=[bay.path]) == [bay]
    assert queries.communities("east", within=[steps.path]) == [steps]
    assert queries.communities("east", limit=1) == [bay]


def test_groups_communities_by_district(two_communities):
    alone = make_area("community", code="Z")
    steps, bay = two_communities
    groups = queries.by_district([alone, bay, steps], queries.districts())

    assert [(group.area and group.area.code, group.communities) for group in groups] == [
        ("E", [steps]),
        ("W", [bay]),
        (None, [alone]),
    ]
