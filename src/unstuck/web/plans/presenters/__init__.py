"""The plan, the options and the sheet as their pages show them."""
