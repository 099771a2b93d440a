"""Concerns about safety: signs, who answers for them, assessments, safety plans, and how to reach a client safely."""
