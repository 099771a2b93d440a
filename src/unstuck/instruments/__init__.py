"""What we ask a client, and how the answers score."""
