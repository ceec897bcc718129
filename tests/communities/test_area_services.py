import pytest
from factories import NOON, make_area, make_tree, make_user

from engage.accounts.models import AuditEntry
from engage.communities import services
from engage.communities.models import Area
from engage.errors import Conflict, Invalid
from engage.extensions import db
from engage.transaction import transaction


def add(parent, kind, code="NEW", **kwargs):
    return services.add_area(parent, **{"kind": kind, "code": code, "name_zh": "新", "now": NOON, **kwargs})


def test_adds_an_area_with_its_path(app):
    street = make_tree()[2]
    area = add(street, "community", "sbt-1", name_en="New", timezone="Asia/Tokyo")

    assert area.path == f"{street.path}{area.id}."
    assert (area.code, area.name_en, area.timezone, area.parent_id) == ("SBT-1", "New", "Asia/Tokyo", street.id)


def test_a_city_stands_at_the_top(app):
    city = add(None, "city")

    assert city.path == f"{city.id}."


@pytest.mark.parametrize(
    ("parent", "kind"),
    [(0, "building"), (0, "street"), (3, "community"), (4, "street"), (2, "city"), (5, "stairwell")],
)
def test_an_area_stands_directly_under_the_kind_above_it(app, parent, kind):
    tree = make_tree()

    with pytest.raises(Invalid) as refusal:
        add(tree[parent], kind)
    assert refusal.value.details["fields"] == ("kind",)


def test_only_a_city_stands_alone(app):
    with pytest.raises(Invalid):
        add(None, "district")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "a b"),
        ("code", ""),
        ("code", "社区"),
        ("code", "x" * 41),
        ("code", "-1"),
        ("timezone", "Asia/Nowhere"),
        ("timezone", "../etc/passwd"),
        ("timezone", "Asia"),
    ],
)
def test_refuses_what_cannot_be_stored(app, field, value):
    city = make_area("city")

    with pytest.raises(Invalid) as refusal:
        add(city, "district", **{field: value})
    assert refusal.value.details["fields"] == (field,)


def test_a_code_is_used_once_whatever_its_case(app):
    city = make_area("city", code="TAKEN")

    with pytest.raises(Conflict), transaction():
        add(city, "district", "taken")
    assert db.session.query(Area).count() == 1


def test_renames_an_area_and_gives_its_time_zone_back(app):
    area = make_area("city", timezone="Asia/Tokyo")
    services.rename_area(area, name_zh="新名", name_en="", timezone=None, actor_id=None, now=NOON)

    assert (area.name_zh, area.name_en, area.timezone) == ("新名", "", None)


def test_changes_leave_a_trace_of_ids(app):
    user = make_user()
    area = add(make_area("city"), "district", actor_id=user.id)
    services.rename_area(area, name_zh="<b>", name_en="", timezone=None, actor_id=user.id, now=NOON)

    trace = db.session.query(AuditEntry).order_by(AuditEntry.id).all()
    assert [(entry.action, entry.subject, entry.user_id) for entry in trace] == [
        ("add area", f"area {area.id}", user.id),
        ("rename area", f"area {area.id}", user.id),
    ]
