"""An agency's programmes, and which of them each episode of care belongs to."""
