"""The append-only record of what was done. It knows people only as opaque ids."""
