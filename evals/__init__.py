"""The compass: cases, metrics and the runner that says whether answers got better or worse."""
