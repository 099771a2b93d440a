"""What is done about concerns: the only writer of the room."""
