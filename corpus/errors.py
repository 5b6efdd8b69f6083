"""The one error type that reaches people."""


class TillitError(Exception):
    """An error a user can meet; its text says what happened, what it means for them, and what to do."""
