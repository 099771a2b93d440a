"""Community resources: who helps with what, where and when, and what colleagues know about them."""
