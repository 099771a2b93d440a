"""The worker's own side of the work with a client (B.6): theirs alone, and in no report."""
