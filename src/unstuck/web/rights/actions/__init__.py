"""What is done about the rights of clients."""
