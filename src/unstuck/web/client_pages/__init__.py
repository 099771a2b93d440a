"""What clients see of their own record behind a link and a code, as they chose it, and what they say to it."""
