"""Practising on vignettes: answers, repetition, mock examinations and hours, for the learner alone."""
