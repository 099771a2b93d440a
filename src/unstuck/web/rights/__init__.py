"""The rights of clients: their own record to take away, and its deletion after the agency's retention time."""
