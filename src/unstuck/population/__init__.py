"""The same questions asked of everybody: fitting, calibration, whole files."""
