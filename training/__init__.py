"""Trains the model and writes `model/`: `python3 -m training`."""
