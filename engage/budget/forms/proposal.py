"""The form of a proposal."""

from dataclasses import fields
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField

from engage.budget.fields import ProposalFields, kept, line
from engage.budget.terms import ProposalTerms, fingerprint, proposal_faults
from engage.budget.typed import money_text
from engage.i18n import _l


class ProposalForm(ProposalFields):
    """`seen` is the fingerprint of the terms that the editor began with.

    `picture` is the digest of a picture that was taken already; `photo` brings a new one.
    """

    refusal: Any = None
    seen = kept(16)
    area_id = SelectField(_l("Building or area"), coerce=lambda value: int(value) if value else None)
    place_zh = line(
        _l("Place in Chinese words"), 120, description=_l("Such as: 2号门旁的空地. It stands before the area.")
    )
    place_en = line(_l("Place in English words"), 120)
    photo = FileField(
        _l("Picture"), description=_l("One JPEG, PNG or WebP file of up to 10 MB. Where it was taken is removed.")
    )
    picture = kept(64)
    remove_picture = BooleanField(_l("Remove this picture"))

    def begin(self, terms: ProposalTerms, currency: str) -> None:
        for field in fields(ProposalTerms):
            if field.name in self:
                self[field.name].data = getattr(terms, field.name)
        self.cost.data = money_text(terms.cost_minor, currency)
        self.picture.data, self.seen.data = terms.picture_digest, fingerprint(terms)

    def refuse_picture(self, reason: Any) -> None:
        """Say beside the file field, once the rest is read, why the picture was not taken."""
        self.refusal = reason

    def read(self, currency: str) -> ProposalTerms | None:
        """Return what was typed, or None with sentences beside the fields. The picture is the one of `picture`."""
        is_complete = self.validate()
        if self.refusal is not None:
            self.blame("photo", self.refusal)
        terms = self.read_terms(
            currency,
            place_zh=self.place_zh.data,
            place_en=self.place_en.data,
            area_id=self.area_id.data,
            picture_digest=self.picture.data,
        )
        if not is_complete or terms is None or self.photo.errors:
            return None
        faults = proposal_faults(terms)
        for name, sentence in faults.items():
            self.blame({"cost_minor": "cost"}.get(name, name), sentence)
        return None if faults else terms
