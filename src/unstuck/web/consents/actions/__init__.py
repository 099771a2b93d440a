"""What is done about consents."""
