"""Charts and self-contained reports. Import `report` only to draw one: its libraries take a second to load."""
