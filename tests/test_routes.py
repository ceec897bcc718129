"""Every route there is: who may use it, what it does for strangers, and that it stays calm with nonsense.

A new public page is named here. A route with a new kind of parameter needs a sample in `samples`.
"""

import re

import pytest
from factories import (
    NOON,
    commit,
    make_area,
    make_cycle,
    make_delivery,
    make_dwelling,
    make_election,
    make_endpoint,
    make_key,
    make_need,
    make_placement,
    make_resident,
    make_survey,
    make_tree,
)
from factories import make_user as make_user_row
from rating_factories import give, make_professional, make_tickets, make_visit
from sqlalchemy import select

from engage.accounts.models import Role
from engage.accounts.permissions import ROLE_PERMISSIONS, has_scope
from engage.api.scopes import Scope
from engage.communities.models import Upload
from engage.extensions import db
from engage.needs.models import BulkChange, CannedAnswer, NeedPhoto, NeedVisit
from engage.needs.tracking_codes import digest_of
from engage.pictures.models import Picture
from engage.residents.models import CodeBatch
from engage.surveys.models import SurveyAction, SurveyAnswer, SurveyTicket, SurveyTicketBatch, SurveyVersion
from engage.surveys.services.tickets import digest_of as digest_of_ticket

PUBLIC = {
    "accounts.sign_in",
    "accounts.start_session",
    "api_v1.openapi",
    "api_v1.page",
    "assets.asset",
    "budget.cycle",
    "budget.proposal",
    "budget.ties",
    "communities.about",
    "communities.community",
    "communities.home",
    "communities.short_address",
    "communities.short_address_upper",
    "demand.file",
    "demand.needs",
    "demand.silent",
    "demand.sums",
    "health.alive",
    "health.ready",
    "needs.add_photo",
    "needs.alike",
    "needs.find",
    "needs.flag",
    "needs.held",
    "needs.join",
    "needs.judge",
    "needs.judge_own",
    "needs.keep",
    "needs.leave",
    "needs.look_up",
    "needs.need",
    "needs.new",
    "needs.remove_photo",
    "needs.review",
    "needs.send",
    "needs.send_reviewed",
    "needs.start_anew",
    "needs.tracking",
    "needs.tracking_upper",
    "needs.where",
    "needs.withdraw",
    "needs.withdrawing",
    "open311.discovery",
    "open311.request_",
    "open311.requests",
    "open311.service",
    "open311.services_",
    "open311.token",
    "pictures.picture",
    "pictures.thumbnail",
    "preferences.choose",
    "ratings.find",
    "ratings.look_up",
    "ratings.professional",
    "ratings.professional_upper",
    "ratings.rate",
    "ratings.rate_upper",
    "ratings.ticket",
    "ratings.ticket_upper",
    "receipts.look_up",
    "receipts.receipt",
    "results.csv",
    "results.pb",
    "results.result",
    "results.xlsx",
    "survey_told.results",
    "surveys.add_photo",
    "surveys.begin",
    "surveys.code",
    "surveys.open_by_code",
    "surveys.page",
    "surveys.remove_photo",
    "surveys.review",
    "surveys.save",
    "surveys.send",
    "surveys.step",
    "surveys.survey",
    "surveys.thanks",
    "surveys.ticket",
    "surveys.ticket_upper",
    "surveys.withdraw",
    "surveys.withdraw_sure",
    "voting.enter",
    "voting.finish",
    "voting.open_ballot",
}
VOTER = {"voting.ballot", "voting.cast", "voting.choose", "voting.count", "voting.left", "voting.review"}
WITHOUT_TOKEN = {
    "preferences.choose",  # Changes only how one's own pages look.
    "ratings.look_up",  # Changes nothing.
    "ratings.rate",  # The ticket's code in the address is the secret.
    "ratings.rate_upper",
    "surveys.add_photo",  # The token in the address is the secret.
    "surveys.remove_photo",
    "surveys.save",
    "surveys.send",
    "surveys.step",
    "surveys.withdraw_sure",
}
WRITES_ON_GET = {
    # Count what came in since somebody last looked.
    "survey_results.compare",
    "survey_results.count",
    "survey_results.cross",
    "survey_results.cross_file",
    "survey_results.export",
    "survey_results.page",
    "survey_results.publish",
    "survey_results.texts",
    "survey_results.weighting",
    "communities.short_address",  # Counts the scan.
    "communities.short_address_upper",
    "health.alive",  # Proves that the store can be written.
    "health.ready",
}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def routes(app, *kinds):
    """Return (rule, method) for every route of these kinds of access."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        if app.view_functions[rule.endpoint].access.kind in (kinds or {"public", "voter", "signed in", "staff"})
    ]


def address(app, rule, samples):
    """Return the path of a rule with the samples in it. A parameter without a sample fails the test."""
    values = {}
    for parameter in rule.arguments:
        found = samples.get(f"{rule.endpoint} {parameter}", samples.get(parameter))
        assert found is not None, f"{rule.rule}: give {parameter!r} a sample in tests/test_routes.py"
        values[parameter] = found
    with app.test_request_context():
        return rule.build(values)[1]


def ask(app, client, routes, samples, **kwargs):
    """Return {"GET /path": response} for these routes."""
    return {
        f"{method} {rule.rule}": client.open(address(app, rule, samples), method=method, **kwargs)
        for rule, method in routes
    }


def statuses(responses):
    return {route: response.status_code for route, response in responses.items()}


def others(responses, *expected):
    """Return the answers that have another status than expected: to be compared with {}."""
    return {route: status for route, status in statuses(responses).items() if status not in expected}


@pytest.fixture
def district(app):
    """The district that holds all samples; another district lies beside it."""
    return make_tree()[1]


@pytest.fixture
def samples(app, district):
    """One thing of each kind, all in the same district: a value for every parameter that a route may have."""
    area = make_area("community", make_area("street", district))
    owner = make_user_row(Role.OFFICIAL, area)
    cycle = make_cycle(area)
    batch = CodeBatch(
        election_id=cycle.election_id, area_id=area.id, channel="letter", codes=1, created_at=NOON, token="b" * 32
    )
    upload = Upload(
        token="u" * 32,
        kind="areas",
        area_id=area.id,
        user_id=owner.id,
        filename="areas.csv",
        data=b"code\n",
        created_at=NOON,
    )
    need = make_need(
        area, state="published", first_published_at=NOON, summary_zh="路灯", tracking_digest=digest_of("ABCDEFGHJKMN")
    )
    picture = Picture(digest="d" * 64, width=4, height=3, full=b"full", thumb=b"thumb")
    commit(batch, upload, picture)
    photo = NeedPhoto(need_id=need.id, position=1, digest=picture.digest)
    visit = NeedVisit(need_id=need.id, professional_id=owner.id, visit_at=NOON, created_at=NOON)
    answer = CannedAnswer(area_id=area.id, title="ready", text_zh="已转办")
    change = BulkChange(user_id=owner.id, area_id=area.id, action="done", done={"needs": []}, done_at=NOON)
    commit(photo, visit, answer, change)
    served = make_visit(make_professional(area))
    rated = give(served, 5, 4, 3, 2, 1)
    [ticket] = make_tickets(served)
    survey = make_survey(area, gate="ticket", election_id=make_election(area).id)
    letters = CodeBatch(
        election_id=survey.election_id, area_id=area.id, channel="letter", codes=1, created_at=NOON, token="l" * 32
    )
    tickets = SurveyTicketBatch(survey_id=survey.id, area_id=area.id, token="t" * 32, tickets=1, created_at=NOON)
    commit(tickets, letters)
    commit(SurveyTicket(batch_id=tickets.id, digest=digest_of_ticket("ABCDEFGHJKMN")))
    return {
        "area_id": area.id,
        "survey_id": survey.id,
        "action_id": _survey_action(survey),
        "ticket_batch_id": tickets.id,
        **{f"survey_codes.{name} batch_id": letters.id for name in ("batch", "void_batch")},
        "placement_id": make_placement(area).id,
        "cycle_id": cycle.id,
        "proposal_id": cycle.proposals[0].id,
        "number": cycle.proposals[0].number,
        "batch_id": batch.id,
        "dwelling_id": make_dwelling(area).id,
        "resident_id": make_resident(area).id,
        "user_id": owner.id,
        "upload_token": upload.token,
        "need_id": need.id,
        "photo_id": photo.id,
        "need_visit_id": visit.id,
        "answer_id": answer.id,
        "change_id": change.id,
        "code": "ABCDEFGHJKMN",
        "professional_id": served.professional_id,
        "visit_id": served.id,
        "own_visit_id": served.id,
        "rating_id": rated[0].id,
        "rating_handle": rated[0].handle,
        "card_code": served.professional.card_code,
        **{f"ratings.{name} code": ticket for name in ("ticket", "ticket_upper", "rate", "rate_upper")},
        "communities.community code": area.code,
        "communities.short_address code": make_placement(area, code="7H2K9M4R").code,
        "communities.short_address_upper code": "7H2K9M4R",
        "receipts.receipt code": "ABCD-EFGH-JKMN-PQRS",
        "form": "json",
        "key_id": make_key(area).key.id,
        "endpoint_id": make_endpoint(area).id,
        "delivery_id": make_delivery(make_endpoint(area)).id,
        "staff_no": "P-0042",
        "visit_no": "V-2026-0001",
        "service_code": "lighting",
        "service_request_id": "1",
        "token": "ABCDEFGHJKMN",
        "pictures.picture digest": "0" * 64,
        "pictures.thumbnail digest": "0" * 64,
        "assets.asset digest": app.extensions["engage.assets"]["engage.css"].digest,
        "assets.asset name": "engage.css",
    }


def _survey_action(survey):
    """Return the id of a mark on a free text; the answer says something to each question of the survey."""
    version = db.session.scalars(select(SurveyVersion).filter_by(survey_id=survey.id)).first()
    names = [question["name"] for section in version.content["sections"] for question in section["questions"]]
    said = SurveyAnswer(
        id=10**15, survey_id=survey.id, version_id=version.id, area_id=survey.area_id, channel="web", language="zh",
        week=NOON.date(), notice_version=1, data={names[0]: "灯坏了"},
    )  # fmt: skip
    commit(said)
    return commit(SurveyAction(survey_id=survey.id, answer_id=said.id, question=names[0], marked_at=NOON)).id


@pytest.fixture
def insider(sign_in, district):
    """The browser of the administrator of the district with the samples, who has every permission there."""
    return sign_in(make_user_row(Role.ADMINISTRATOR, district))


@pytest.fixture
def outsider(sign_in, district):
    """The browser of the administrator of the district beside it."""
    return sign_in(
        make_user_row(Role.ADMINISTRATOR, make_area("district", db.session.get_one(type(district), district.parent_id)))
    )


@pytest.fixture
def writes(app):
    """The statements that change rows, as they are run."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if re.match(r"\s*(INSERT|UPDATE|DELETE)", statement):
            seen.append(statement)

    db.event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    db.event.remove(db.engine, "before_cursor_execute", note)


