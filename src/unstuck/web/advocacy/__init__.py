"""Speaking up for clients: letters, appeals, benefit checks, helpers' meetings, interpreters; each task is followed."""
