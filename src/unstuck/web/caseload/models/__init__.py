"""The rows of a caseload, by what they are about."""

from unstuck.web.caseload.models.clients import Client, Episode
from unstuck.web.caseload.models.scores import Score, Standing, State, Withdrawn
from unstuck.web.caseload.models.uploads import Upload

__all__ = ["Client", "Episode", "Score", "Standing", "State", "Upload", "Withdrawn"]
