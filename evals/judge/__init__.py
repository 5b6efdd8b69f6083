"""The judge is judged, and fitted."""
