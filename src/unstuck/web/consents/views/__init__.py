"""The pages about consents."""
