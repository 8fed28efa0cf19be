"""Recipes, the training loop, knowledge distillation and the tutorial's baseline."""
