"""A lesson becomes a vignette: from the case to colleagues who practise it."""
