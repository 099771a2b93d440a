"""Where the rows are read and counted: DuckDB on one machine."""
