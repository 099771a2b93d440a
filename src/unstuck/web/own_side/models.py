"""What a worker keeps of themselves about one client."""

from __future__ import annotations

from django.db import models

from unstuck.guidance.consultation import OWN_SIDE
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Episode


class OwnSide(models.Model):
    """What is true of a worker at present in the work with one client. `public` to nobody but `person`.

    Overwritten and wiped, never kept as a history: what somebody no longer feels is nobody's business.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unsure = models.BooleanField(default=False)
    strong_feelings = models.BooleanField(default=False)
    outside_competence = models.BooleanField(default=False)
    dual_relationship = models.BooleanField(default=False)
    overloaded = models.BooleanField(default=False)
    leaving = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["episode", "person"], name="own_side_once")]

    @property
    def names(self) -> list[str]:
        """What is true at present, by its name in the contract."""
        return [name for name in OWN_SIDE if getattr(self, name)]
