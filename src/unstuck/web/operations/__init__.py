"""Looking after an installation: setting it up, starting it, its worker process, and daily maintenance."""
