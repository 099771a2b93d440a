"""What is worth a look, and what came of it: raised where a state is stored, never lost, kept to a budget."""
