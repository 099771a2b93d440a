"""Who gets in by the word of the agency's identity provider; the way there and back is in `components`."""
