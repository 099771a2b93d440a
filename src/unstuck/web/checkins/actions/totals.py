"""A total that is entered by hand, with the answer to its question of risk where that matters."""

from __future__ import annotations

from unstuck.instruments import Instrument, Item, load
from unstuck.instruments.scoring import most_without_safety
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions
from unstuck.web.caseload import policies as caseload_policies
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.actions.scores import Total, put_score
from unstuck.web.caseload.models import Episode, Score
from unstuck.web.components.denied import Denied
from unstuck.web.safety.actions.concerns import SUICIDE, SeenSign, store_sign
from unstuck.web.safety.actions.frame import finish

NOT_KNOWN = None


def risk_item(name: str) -> Item | None:
    """Return the one question of risk of a questionnaire; None where it has none, or several."""
    asked = [item for item in load(name).items if item.safety]
    return asked[0] if len(asked) == 1 else None


def asks_for_risk_item(name: str, total: float) -> bool:
    """Tell whether a total alone asks for the answer to the question of risk: it is high, or cannot come without it."""
    return risk_item(name) is not None and (_is_high(load(name), total) or says_itself(name, total))


def says_itself(name: str, total: float) -> bool:
    """Tell whether a total cannot come without an answer above zero to the question of risk."""
    return risk_item(name) is not None and total > most_without_safety(load(name))


def _is_high(instrument: Instrument, total: float) -> bool:
    """High: in the worst band, or where there are no bands, in the clinical range."""
    if instrument.bands:
        return instrument.band(total) == instrument.bands[-1]
    cutoff = instrument.norm("cutoff")
    return cutoff is not None and total >= cutoff.value


def check_risk_answer(name: str, total: float, answer: int | None) -> None:
    """Raise Denied where the answer to the question of risk does not go with the total."""
    if answer is not None and answer > total:
        raise Denied("item_above_total", _("One answer cannot be higher than the total."))
    if answer == 0 and says_itself(name, total):
        most = {"most": f"{most_without_safety(load(name)):g}"}
        reason = _("A total above %(most)s cannot come without an answer above zero to this question. Look again.")
        raise Denied("item_must_be_above_zero", reason % most)


def record_total(actor: Actor, episode: Episode, entered: Total, answer: int | None, context: WriteContext) -> Score:
    """Store a total. Where the question of risk was answered above zero, or must have been, a concern is raised."""
    caseload_policies.check_score(entered.instrument, entered.total, entered.on, context.today)
    check_risk_answer(entered.instrument, entered.total, answer)
    with recorded("score.added", actor, context) as write:
        locked = locked_episode(episode, context)
        permissions.check_may_write(actor, locked)
        score = put_score(locked, entered, actor.id, context)
        if answer or (answer is NOT_KNOWN and says_itself(entered.instrument, entered.total)):
            sign = SeenSign(kind=SUICIDE, on=entered.on, source="item", words=_in_words(entered, answer))
            finish(store_sign(locked, sign, actor.id, context), write, context.now, context)
            write.answer = ""
        write.about("episode", locked.public_id, instrument=entered.instrument, score=score.pk)
    return score


def _in_words(entered: Total, answer: int | None) -> str:
    item = risk_item(entered.instrument)
    words = {"name": entered.instrument, "total": f"{entered.total:g}", "question": item.text if item else ""}
    if answer is None:
        return (
            _("%(name)s: a total of %(total)s cannot come without an answer above zero to its question of risk.")
            % words
        )
    return _("%(name)s: “%(question)s” was answered with %(answer)s.") % {**words, "answer": answer}
