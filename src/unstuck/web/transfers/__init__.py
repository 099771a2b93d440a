"""Another worker takes over: for good, or while somebody is away."""
