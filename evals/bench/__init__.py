"""Measurements of speed, as ratios on one machine in one run, so that they mean the same elsewhere."""
