"""Pure mappings between our results and the formats of other programs."""
