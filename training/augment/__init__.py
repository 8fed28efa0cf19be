"""Random augmentation of digit rasters during training."""
