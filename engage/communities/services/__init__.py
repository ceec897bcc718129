"""Changing areas, placements and scan counts."""

from engage.communities.services.areas import add_area, import_areas, rename_area
from engage.communities.services.placements import (
    Spot,
    count_scan,
    create_placements,
    restore_placement,
    revoke_placement,
)

__all__ = [
    "Spot",
    "add_area",
    "count_scan",
    "create_placements",
    "import_areas",
    "rename_area",
    "restore_placement",
    "revoke_placement",
]