# What a route states


def test_every_route_states_who_may_use_it(app):
    silent = [
        rule.rule for rule in app.url_map.iter_rules() if not hasattr(app.view_functions[rule.endpoint], "access")
    ]

    assert silent == []


@pytest.mark.parametrize(("kind", "named"), [("public", PUBLIC), ("voter", VOTER)])
def test_what_needs_no_account_is_listed_here_by_name(app, kind, named):
    assert {rule.endpoint for rule, _method in routes(app, kind)} == named


def test_everything_under_staff_demands_a_permission_and_nothing_else_does(app):
    for rule, _method in routes(app):
        kind = app.view_functions[rule.endpoint].access.kind
        assert kind == "staff" or not rule.rule.startswith("/staff/"), rule.rule
        assert kind != "staff" or rule.rule.startswith("/staff"), rule.rule


def test_every_parameter_names_its_converter(app):
    without = [rule.rule for rule in app.url_map.iter_rules() if re.search(r"<[^:>]+>", rule.rule)]

    assert without == []


def test_every_parameter_of_a_staff_page_has_a_scope(app):
    without = [(rule.rule, name) for rule, _ in routes(app, "staff") for name in rule.arguments if not has_scope(name)]

    assert without == []


def test_a_page_for_anybody_signed_in_shows_only_their_own_things(app):
    assert [rule.rule for rule, _method in routes(app, "signed in") if rule.arguments] == []


