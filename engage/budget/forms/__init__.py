"""Forms of cycles and proposals."""

from engage.budget.forms.cycle import CycleForm, EndForm
from engage.budget.forms.proposal import ProposalForm

__all__ = ["CycleForm", "EndForm", "ProposalForm"]
