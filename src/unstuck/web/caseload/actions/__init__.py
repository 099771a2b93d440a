"""Every change to a caseload: check, write, audit, in one transaction."""
