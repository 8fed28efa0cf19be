"""MNIST, and the synthetic data set: digits and negatives drawn by this package."""
