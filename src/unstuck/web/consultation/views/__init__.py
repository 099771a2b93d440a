"""The pages of consultations: parse, act, present."""
