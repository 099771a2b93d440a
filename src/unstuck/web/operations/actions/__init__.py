"""What running the site changes in it, on record like everything else."""
