"""What is told of a demonstration: demo.json for programs, a page of text for people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import url_for

from engage.demo.content import STAFF
from engage.demo.loader import CLOSED_CYCLE, OPEN_CYCLE, City
from engage.demo.places import OPEN_COMMUNITY
from engage.demo.surveys import Held

Facts = dict[str, Any]


def facts_of(city: City, base_url: str) -> Facts:
    """Return what demo.json holds. To be called within a request context, for the addresses."""
    closes_at = city.cycles[OPEN_CYCLE].election.closes_at
    return {
        "base_url": base_url,
        "open_until": closes_at.isoformat(timespec="seconds") if closes_at else None,
        "accounts": [
            {
                "name": person.name,
                "password": city.staff[person.name][1],
                "role": person.role,
                "area": person.area,
                "display_name": person.display_name,
            }
            for person in STAFF
        ],
        "household_codes": city.household_codes,
        "areas": [
            {"code": area.code, "name": area.name_zh, "name_en": area.name_en, "kind": str(area.kind)}
            for area in city.areas.values()
        ],
        "needs": [base_url + url_for("needs.tracking", code=code) for code in city.tracking_codes],
        "professionals": [*city.ratings.rated, *city.ratings.unrated],
        "tickets": [base_url + url_for("ratings.ticket", code=code) for code in city.ratings.codes],
        "surveys": {name: base_url + path for name, path in _surveys(city.surveys).items()},
        "survey_tickets": [base_url + url_for("surveys.ticket", code=code) for code in city.surveys.codes],
        "open311": f"{base_url}/open311/v2",
        "api_key": city.api_key,
        "pages": {name: base_url + path for name, path in _paths(city).items()},
    }


def _paths(city: City) -> dict[str, str]:
    open_id, closed_id = city.cycles[OPEN_CYCLE].id, city.cycles[CLOSED_CYCLE].id
    return {
        "home": url_for("communities.home"),
        "community": url_for("communities.community", code=OPEN_COMMUNITY),
        "poster": url_for("communities.short_address", code=city.poster.code),
        "open_cycle": url_for("budget.cycle", cycle_id=open_id),
        "vote": url_for("voting.enter", cycle_id=open_id),
        "closed_cycle": url_for("budget.cycle", cycle_id=closed_id),
        "result": url_for("results.result", cycle_id=closed_id),
        "needs": url_for("demand.needs"),
        "new_need": url_for("communities.short_address", code=city.need_poster.code),
        "ratings": url_for("ratings_desk.professionals"),
        "sign_in": url_for("accounts.sign_in"),
        "staff": url_for("dashboard.overview"),
        "tallies": url_for("watch.tally", cycle_id=open_id),
    }


def _surveys(held: Held) -> dict[str, str]:
    finished = held.finished.id
    return {
        "open": url_for("surveys.survey", survey_id=held.open.id),
        "poster": url_for("communities.short_address", code=held.poster.code),
        "results": url_for("survey_told.results", survey_id=finished),
        "staff_results": url_for("survey_results.page", survey_id=finished),
        "staff": url_for("survey_desk.surveys"),
    }


def moved(facts: Facts, base_url: str) -> Facts:
    """Return the facts of a city that is now served under another address."""
    old = facts["base_url"]
    lists, groups = ("needs", "tickets", "survey_tickets"), ("pages", "surveys")
    told: Facts = {name: [base_url + page.removeprefix(old) for page in facts[name]] for name in lists if name in facts}
    for group in groups:
        if group in facts:
            told[group] = {name: base_url + page.removeprefix(old) for name, page in facts[group].items()}
    if "open311" in facts:
        told["open311"] = base_url + facts["open311"].removeprefix(old)
    return {**facts, **told, "base_url": base_url}


def welcome(facts: Mapping[str, Any], folder: str, now: datetime) -> str:
    """Return what is printed before serving begins."""
    pages, codes = facts["pages"], facts["household_codes"]
    accounts = [f"  {account['name']:<10} {account['password']:<30} {account['role']}" for account in facts["accounts"]]
    lines = [
        "",
        f"  The demonstration city is served at   {facts['base_url']}",
        f"  演示城市的网址                        {facts['base_url']}",
        "",
        "Where to begin / 从这里开始",
        f"  A poster is scanned / 扫一张海报      {pages['poster']}",
        f"  The open vote / 正在投票              {pages['open_cycle']}",
        f"  Household codes / 户投票码            {codes[0]}   {codes[1]}   {codes[2]}",
        f"  A published result / 已公布的结果     {pages['result']}",
        *_of_needs(facts),
        *_of_ratings(facts),
        *_of_surveys(facts),
        f"  For staff / 工作人员登录              {pages['sign_in']}",
        f"  Live turnout / 投票进度               {pages['tallies']}",
        "",
        "Sign-ins / 登录账号",
        *accounts,
        "",
        f"More codes and addresses / 更多投票码和网址: {folder}/demo.json",
        "Ctrl-C stops; the data stays. / 按 Ctrl-C 停止，数据会保留。",
    ]
    if _is_over(facts, now):
        lines += [
            "",
            f"The open vote has ended meanwhile. Delete {folder} for a fresh city. / 投票已截止；删除该文件夹可重新生成。",
        ]
    return "\n".join(lines)


def _of_needs(facts: Mapping[str, Any]) -> list[str]:
    """Return the lines about the demand list; none for a city that was made before there was one."""
    pages = facts["pages"]
    if "new_need" not in pages:
        return []
    return [
        f"  The demand list / 需求清单            {pages['needs']}",
        f"  Say what is needed / 提一个需求       {pages['new_need']}",
        f"  Follow a need / 跟踪一个需求          {facts['needs'][0]}",
    ]


def _of_ratings(facts: Mapping[str, Any]) -> list[str]:
    """Return the lines about ratings; none for a city that was made before there were any."""
    if "tickets" not in facts:
        return []
    return [
        f"  Rate a visit / 评价一次服务           {facts['tickets'][0]}",
        f"  Scores for staff / 满意度（工作人员） {facts['pages']['ratings']}",
    ]


def _of_surveys(facts: Mapping[str, Any]) -> list[str]:
    """Return the lines about surveys; none for a city that was made before there were any."""
    if "surveys" not in facts:
        return []
    return [
        f"  Answer a survey / 填一份问卷          {facts['surveys']['open']}",
        f"  What residents said / 问卷结果        {facts['surveys']['results']}",
    ]


def _is_over(facts: Mapping[str, Any], now: datetime) -> bool:
    until = facts.get("open_until")
    return until is not None and now >= datetime.fromisoformat(until)
