"""What an official says about the proposal that a need becomes."""

from wtforms import IntegerField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from engage.budget.fields import ProposalForCycle
from engage.budget.terms import ProposalTerms


class OnwardForm(ProposalForCycle):
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def begin(self, draft: ProposalTerms, version: int, token: str) -> None:
        for name in ("title_zh", "title_en", "text_zh", "text_en"):
            self[name].data = getattr(draft, name)
        self.version.data, self.form_token.data = version, token

    def read(self, draft: ProposalTerms, currency: str) -> ProposalTerms | None:
        """Return what was typed over the rest of the draft, or None with a sentence beside the cost."""
        return self.read_terms(
            currency,
            place_zh=draft.place_zh,
            place_en=draft.place_en,
            area_id=draft.area_id,
            picture_digest=draft.picture_digest,
        )
