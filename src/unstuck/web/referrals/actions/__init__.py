"""The only writers of referrals: check, change, audit, in one transaction."""
