import threading

import pytest
from bs4 import BeautifulSoup
from factories import NOON, PASSWORD, commit, make_area, make_user

from engage.accounts import passwords, services
from engage.accounts.models import AuditEntry, Role, RoleGrant, User
from engage.accounts.queries import area_of_user
from engage.communities.models import Area
from engage.errors import Conflict, NotFound
from engage.extensions import db
from engage.transaction import in_transaction


def grant(user, role, area):
    commit(RoleGrant(user_id=user.id, role=role, area_id=area.id))


def grants(user):
    db.session.rollback()
    return sorted((grant.role, grant.area_id) for grant in db.session.get(User, user.id).grants)


def reread(user):
    return db.session.get(User, user.id, populate_existing=True)


def problems(response):
    return [found.text for found in BeautifulSoup(response.data, "html.parser").select("[role=alert]")]


def listed(response):
    return [found.text for found in BeautifulSoup(response.data, "html.parser").select("tbody th a")]


@pytest.fixture
def admin(sign_in, administrator):
    """The browser of the district's administrator."""
    return sign_in(administrator)


@pytest.fixture
def worker(tree):
    return make_user(Role.WORKER, tree[3], name="li.wei", display_name="Li Wei", password_hash="!")


# Which area an account belongs to


def test_an_account_belongs_to_the_deepest_area_that_holds_all_its_roles(tree, worker):
    city, district, street, community, building, _stairwell = tree
    assert area_of_user(worker.id) == community

    grant(worker, Role.WORKER, building)
    assert area_of_user(worker.id) == community

    grant(worker, Role.WORKER, make_area("community", street))
    assert area_of_user(worker.id) == street

    grant(worker, Role.WORKER, make_area("district", city))
    assert area_of_user(worker.id) == city
    assert district != city


def test_an_account_without_roles_belongs_to_the_only_city(tree):
    user = make_user(None)
    assert area_of_user(user.id) == tree[0]

    make_area("city")
    assert area_of_user(user.id) is None


def test_an_account_that_does_not_exist_belongs_nowhere(tree):
    assert area_of_user(999) is None


# The list


def test_lists_only_accounts_whose_roles_all_lie_in_the_own_areas(admin, tree, worker, administrator):
    other_district = make_area("district", tree[0])
    make_user(Role.WORKER, other_district, display_name="Elsewhere")
    both = make_user(Role.WORKER, tree[3], display_name="Both")
    grant(both, Role.WORKER, other_district)
    make_user(Role.WORKER, tree[0], display_name="Above")
    make_user(None, display_name="Without roles")

    assert listed(admin.get("/staff/users")) == ["Li Wei", administrator.display_name]


def test_the_administrator_of_the_city_sees_everybody(sign_in, tree, worker):
    make_user(Role.WORKER, tree[0], name="above", display_name="Above")
    make_user(None, name="without", display_name="Without roles")
    boss = make_user(Role.ADMINISTRATOR, tree[0], name="boss", display_name="Boss")

    assert listed(sign_in(boss).get("/staff/users")) == ["Above", "Boss", "Li Wei", "Without roles"]


@pytest.mark.parametrize("q", ["li.w", "LI W", "  wei "])
def test_finds_a_part_of_either_name(admin, tree, worker, q):
    make_user(Role.WORKER, tree[3], display_name="Noise")

    assert listed(admin.get("/staff/users", query_string={"q": q})) == ["Li Wei"]


@pytest.mark.parametrize("q", ["%", "_", "nobody"])
def test_says_when_nobody_is_found(admin, worker, q):
    response = admin.get("/staff/users", query_string={"q": q})

    assert listed(response) == []
    assert "Nobody found" in response.text


def test_pages_a_long_list(admin, tree):
    for number in range(60):
        make_user(Role.WORKER, tree[3], name=f"worker{number:02d}", display_name=f"Worker {number:02d}")

    first, second = admin.get("/staff/users?q=worker"), admin.get("/staff/users?q=worker&page=2")
    assert (len(listed(first)), len(listed(second))) == (50, 10)
    assert "q=worker" in BeautifulSoup(first.data, "html.parser").find("a", rel="next")["href"]
    assert admin.get("/staff/users?page=99999999999999999999").status_code == 200


def test_a_long_list_costs_no_query_per_account(app, admin, tree):
    for _number in range(20):
        make_user(Role.WORKER, tree[3])
    statements = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    admin.get("/staff/users")

    assert len(statements) < 12


# Adding


def add(client, **kwargs):
    return client.post("/staff/users/new", data={"role": "worker", "name": "wang.fang", **kwargs})


