"""Handing on to outside help, following it until the client got help or did not, and hearing back."""
