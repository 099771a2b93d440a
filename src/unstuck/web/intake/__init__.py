"""Taking a client in: who they are, their programme, and what the agency itself asks."""
