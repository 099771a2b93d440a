"""Signing out: here, at the agency's identity provider as well, and here because a session there ended."""
