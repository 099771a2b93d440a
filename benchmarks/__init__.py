"""Speed beside named rivals, in one run: `python -m benchmarks`. Nothing here is a test."""
