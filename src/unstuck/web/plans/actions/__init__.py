"""The only writers of plans: check, change, audit, in one transaction."""
