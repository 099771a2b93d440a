"""Tasks of advocacy in words, as their pages show them."""
