"""What to consider next: facts about a case in, ordered steps out."""
