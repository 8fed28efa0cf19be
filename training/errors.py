"""The one error of the training side."""


class TrainingError(Exception):
    """Something the person at the keyboard can mend: what was expected, what came, what to do."""
