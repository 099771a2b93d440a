"""How the shipped curves are built."""
