"""What is done with keys, agencies, questions and answers."""
