"""What an agency decides for itself about signing in."""
