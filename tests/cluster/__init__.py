"""Spark beside DuckDB: needs the extra `cluster` and Java (make test-cluster)."""
