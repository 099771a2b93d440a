"""Pages of outside support."""
