"""A stall noticed, talked about, acted on; endings safeguarded."""
