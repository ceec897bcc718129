"""What changes cycles and proposals. Each function is one transaction's work, and takes the actor and the time."""

from engage.budget.services.cycles import create_cycle, edit_cycle
from engage.budget.services.phases import end_now, move_end, open_now, publish, unpublish
from engage.budget.services.proposals import add_proposal, delete_proposal, edit_proposal

__all__ = [
    "add_proposal",
    "create_cycle",
    "delete_proposal",
    "edit_cycle",
    "edit_proposal",
    "end_now",
    "move_end",
    "open_now",
    "publish",
    "unpublish",
]
