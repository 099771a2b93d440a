"""Referring clients to outside help, following each referral until they have got help or have not, and hearing back."""
