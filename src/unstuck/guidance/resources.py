"""D: bring in outside resources."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from unstuck.guidance import tables
from unstuck.guidance.because import Because, areas, because, number, weeks
from unstuck.guidance.case import Case, LifeArea
from unstuck.guidance.thresholds import Thresholds


def _areas(case: Case, is_so: Callable[[LifeArea], bool]) -> tuple[str, ...]:
    """Return the life areas of which something is so, in the order of the list of areas."""
    known = case.life_areas or {}
    return tuple(code for code in tables.words().areas if code in known and is_so(known[code]))


def hit(case: Case, limits: Thresholds) -> tuple[str, ...]:
    """Return the areas that are marked as hit, or rated low (D.1)."""

    def is_hit(area: LifeArea) -> bool:
        low = area.rating is not None and area.rating <= limits.low_area_rating
        return area.negatively_affected is True or low

    return _areas(case, is_hit)


def losses(case: Case) -> tuple[str, ...]:
    """Return the areas in which a loss is imminent."""
    return _areas(case, lambda area: area.imminent_loss is True)


def lost(case: Case) -> tuple[str, ...]:
    """Return the areas in which something is lost already."""
    return _areas(case, lambda area: area.lost_already is True)


def act_today(case: Case) -> tuple[Because, ...]:
    """Return the losses, near or suffered, that are acted on today: housing, food, medicine or safety (D.2)."""
    near, gone = urgent(losses(case)), urgent(lost(case))
    reasons = [because("D.2-loss-suffered", areas=areas(gone))] if gone else []
    reasons += [because("D.2-imminent-loss", areas=areas(near))] if near else []
    return tuple(reasons)


def urgent(codes: Sequence[str]) -> list[str]:
    """Return those areas in which a loss is acted on today (D.2)."""
    return [code for code in codes if code in tables.words().lists["urgent_areas"]]


def several(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return the green light of several areas hit at once (D.1), in any state of progress."""
    areas_hit = hit(case, limits)
    if len(areas_hit) < limits.several_areas:
        return ()
    return (because("D.1-several-areas", areas=areas(areas_hit)),)


def involve(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return why to bring in outside resources, in its usual place."""
    reasons = act_today(case) + several(case, limits)
    return reasons + _in_mind(case) + _stale(case, limits) if reasons else ()


def evaluate(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    """Return the signs of need to evaluate (D.2); not beside bringing in resources."""
    if involve(case, limits):
        return ()
    reasons = _wanted(case) + _one_area(case, limits) + _loss_ahead(case) + _low_readiness(case, limits)
    return reasons + _in_mind(case) + _stale(case, limits) if reasons else ()


def _in_mind(case: Case) -> tuple[Because, ...]:
    return (because("D.2-in-mind"),) if "outside_resources" in case.considering else ()


def _wanted(case: Case) -> tuple[Because, ...]:
    wanted = _areas(case, lambda area: area.wants_help is True)
    return (because("D.2-wish-for-help", areas=areas(wanted)),) if wanted else ()


def _one_area(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    areas_hit = hit(case, limits)
    return (because("D.2-one-area", areas=areas(areas_hit)),) if areas_hit else ()


def _loss_ahead(case: Case) -> tuple[Because, ...]:
    near, gone = losses(case), lost(case)
    suffered = (because("D.2-lost", areas=areas(gone)),) if gone else ()
    return suffered + ((because("D.2-loss-ahead", areas=areas(near)),) if near else ())


def _low_readiness(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    readiness = case.engagement.readiness_to_change
    if readiness is None or readiness > limits.low_readiness:
        return ()
    return (because("D.2-low-readiness", value=number(readiness)),)


def _stale(case: Case, limits: Thresholds) -> tuple[Because, ...]:
    asked = case.life_areas_asked_weeks_ago
    if asked is None or asked <= limits.areas_asked_weeks:
        return ()
    return (because("D.4-ask-again", weeks=weeks(asked), limit=weeks(limits.areas_asked_weeks)),)


def goals_not_met(case: Case) -> tuple[Because, ...]:
    """Return that no goal is met (D.2), which is talked about with the client."""
    return (because("D.2-goals-not-met"),) if case.treatment.goals_met == "none" else ()
