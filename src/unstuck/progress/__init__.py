"""What the scores mean over time: change, expected course, state."""
