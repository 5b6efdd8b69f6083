"""Talking to a language model: bounded in time and number, measured, and left alone while it fails."""
