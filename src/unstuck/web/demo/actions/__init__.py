"""Taking in many invented clients at once, each with scores and facts: the only writers of the demo."""
