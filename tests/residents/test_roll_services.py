import pytest
from factories import (
    NOON,
    commit,
    make_area,
    make_dwelling,
    make_election,
    make_resident,
    make_slot,
    make_tree,
    make_user,
)

from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.residents import services
from engage.residents.models import Dwelling, Resident
from engage.residents.roll_rows import DwellingRow, ResidentRow
from engage.residents.services import Imported


@pytest.fixture
def tree(app):
    """A community with building B1 and its stairwells S1 and S2; C2 is the community next door."""
    *_above, community, building, stairwell = make_tree()
    community.code, building.code, stairwell.code = "C1", "B1", "S1"
    make_area("stairwell", building, code="S2")
    make_area("community", code="C2")
    commit(community)
    return community


def dwellings():
    rows = db.session.execute(db.select(Dwelling.label, Dwelling.floor_area_dm2).order_by(Dwelling.label))
    return dict(rows.all())


def resident(reference):
    return db.session.scalars(db.select(Resident).filter_by(reference=reference)).one()


def refused(add, rows, **kwargs):
    with pytest.raises(Invalid) as caught:
        add(rows, **kwargs)
    return str(caught.value)


def test_adds_flats_with_their_exact_area(tree):
    assert services.add_dwellings([DwellingRow("S1", "101", 8537), DwellingRow("S2", "101", 1)]) == Imported(2, 0, 0)
    assert db.session.scalar(db.select(db.func.sum(Dwelling.floor_area_dm2))) == 8538


def test_a_second_import_updates_in_place_and_deletes_nothing(tree):
    services.add_dwellings(
        [DwellingRow("S1", "101", 8537), DwellingRow("S1", "102", 6000), DwellingRow("S1", "103", 1)]
    )
    ids = {row.label: row.id for row in db.session.scalars(db.select(Dwelling))}

    counts = services.add_dwellings(
        [DwellingRow("S1", "101", 8537), DwellingRow("S1", "102", 6100), DwellingRow("S1", "104", 2)]
    )

    assert counts == Imported(new=1, updated=1, unchanged=1)
    assert dwellings() == {"101": 8537, "102": 6100, "103": 1, "104": 2}
    assert ids.items() <= {row.label: row.id for row in db.session.scalars(db.select(Dwelling))}.items()


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([DwellingRow("XX", "101", 1)], "Row 1, Area code: There is no area with the code “XX” here."),
        ([DwellingRow("C2", "101", 1)], "Row 1, Area code: There is no area with the code “C2” here."),
        ([DwellingRow("C1", "101", 1)], "Row 1, Area code: “C1” is no building or stairwell."),
        ([DwellingRow("S1", "101", 1), DwellingRow("S2", "101", 1), DwellingRow("S1", "101", 2)],
         "Row 3, Flat: “101” already stands in row 1."),
    ],
)  # fmt: skip
def test_refuses_flats_that_fit_nowhere(tree, rows, sentence):
    assert refused(services.add_dwellings, rows, within=tree) == sentence
    assert dwellings() == {}


def test_one_bad_row_keeps_out_all_the_others(tree):
    refused(services.add_dwellings, [DwellingRow("S1", "101", 1), DwellingRow("XX", "102", 1)])

    assert dwellings() == {}


def test_adds_people_with_their_flat(tree):
    services.add_dwellings([DwellingRow("S1", "101", 8537), DwellingRow("S2", "101", 6000)])
    flat = db.session.scalars(db.select(Dwelling).order_by(Dwelling.id)).first()

    counts = services.add_residents(
        [ResidentRow("S1", "R1", "Li Wei", 1985, "lives", "101"), ResidentRow("C1", "R2", "Wang Fang", None, "works")]
    )

    assert counts == Imported(2, 0, 0)
    assert (resident("R1").dwelling_id, resident("R1").birth_year) == (flat.id, 1985)
    assert (resident("R2").dwelling_id, resident("R2").birth_year, resident("R2").tie) == (None, None, "works")


def test_a_flat_below_the_named_area_is_found_when_it_is_the_only_one(tree):
    services.add_dwellings([DwellingRow("S1", "101", 1), DwellingRow("S2", "101", 1), DwellingRow("S2", "102", 1)])

    services.add_residents([ResidentRow("B1", "R1", "Li Wei", dwelling_label="102")])
    ambiguous = refused(services.add_residents, [ResidentRow("C1", "R2", "Wang Fang", dwelling_label="101")])
    unknown = refused(services.add_residents, [ResidentRow("S1", "R2", "Wang Fang", dwelling_label="999")])

    assert resident("R1").dwelling_id is not None
    assert ambiguous == "Row 1, Flat lived in: Several flats there are called “101”. Give the code of the stairwell."
    assert unknown == "Row 1, Flat lived in: There is no flat “999” in this area. Import the flats first."


def test_a_person_who_moves_within_the_community_stays_one_person(tree):
    services.add_residents([ResidentRow("S1", "R1", "Li Wei", 1985), ResidentRow("S1", "R2", "Noise", 1990)])
    was = resident("R1").id

    counts = services.add_residents([ResidentRow("S2", "R1", "Li Wei", 1985), ResidentRow("S1", "R2", "Noise", 1990)])

    assert counts == Imported(new=0, updated=1, unchanged=1)
    assert resident("R1").id == was
    assert db.session.get(type(tree), resident("R1").area_id).code == "S2"


def test_the_same_reference_in_another_community_is_another_person(tree):
    services.add_residents([ResidentRow("C1", "R1", "Li Wei")])

    assert services.add_residents([ResidentRow("C2", "R1", "Chen Jie")]) == Imported(1, 0, 0)


def test_columns_that_a_file_lacks_are_left_as_they_were(tree):
    services.add_residents([ResidentRow("C1", "R1", "Li Wei", 1985, "works")])

    services.add_residents([ResidentRow("C1", "R1", "Li Weiwei")], fields=frozenset({"name"}))

    assert (resident("R1").name, resident("R1").birth_year, resident("R1").tie) == ("Li Weiwei", 1985, "works")


def test_a_flat_leaves_the_roll_and_its_people_stay(tree):
    user, flat = make_user(area=tree), make_dwelling(tree)
    person = make_resident(tree, dwelling_id=flat.id)

    services.remove_dwelling(flat, user_id=user.id, now=NOON)
    db.session.commit()

    assert dwellings() == {}
    assert resident(person.reference).dwelling_id is None


def test_who_may_vote_somewhere_stays_on_the_roll(tree):
    user, flat, person = make_user(area=tree), make_dwelling(tree), make_resident(tree)
    make_slot(make_election(tree), flat)
    make_slot(make_election(tree), resident=person)

    with pytest.raises(Conflict):
        services.remove_dwelling(flat, user_id=user.id, now=NOON)
    with pytest.raises(Conflict):
        services.remove_resident(person, user_id=user.id, now=NOON)


def test_a_person_leaves_the_roll(tree):
    user, person = make_user(area=tree), make_resident(tree)
    make_resident(tree, reference="noise")

    services.remove_resident(person, user_id=user.id, now=NOON)
    db.session.commit()

    assert list(db.session.scalars(db.select(Resident.reference))) == ["noise"]
