"""The rows of consultations, by what they are about."""

from unstuck.web.consultation.models.agenda import AgendaItem
from unstuck.web.consultation.models.consultations import (
    Brief,
    Consultation,
    Ground,
    Invited,
    Message,
    MessageKind,
    Step,
)
from unstuck.web.consultation.models.groups import Attendance, Competence, Group, Meeting, Member, Profile
from unstuck.web.consultation.models.lessons import Lesson, LessonStep, LessonTheme

__all__ = [
    "AgendaItem",
    "Attendance",
    "Brief",
    "Competence",
    "Consultation",
    "Ground",
    "Group",
    "Invited",
    "Lesson",
    "LessonStep",
    "LessonTheme",
    "Meeting",
    "Member",
    "Message",
    "MessageKind",
    "Profile",
    "Step",
]
