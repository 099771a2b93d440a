"""Daily maintenance: abandoned files are cleared, first steps follow the rules. Running it twice does no harm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.management import call_command
from django.utils.timezone import localdate

from unstuck.web.advocacy.actions.reminding import remind_of_last_days
from unstuck.web.alerts.actions.learning import learn_from_the_past
from unstuck.web.circles.actions.wiping import wipe_expired
from unstuck.web.directory.actions import imports
from unstuck.web.hours.actions import wipe_of_those_who_left
from unstuck.web.operations.actions.advising import advise_again
from unstuck.web.operations.actions.judging import judge_with_new_curves
from unstuck.web.operations.table_statistics import look_at_tables
from unstuck.web.own_side.actions import wipe_what_is_left
from unstuck.web.process_notes.actions import wipe_closed_notes
from unstuck.web.score_files.actions import uploads


def run_maintenance(now: datetime) -> Mapping[str, int]:
    """Empty files of scores and directories that nobody finished, remove sessions that ended, wipe what workers kept of
    themselves about clients who are no longer theirs, notes apart from the record that are nobody's work, the log and
    notes of people who left, and what other agencies asked that has expired, tell of last days that are near or have
    passed, judge scores again whose curve was replaced, bring the first steps up to date that the rules see otherwise
    since an upgrade, and work out what each agency's own past tells. The database looks at how its tables have grown.
    Return what was done -> how often.
    """
    call_command("clearsessions", verbosity=0)
    look_at_tables()
    return {
        "files of scores emptied": uploads.empty_old_files(now),
        "directories emptied": imports.empty_old_files(now),
        "agencies in which what workers kept of themselves was wiped": wipe_what_is_left(now),
        "agencies in which notes apart from the record were closed or wiped": wipe_closed_notes(now),
        "agencies in which the log and notes of people who left were wiped": wipe_of_those_who_left(now),
        "questions from other agencies wiped": wipe_expired(now),
        "last days told of": remind_of_last_days(now),
        "clients judged with a new curve": judge_with_new_curves(now, localdate(now)),
        "next steps brought up to date": advise_again(now, localdate(now)),
        "agencies with news from their own past": learn_from_the_past(now, localdate(now)),
    }
