"""The rows of the room, by what they are about."""

from unstuck.web.checkins.models.checkins import Answer, AnswerWay, Checkin, CheckinPlan
from unstuck.web.checkins.models.settings import HelpLines, LicensedText, Tablet

__all__ = ["Answer", "AnswerWay", "Checkin", "CheckinPlan", "HelpLines", "LicensedText", "Tablet"]