def test_adds_an_account_and_shows_its_password_once(admin, client, tree):
    response = add(admin, area=tree[3].code, display_name=" Wang Fang ")

    assert response.status_code == 200
    password = BeautifulSoup(response.data, "html.parser").find(id="password").text
    user = db.session.scalars(db.select(User).filter_by(name="wang.fang")).one()
    assert (user.display_name, user.must_change_password) == ("Wang Fang", True)
    assert grants(user) == [("worker", tree[3].id)]
    assert password not in admin.get(f"/staff/users/{user.id}").text
    assert client.post("/sign-in", data={"name": "wang.fang", "password": password}).status_code == 303
    assert client.get("/staff").location == "/account/password"


def test_an_area_may_be_named_by_code_in_lower_case_or_by_name(admin, tree):
    for number, area in enumerate([tree[3].code.lower(), tree[3].name_zh, f" {tree[3].name_en} "]):
        assert add(admin, name=f"user.{number}", area=area).status_code == 200


@pytest.mark.parametrize(
    ("typed", "status", "problem"),
    [
        ({"name": "li.wei"}, 409, "There is an account of this name already."),
        ({"name": "LI.Wei"}, 409, "There is an account of this name already."),
        ({"name": "<b>"}, 422, "A name has 2 to 40 letters or digits"),
        ({"name": "-"}, 422, "A name has 2 to 40 letters or digits"),
        ({"name": ""}, 422, "Please fill this in."),
        ({"area": "nowhere"}, 422, "None of your areas has this code or name."),
        ({"area": ""}, 422, "Please fill this in."),
        ({"role": "emperor"}, 422, "Please choose one of the roles."),
        ({"display_name": "two\x07bells"}, 422, "The name to show is one line"),
    ],
)
def test_says_what_is_wrong_with_a_new_account_and_keeps_what_was_typed(admin, tree, worker, typed, status, problem):
    response = add(admin, **{"area": tree[3].code, "display_name": "Wang Fang", **typed})

    assert response.status_code == status
    assert problem in " ".join(problems(response))
    if "display_name" not in typed:
        assert 'value="Wang Fang"' in response.text


def test_asks_for_the_code_where_two_areas_share_a_name(admin, tree):
    make_area("community", tree[2], name_zh="同名", name_en="Same")
    make_area("community", tree[2], name_zh="同名", name_en="Same")

    assert problems(add(admin, area="同名")) == ["Several areas have this name. Please type the code."]


@pytest.mark.parametrize("where", ["city", "other district"])
def test_gives_no_role_outside_the_own_areas(admin, tree, worker, where):
    area = tree[0] if where == "city" else make_area("district", tree[0])
    before = grants(worker)

    assert add(admin, area=area.code).status_code == 422
    assert (
        admin.post(f"/staff/users/{worker.id}/grant-role", data={"role": "worker", "area": area.code}).status_code
        == 422
    )
    assert grants(worker) == before


# Roles


def test_gives_a_role_and_takes_one_away(admin, tree, worker):
    given = {"role": "official", "area": tree[2].code}
    assert admin.post(f"/staff/users/{worker.id}/grant-role", data=given).status_code == 303
    assert admin.post(f"/staff/users/{worker.id}/grant-role", data=given).status_code == 303
    assert grants(worker) == [("official", tree[2].id), ("worker", tree[3].id)]

    first = next(grant for grant in reread(worker).grants if grant.role == "worker")
    data = {"grant_id": first.id}
    assert admin.post(f"/staff/users/{worker.id}/revoke-role", data=data).status_code == 303
    assert grants(worker) == [("official", tree[2].id)]
    assert admin.post(f"/staff/users/{worker.id}/revoke-role", data=data).status_code == 404
    assert db.session.scalars(db.select(AuditEntry.action)).all() == ["official granted", "worker revoked"]


