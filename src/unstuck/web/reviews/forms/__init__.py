"""What people type about reviews, endings and transfers, checked before it reaches an action."""
