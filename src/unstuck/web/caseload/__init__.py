"""Clients, episodes of care, scores and the states that follow from them."""
