"""Opening a record in an emergency: for an hour, to be read; all concerned are told, and it is looked at afterwards."""
