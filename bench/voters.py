"""Requests as voters' phones send them: each with its own signed session, form token and choices."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from bench.http1 import Address, build_request
from bench.store import Store
from engage.budget import voter_session
from engage.budget.voting import OpenedBallot
from engage.clock import utcnow

PHONE = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8",
    "User-Agent": "Mozilla/5.0 (Linux; Android 12; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0 Mobile",
}


@dataclass
class Voters:
    """The requests of those who have not voted yet. Every cast is used once; ballot pages may be asked for again."""

    pages: list[bytes]
    casts: Iterator[bytes]


def prepare(store: Store, address: Address) -> Voters:
    app = store.app()
    dice = random.Random(store.voters)
    pages, casts = [], []
    for slot_id in range(store.first_free, store.voters + 1):
        chosen = dice.sample(store.options, dice.randint(1, 3))
        cookie, form = _sign_in(app, store, slot_id, chosen)
        headers = {**PHONE, "Cookie": f"{app.config['SESSION_COOKIE_NAME']}={cookie}"}
        path = f"/cycles/{store.cycle_id}/vote"
        if len(pages) < 2000:
            pages.append(build_request("GET", path, address, headers=headers))
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers["Sec-Fetch-Site"] = "same-origin"
        casts.append(build_request("POST", f"{path}/cast", address, headers=headers, body=form))
    return Voters(pages, iter(casts))


def _sign_in(app: Flask, store: Store, slot_id: int, chosen: list[str]) -> tuple[str, bytes]:
    """Return the session cookie and the form that a voter holds on the review page, made by the product itself."""
    with app.test_request_context():
        opened = OpenedBallot(store.cycle_id, store.election_id, slot_id, code_id=slot_id)
        voter_session.open_session(opened, now=utcnow())
        voter_session.keep_draft(store.cycle_id, chosen)
        draft = voter_session.draft_of(store.cycle_id)
        assert draft is not None
        fields = [("csrf_token", generate_csrf()), ("token", draft.token), ("seen", "")]
        form = urlencode(fields + [("choice", option) for option in chosen]).encode()
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return str(serializer.dumps(dict(session))), form
