"""What a need can be about: the ten fields of community action, and physical renewal.

The ten fields and the professions that each concerns are those of Chongqing's programme for community planners. Which
professions a category concerns can be changed by area; these are the defaults.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Profession(StrEnum):
    PLANNER = "planner"
    ARCHITECT = "architect"
    ENGINEER = "engineer"
    OTHER = "other"


class Group(StrEnum):
    RENEWAL = "renewal"
    ACTION = "action"


@dataclass(frozen=True)
class Category:
    """One choice of the form. `code` is stored and travels in addresses, exports and the API."""

    code: str
    group: Group
    name_zh: str
    name_en: str
    professions: frozenset[Profession]


def _category(code: str, group: Group, name_zh: str, name_en: str, professions: str) -> Category:
    return Category(code, group, name_zh, name_en, frozenset(Profession(name) for name in professions.split()))


CATEGORIES: Mapping[str, Category] = {
    category.code: category
    for category in (
        _category("lighting", Group.RENEWAL, "照明路灯", "Lighting", "engineer"),
        _category("lift", Group.RENEWAL, "电梯", "Lift", "architect engineer"),
        _category("paving", Group.RENEWAL, "路面铺装", "Paving", "engineer planner"),
        _category("drainage", Group.RENEWAL, "排水管网", "Drainage", "engineer"),
        _category("access", Group.RENEWAL, "无障碍通行", "Barrier-free access", "architect engineer"),
        _category("greenery", Group.RENEWAL, "绿化", "Greenery", "planner architect"),
        _category("parking", Group.RENEWAL, "停车", "Parking", "planner engineer"),
        _category("safety", Group.RENEWAL, "安全隐患", "Safety", "engineer architect"),
        _category("facade", Group.RENEWAL, "外墙立面", "Façade", "architect"),
        _category("other", Group.RENEWAL, "其他改造", "Other works", "planner architect engineer other"),
        _category("industries", Group.ACTION, "社区产业与居民生计", "Community industries and livelihoods", "planner"),
        _category("services", Group.ACTION, "社区生活服务", "Community life services", "planner architect"),
        _category("culture", Group.ACTION, "社区文化", "Community culture", "planner architect"),
        _category("relations", Group.ACTION, "社区关系", "Community relations", "planner"),
        _category("education", Group.ACTION, "社区教育", "Community education", "planner"),
        _category("corrections", Group.ACTION, "社区矫正", "Community corrections", "other"),
        _category("environment", Group.ACTION, "社区环保", "Community environment", "planner engineer"),
        _category("welfare", Group.ACTION, "社区公益", "Community welfare", "other"),
        _category("public-relations", Group.ACTION, "社区公共关系", "Community public relations", "planner"),
        _category("smart", Group.ACTION, "智慧社区建设", "Smart community", "engineer"),
    )
}


class Affected(StrEnum):
    """Who is affected by what a need speaks of. The last three count as vulnerable in a need's priority."""

    SELF = "self"
    HOUSEHOLD = "household"
    STAIRWELL = "stairwell"
    BUILDING = "building"
    COMMUNITY = "community"
    OLDER = "older"
    CHILDREN = "children"
    DISABLED = "disabled"