def test_every_permission_that_a_route_demands_is_somebodys(app):
    demanded = {app.view_functions[rule.endpoint].access.permission for rule, _method in routes(app, "staff")}

    assert demanded <= set.union(*ROLE_PERMISSIONS.values())


# Who is let in


def test_strangers_are_asked_to_sign_in(app, client, samples):
    answers = ask(app, client, routes(app, "staff", "signed in"), samples)

    assert {(response.status_code, response.location) for response in answers.values()} == {(303, "/sign-in")}


def test_an_account_without_permissions_is_refused_by_every_staff_page(app, sign_in, district, samples):
    client = sign_in(make_user_row(None))

    assert others(ask(app, client, routes(app, "staff"), samples), 403) == {}


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.WORKER])
def test_a_role_is_refused_by_the_pages_it_has_no_permission_for(app, sign_in, district, samples, role):
    client = sign_in(make_user_row(role, district))
    refused = [
        (rule, method)
        for rule, method in routes(app, "staff")
        if app.view_functions[rule.endpoint].access.permission not in ROLE_PERMISSIONS[role]
    ]

    assert refused
    assert others(ask(app, client, refused, samples), 403) == {}


def test_things_of_another_district_are_not_there_and_are_not_changed(app, outsider, samples, writes):
    found = [(rule, method) for rule, method in routes(app, "staff") if rule.arguments]

    assert len(found) > 10
    assert others(ask(app, outsider, found, samples), 404) == {}
    assert writes == []