def test_two_taps_at_once_give_one_role_and_leave_one(app, tree, worker):
    second = make_user(Role.WORKER, tree[3])
    grant(second, Role.OFFICIAL, tree[2])
    user_id, area_id = worker.id, tree[2].id
    grant_ids = [given.id for given in second.grants]
    works = [
        lambda: services.grant_role(user_id, "official", db.session.get(Area, area_id), actor_id=user_id, now=NOON)
    ]
    works += [lambda id_=id_: services.revoke_role(second_id, id_, actor_id=user_id, now=NOON) for id_ in grant_ids]
    second_id = second.id
    barrier, outcomes = threading.Barrier(6), []

    def tap(work):
        with app.app_context():
            barrier.wait()
            try:
                in_transaction(work)
                outcomes.append("done")
            except (Conflict, NotFound):
                outcomes.append("refused")

    threads = [threading.Thread(target=tap, args=[work]) for work in [*works, *works]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert grants(worker).count(("official", area_id)) == 1
    assert len(grants(second)) == 1
    assert len(outcomes) == 6


def test_the_last_role_stays(admin, worker):
    response = admin.post(f"/staff/users/{worker.id}/revoke-role", data={"grant_id": worker.grants[0].id})

    assert response.status_code == 409
    assert problems(response) == ["This is the only role. Give another one first, or disable the account."]
    assert len(grants(worker)) == 1


def test_takes_no_role_of_another_account_away(admin, tree, worker):
    other = make_user(Role.WORKER, tree[3])
    grant(other, Role.OFFICIAL, tree[3])

    response = admin.post(f"/staff/users/{worker.id}/revoke-role", data={"grant_id": other.grants[0].id})

    assert response.status_code == 404
    assert len(grants(other)) == 2


def test_nobody_takes_a_role_of_their_own_away(admin, tree, administrator):
    grant(administrator, Role.WORKER, tree[3])

    response = admin.post(f"/staff/users/{administrator.id}/revoke-role", data={"grant_id": administrator.grants[0].id})

    assert response.status_code == 409
    assert len(grants(administrator)) == 2


def test_an_account_that_leaves_the_own_areas_leads_back_to_the_list(sign_in, tree):
    here, there = make_area("community", tree[2]), make_area("community", tree[2])
    actor = make_user(Role.ADMINISTRATOR, here)
    grant(actor, Role.ADMINISTRATOR, there)
    worker = make_user(Role.WORKER, here)

    response = sign_in(actor).post(f"/staff/users/{worker.id}/grant-role", data={"role": "worker", "area": there.code})

    assert response.location == "/staff/users"


# Access


def test_disabling_ends_sessions_and_enabling_lets_in_again(admin, sign_in, worker):
    theirs = sign_in(worker)

    admin.post(f"/staff/users/{worker.id}/disable")
    assert theirs.get("/account/password").status_code == 303
    assert not reread(worker).is_enabled
    assert "disabled" in admin.get("/staff/users").text

    admin.post(f"/staff/users/{worker.id}/enable")
    assert reread(worker).is_enabled
    assert theirs.get("/account/password").status_code == 303
    assert sign_in(worker).get("/account/password").status_code == 200


def test_nobody_shuts_themselves_out(admin, administrator):
    assert admin.post(f"/staff/users/{administrator.id}/disable").status_code == 409
    assert admin.post(f"/staff/users/{administrator.id}/reset-password").status_code == 409
    assert reread(administrator).is_enabled
    page = admin.get(f"/staff/users/{administrator.id}").text
    assert "This is your own account." in page
    assert f"/staff/users/{administrator.id}/disable" not in page


def test_a_new_password_replaces_the_old_one_and_ends_sessions(admin, sign_in, worker, known_hash):
    worker.password_hash = known_hash
    db.session.commit()
    theirs = sign_in(worker)
    asked = admin.get(f"/staff/users/{worker.id}/reset-password")
    assert "stops working" in asked.text
    assert passwords.is_right(PASSWORD, reread(worker).password_hash)

    response = admin.post(f"/staff/users/{worker.id}/reset-password")
    shown = BeautifulSoup(response.data, "html.parser").find(id="password").text

    changed = reread(worker)
    assert passwords.is_right(shown, changed.password_hash)
    assert changed.must_change_password
    assert theirs.get("/account/password").status_code == 303


def test_accounts_of_another_district_are_not_there(admin, tree):
    other = make_user(Role.WORKER, make_area("district", tree[0]))

    for path in ("", "/reset-password"):
        assert admin.get(f"/staff/users/{other.id}{path}").status_code == 404
    for path in ("/grant-role", "/revoke-role", "/disable", "/enable", "/reset-password"):
        assert admin.post(f"/staff/users/{other.id}{path}").status_code == 404
    assert reread(other).is_enabled


def test_an_account_with_a_wider_role_is_not_there(admin, tree):
    above = make_user(Role.WORKER, tree[3])
    grant(above, Role.OFFICIAL, tree[0])

    assert admin.get(f"/staff/users/{above.id}").status_code == 404
    assert admin.post(f"/staff/users/{above.id}/reset-password").status_code == 404


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.WORKER, Role.PROFESSIONAL])
def test_only_administrators_administer(sign_in, tree, role):
    client = sign_in(make_user(role, tree[0]))

    assert client.get("/staff/users").status_code == 403
    assert add(client, area=tree[0].code).status_code == 403


def test_names_are_shown_as_typed_and_never_as_markup(admin, tree):
    user = make_user(Role.WORKER, tree[3], display_name="<script>alert(1)</script>")

    for path in ("/staff/users", f"/staff/users/{user.id}", f"/staff/users/{user.id}/reset-password"):
        page = admin.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_professional_gets_a_profession(app, sign_in):
    city = make_area("city")
    administrator = sign_in(make_user(Role.ADMINISTRATOR, city))
    user = make_user(Role.PROFESSIONAL, make_area(parent=city))
    address = f"/staff/users/{user.id}/set-profession"

    assert administrator.post(address, data={"profession": "plumber"}).status_code == 422
    assert administrator.post(address, data={"profession": "engineer"}).status_code == 303
    assert db.session.get(User, user.id, populate_existing=True).profession == "engineer"
    administrator.post(address, data={"profession": ""})
    assert db.session.get(User, user.id, populate_existing=True).profession is None
