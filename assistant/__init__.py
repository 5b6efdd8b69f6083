"""Saying it, with proof: from a question to verified, cited sentences or a refusal."""
