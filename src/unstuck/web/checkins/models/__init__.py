"""The rows of the room, by what they are about."""

from unstuck.web.checkins.models.checkins import Answer, AnswerWay, Checkin, CheckinPlan, ClientLanguage
from unstuck.web.checkins.models.offline import Delivery, WhyLate
from unstuck.web.checkins.models.reminders import Reminder, ReminderChoice, ReminderRule, ReminderWay
from unstuck.web.checkins.models.settings import HelpLines, LicensedText, Tablet

__all__ = [
    "Answer",
    "AnswerWay",
    "Checkin",
    "CheckinPlan",
    "ClientLanguage",
    "Delivery",
    "HelpLines",
    "LicensedText",
    "Reminder",
    "ReminderChoice",
    "ReminderRule",
    "ReminderWay",
    "Tablet",
    "WhyLate",
]
