"""How work ends in the demonstration: asked about, admitted with a risk open, intended in a crisis, ahead; cover."""

from __future__ import annotations

from datetime import timedelta

from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Episode
from unstuck.web.demo.clock import DemoClock, stalled_client
from unstuck.web.reviews.actions.closings import end_work
from unstuck.web.reviews.actions.intended import intend_ending
from unstuck.web.reviews.actions.planned_ends import plan_end
from unstuck.web.reviews.ending_policies import EndingDetails
from unstuck.web.reviews.models import Ending
from unstuck.web.safety.actions.concerns import SeenSign, raise_concern
from unstuck.web.safety.models import SignSource
from unstuck.web.transfers.actions.cover import ask_cover
from unstuck.web.transfers.actions.transfers import arrange_transfers
from unstuck.web.transfers.cover_policies import CoverDetails, ForOneClient
from unstuck.web.transfers.models import ClientKnows
from unstuck.web.transfers.policies import TransferDetails


def add_endings(worker: Actor, colleague: Actor, supervisor: Actor, clock: DemoClock) -> None:
    """Play the stories, all of them clients of one worker."""
    _on_their_own(worker, clock)
    _admitted(worker, clock)
    _intended(worker, supervisor, clock)
    _limit_ahead(worker, clock)
    _transfer(worker, colleague, clock)
    _cover(worker, colleague, clock)


def _on_their_own(worker: Actor, clock: DemoClock) -> None:
    """A client who wished to end, of whom it is time to ask how it went."""
    episode, then = stalled_client(worker, "R-1105", "Edda Falk", clock, 7), clock.ago(5)
    ended = EndingDetails(
        Ending.CLIENT_WISH,
        then.today,
        "“I want to try on my own now. I know where you are.”",
        continuity="Goes on with the walking group, where she has friends.",
        setbacks="When the nights get long again she rings during the walk-in hours.",
        way_back="May come back without a waiting list.",
        ask_on=then.today + timedelta(weeks=5),
    )
    end_work(worker, episode, ended, then)


def _admitted(worker: Actor, clock: DemoClock) -> None:
    """Handed over to a ward while a risk is open: the risk is still open now."""
    episode, then = stalled_client(worker, "R-1201", "Florin Amsel", clock, 4), clock.ago(1)
    _crisis(worker, episode, clock.ago(1.2))
    ended = EndingDetails(
        Ending.ADMISSION,
        then.today,
        "Went in of his own accord, after a night in which he did not feel safe.",
        risk_words="The ward knows what he said and what he has at home. They ring before he is discharged.",
        place="St Brannock's Hospital, Willow Ward",
        told="Ms Teale, the ward's social worker, by phone and in a letter.",
        continuity="His flat is looked after by his brother; the benefit claim goes on.",
        way_back="His place with us is kept. He rings, or the ward does.",
        ask_on=clock.today + timedelta(weeks=2),
    )
    end_work(worker, episode, ended, then)


def _intended(worker: Actor, supervisor: Actor, clock: DemoClock) -> None:
    """A worker's own ending while a risk is not assessed: a second person is asked."""
    episode = stalled_client(worker, "R-1202", "Gerda Thorn", clock, 3)
    _crisis(worker, episode, clock.ago(0.5))
    words = "The twelve sessions that we fund are over next week, and I have no more time to offer."
    held = "The crisis team sees her on Thursday. I ring her on Friday, and her doctor knows."
    second = Person.objects.get(pk=supervisor.id)
    intend_ending(worker, episode, Ending.AGENCY_LIMIT, words, held, second, clock.ago(0))


def _limit_ahead(worker: Actor, clock: DemoClock) -> None:
    """An end that is not the client's choice, four weeks ahead."""
    episode = stalled_client(worker, "R-1203", "Hilde Brandt", clock, 4)
    plan_end(worker, episode, clock.today + timedelta(weeks=4), "funding", "The grant ends.", clock.ago(2))


def _transfer(worker: Actor, colleague: Actor, clock: DemoClock) -> None:
    """Arranged by the worker; the supervisor makes it."""
    episode = stalled_client(worker, "R-1204", "Imre Sand", clock, 2)
    note = (
        "Speaks more freely while walking. Mornings are hard; after eleven is better. We were about to look at money."
    )
    wanted = TransferDetails(clock.today, note, "yes", wish="language")
    arrange_transfers(worker, Person.objects.get(pk=colleague.id), [(episode, wanted)], clock.ago(0))


def _cover(worker: Actor, colleague: Actor, clock: DemoClock) -> None:
    """The worker's leave in two weeks: a colleague is asked to stand in, and has not answered."""
    theirs = Episode.objects.filter(worker=worker.id, ended_on=None).order_by("client__reference")[:3]
    clients = {str(one.public_id): ForOneClient(ClientKnows.YES) for one in theirs}
    note = "My leave. They all know that you ring in my place on Wednesday, and that I am back on Monday."
    held = "The safety plan holds, and they have the number of the night line."
    first = clock.today + timedelta(days=14)
    wanted = CoverDetails(first, first + timedelta(days=4), note, held, clients)
    away, present = (Person.objects.get(pk=one.id) for one in (worker, colleague))
    ask_cover(worker, away, present, wanted, clock.ago(0))


def _crisis(worker: Actor, episode: Episode, then: WriteContext) -> None:
    words = "I do not know how to get through the week."
    raise_concern(worker, episode, SeenSign("other", then.today, SignSource.WORDS, words, by_myself=True), then)
