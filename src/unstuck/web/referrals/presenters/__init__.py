"""Referrals in words, as their pages and forms show them."""
