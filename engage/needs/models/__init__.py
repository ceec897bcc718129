"""Needs and what belongs to them."""

from engage.needs.models.asked import LEVELS_KEPT, Channel, Need, NeedContact, NeedDraft, NeedPhoto
from engage.needs.models.followed import NeedEvent, NeedFlag, NeedSupport, NeedVerdict, NeedVisit
from engage.needs.models.office import BulkChange, CannedAnswer, NeedCount, NeedSettings, SavedView

__all__ = [
    "LEVELS_KEPT",
    "BulkChange",
    "CannedAnswer",
    "Channel",
    "Need",
    "NeedContact",
    "NeedCount",
    "NeedDraft",
    "NeedEvent",
    "NeedFlag",
    "NeedPhoto",
    "NeedSettings",
    "NeedSupport",
    "NeedVerdict",
    "NeedVisit",
    "SavedView",
]
