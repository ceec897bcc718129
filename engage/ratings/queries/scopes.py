"""Which area the things belong to that staff pages name in their addresses."""

from collections.abc import Sequence

from sqlalchemy import select

from engage.accounts.permissions import scope
from engage.communities.models import Area
from engage.extensions import db
from engage.ratings.models import Professional, ProfessionalArea, PublishedFigure, Rating, Visit


@scope("professional_id")
def areas_of_professional(professional_id: int) -> Sequence[Area]:
    """A professional is within reach of whoever reaches one of the areas served."""
    return served_by(professional_id)


def served_by(professional_id: int) -> Sequence[Area]:
    """Return the areas that a professional serves, in the order of the tree."""
    served = select(Area).join(ProfessionalArea, ProfessionalArea.area_id == Area.id).order_by(Area.path)
    return db.session.scalars(served.where(ProfessionalArea.professional_id == professional_id)).all()


@scope("visit_id")
def area_of_visit(visit_id: int) -> Area | None:
    return db.session.scalar(select(Area).join(Visit, Visit.area_id == Area.id).where(Visit.id == visit_id))


@scope("rating_id")
def area_of_rating(rating_id: int) -> Area | None:
    found = select(Area).join(Visit, Visit.area_id == Area.id).join(Rating, Rating.visit_id == Visit.id)
    return db.session.scalar(found.where(Rating.id == rating_id))


@scope("figure_id")
def areas_of_figure(figure_id: int) -> Sequence[Area]:
    """A figure of one area belongs to it; one of the whole, to all areas that the professional serves."""
    figure = db.session.get(PublishedFigure, figure_id)
    if figure is None:
        return []
    if figure.area_id is not None:
        return [db.session.get_one(Area, figure.area_id)]
    return served_by(figure.professional_id)


def main_area(professional: Professional) -> Area | None:
    """Return the first of the areas served, in the order of the tree."""
    return professional.areas[0] if professional.areas else None
