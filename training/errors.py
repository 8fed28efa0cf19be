"""The error class of the training package."""


class TrainingError(Exception):
    """An error that the user can fix. The message says what was expected, received, and to do."""
