"""From MNIST's files to the model that ships: `python3 -m training`."""
