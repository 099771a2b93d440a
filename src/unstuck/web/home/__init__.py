"""The worker's first page and the client's page: reads from every room below, never writes."""
