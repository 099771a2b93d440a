"""The rows of consultations, by what they are about."""

from unstuck.web.consultation.models.agenda import AgendaItem
from unstuck.web.consultation.models.consultations import (
    Brief,
    Consultation,
    ConsultationTransition,
    Ground,
    Invitation,
    Message,
    MessageKind,
    PathwayStep,
)
from unstuck.web.consultation.models.groups import Attendance, Competence, Group, GroupMember, Meeting, Profile
from unstuck.web.consultation.models.lessons import Lesson, LessonStep, LessonTheme

__all__ = [
    "AgendaItem",
    "Attendance",
    "Brief",
    "Competence",
    "Consultation",
    "ConsultationTransition",
    "Ground",
    "Group",
    "GroupMember",
    "Invitation",
    "Lesson",
    "LessonStep",
    "LessonTheme",
    "Meeting",
    "Message",
    "MessageKind",
    "PathwayStep",
    "Profile",
]
