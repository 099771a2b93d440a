"""Forms of outside support."""