def test_the_same_things_are_there_for_their_own_district(app, insider, samples):
    """Without this, samples that do not exist would make the test above pass."""
    found = [(rule, method) for rule, method in routes(app, "staff") if rule.arguments and method == "GET"]
    answers = statuses(ask(app, insider, found, samples))

    # A file waiting to be imported is for who sent it, and a professional's own visits and ratings are for them alone.
    alone = ("upload_token", "/ratings/mine/")
    missing = {
        route: status for route, status in answers.items() if status == 404 and not any(part in route for part in alone)
    }
    assert missing == {}
    assert {route: status for route, status in answers.items() if status >= 500} == {}


# Programs


def bearer(new_key):
    return {"Authorization": f"Bearer {new_key.text}"}


def refusals(app, client, samples, **kwargs):
    """Return {route: (status, is it the protocol's own error body)} for the addresses of programs."""
    answers = ask(app, client, routes(app, "key"), samples, **kwargs)
    bodies = {"application/problem+json", "application/json"}
    return {route: (answer.status_code, answer.mimetype in bodies) for route, answer in answers.items()}


def test_addresses_of_programs_are_apart_and_name_the_scope_they_need(app):
    for rule, _method in routes(app, "key"):
        assert rule.rule.startswith(("/api/v1/", "/open311/v2/")), rule.rule
        assert app.view_functions[rule.endpoint].access.scope in set(Scope), rule.rule


@pytest.mark.parametrize("header", [{}, {"Authorization": f"Bearer engage_{'A' * 8}_{'B' * 32}"}])
def test_programs_without_a_key_that_works_are_refused(app, client, samples, writes, header):
    for route, (status, is_error_body) in refusals(app, client, samples, headers=header).items():
        # Open311 has 403 for a missing key.
        assert (status, is_error_body) == (403 if "/open311/" in route else 401, True), route
    assert {statement for statement in writes if "guess_window" not in statement} == set()


def test_a_key_of_another_purpose_is_refused(app, client, samples, district):
    for scope in Scope:
        key = make_key(district, scopes=[scope])
        answers = ask(app, client, routes(app, "key"), samples, headers=bearer(key))
        for rule, method in routes(app, "key"):
            is_meant = app.view_functions[rule.endpoint].access.scope == scope
            assert (answers[f"{method} {rule.rule}"].status_code != 403) is is_meant, rule.rule


def test_programs_get_no_cookie_and_signed_in_people_no_entry(app, client, insider, samples, district):
    answers = ask(app, client, routes(app, "key"), samples, headers=bearer(make_key(district)))

    assert [route for route, answer in answers.items() if "Set-Cookie" in answer.headers] == []
    assert set(statuses(ask(app, insider, routes(app, "key"), samples)).values()) <= {401, 403}


def test_reading_with_a_key_writes_no_more_than_its_use(app, client, samples, district, writes):
    key = make_key(district)
    writes.clear()
    reading = [route for route in routes(app, "key") if route[1] == "GET"]
    ask(app, client, reading, samples, headers=bearer(key))
    tables = {re.search(r"(?:INTO|UPDATE|FROM)\s+(\w+)", statement)[1] for statement in writes}
    assert tables == {"guess_window", "api_key"}
    writes.clear()

    ask(app, client, reading, samples, headers=bearer(key))

    assert writes == []


