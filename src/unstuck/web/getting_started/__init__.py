"""An agency's first hour: what is left to set up, each with the click that does it."""
