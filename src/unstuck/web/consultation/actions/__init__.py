"""Every change to consultations: check, write, audit, in one transaction."""