# Forms


def test_a_form_without_its_token_is_refused(app, insider, samples):
    app.config["WTF_CSRF_ENABLED"] = True
    unsafe = [(rule, method) for rule, method in routes(app) if method in UNSAFE and rule.endpoint not in WITHOUT_TOKEN]

    assert unsafe
    assert others(ask(app, insider, unsafe, samples), 400) == {}


def test_a_form_from_another_site_is_refused(app, insider, samples, writes):
    unsafe = [(rule, method) for rule, method in routes(app) if method in UNSAFE]

    for site in ("cross-site", "same-site"):
        assert others(ask(app, insider, unsafe, samples, headers={"Sec-Fetch-Site": site}), 403) == {}
    assert writes == []


def test_an_empty_form_is_refused_without_a_fault(app, insider, samples):
    unsafe = [(rule, method) for rule, method in routes(app) if method in UNSAFE]
    answers = statuses(ask(app, insider, unsafe, samples))

    assert {route: status for route, status in answers.items() if status >= 500} == {}


# Reading changes nothing, nonsense breaks nothing


def test_reading_writes_nothing(app, insider, client, samples, writes):
    reading = [route for route in routes(app) if route[1] == "GET" and route[0].endpoint not in WRITES_ON_GET]

    for browser in (client, insider):
        for route in reading:
            ask(app, browser, [route], samples)
            assert writes == [], route[0].rule


def test_asking_for_the_head_answers_like_a_page_without_its_body(app, client, samples, writes):
    reading = [route for route in routes(app) if route[1] == "GET"]
    whole = statuses(ask(app, client, reading, samples))
    writes.clear()
    for rule, _method in reading:
        head = client.head(address(app, rule, samples))
        assert (head.status_code, head.data) == (whole[f"GET {rule.rule}"], b""), rule.rule
    assert [statement for statement in writes if "alembic_version" not in statement] == []


def test_asking_for_the_methods_changes_nothing(app, client, samples, writes):
    for rule, _method in routes(app):
        assert client.options(address(app, rule, samples)).status_code in (200, 303), rule.rule

    assert writes == []


@pytest.mark.parametrize(
    "query",
    [
        {"page": "99999999999999999999"},
        {"page": "-1"},
        {"page": "one", "q": "%"},
        {"q": "\0"},
        {"q": "\N{PILE OF POO}' OR 1=1 --", "sort": "id; DROP TABLE area", "state": "nonsense"},
        {"area_id": "99999999999999999999", "area": "\u202e", "cycle_id": "x", "ids": "1,2,x", "layout": "<b>"},
        {"q": "x" * 5000},
    ],
)
def test_nonsense_in_an_address_is_no_fault(app, insider, samples, district, query):
    reading = [(rule, method) for rule, method in routes(app) if method == "GET"]
    answers = statuses(ask(app, insider, reading, samples, query_string=query))
    key = bearer(make_key(district))
    answers |= statuses(ask(app, insider, routes(app, "key"), samples, query_string=query, headers=key))

    assert {route: status for route, status in answers.items() if status >= 500} == {}


def test_numbers_that_name_nothing_are_not_found(app, insider, samples):
    reading = {rule.rule for rule, method in routes(app, "public", "staff") if method == "GET"}
    numbered = [rule for rule in reading if re.search(r"<int:\w+_id>", rule)]
    numbers = ("99999999999999999999", "0", "-1", "1.5", "x", "٣")
    paths = {re.sub(r"<int:\w+>", number, rule) for rule in numbered for number in numbers}
    asked = [path for path in paths if "<" not in path]

    assert len(asked) > 300
    assert {path: status for path in asked if (status := insider.get(path).status_code) != 404} == {}


@pytest.mark.parametrize("text", ["%00", "%F0%9F%92%A9", "%ff", "a%2f..%2fb", "x" * 3000, "%27--"])
def test_hostile_text_in_a_path_is_no_fault(app, client, insider, samples, text):
    for rule, method in routes(app):
        if method == "GET" and "<string:" in rule.rule:
            path = re.sub(r"<int:\w+>", "1", re.sub(r"<string:\w+>", text, rule.rule))
            for browser in (client, insider):
                assert browser.get(path).status_code < 500, path
