"""The written pages, and the generator that keeps the generated ones true."""
