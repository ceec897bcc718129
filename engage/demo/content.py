"""All of the demonstration city, as the loader needs it."""

from random import Random

from engage.demo.huahuiyuan import HUAHUIYUAN
from engage.demo.people import STAFF, youth_roll
from engage.demo.places import AREAS, DWELLINGS, PLACEMENTS
from engage.demo.shapes import CycleData
from engage.demo.shibati import SHIBATI
from engage.demo.zhongxinwan import ZHONGXINWAN

__all__ = ["AREAS", "CYCLES", "DWELLINGS", "PLACEMENTS", "STAFF", "choose", "youth_roll"]

CYCLES = (SHIBATI, ZHONGXINWAN, HUAHUIYUAN)


def choose(cycle: CycleData, dice: Random) -> tuple[str, ...]:
    """Return the keys of the proposals that one made-up voter ticks, in the order of the ballot.

    Everything that appeals to the voter is a candidate; beyond the permitted number, chance decides. A voter to whom
    nothing appeals ticks one proposal all the same.
    """
    liked = [proposal for proposal in cycle.proposals if dice.random() < proposal.popularity]
    liked = liked or [dice.choice(cycle.proposals)]
    ticked = dice.sample(liked, min(len(liked), cycle.max_choices))
    return tuple(proposal.key for proposal in cycle.proposals if proposal in ticked)
