"""Learning from practice: vignettes whose best next step is the one that the pathway gives for their facts."""
