"""The forms of consultations."""
