"""Parse, act, present: nothing else."""
