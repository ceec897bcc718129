"""A city with two districts, a key for one of them, and what a program sends."""

from dataclasses import dataclass

import pytest
from api.checked import CheckedClient
from factories import NOON, commit, make_area, make_key, make_need, make_placement

from engage.communities.models import Area, Placement
from engage.extensions import db
from engage.needs.models import NeedEvent


@dataclass
class World:
    city: Area
    district: Area
    community: Area
    placement: Placement
    elsewhere: Area
    key: str

    @property
    def bearer(self):
        return {"Authorization": f"Bearer {self.key}", "Accept-Language": "en"}


@pytest.fixture
def world(app):
    city = make_area("city")
    district, other = make_area("district", city), make_area("district", city)
    community = make_area("community", make_area("street", district), name_zh="花园社区", name_en="Garden")
    placement = make_placement(community, code="7H2K9M4R")
    elsewhere = make_area("community", make_area("street", other))
    return World(city, district, community, placement, elsewhere, make_key(district).text)


@pytest.fixture
def client(app):
    """A program that reads English, and believes nothing that the published document does not say."""
    client = CheckedClient(app, app.response_class)
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def publish():
    """Return a function that makes a need the public may read: `publish(area, **columns)`."""

    def publish(area, *, words="", **columns):
        at = columns.get("updated_at") or columns.get("created_at")
        values = {"state": "published", "summary_zh": "路灯不亮", "summary_en": "The lamp is dark", **columns}
        values.setdefault("first_published_at", at or NOON)
        need = make_need(area, **values)
        if words:
            event = {"at": need.updated_at, "kind": "answer", "text_zh": words, "text_en": words, "is_public": True}
            commit(NeedEvent(need_id=need.id, **event))
        db.session.refresh(need)
        return need

    return publish
