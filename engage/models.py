"""Every table, so that the metadata is whole wherever the application is made."""

from engage.accounts import models as accounts
from engage.api import models as api
from engage.ballotbox import models as ballotbox
from engage.budget import models as budget
from engage.communities import models as communities
from engage.needs import models as needs
from engage.pictures import models as pictures
from engage.ratings import models as ratings
from engage.residents import models as residents
from engage.surveys import models as surveys
from engage.webhooks import models as webhooks

__all__ = [
    "accounts",
    "api",
    "ballotbox",
    "budget",
    "communities",
    "needs",
    "pictures",
    "ratings",
    "residents",
    "surveys",
    "webhooks",
]
