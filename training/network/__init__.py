"""The PyTorch modules. Input is float [N,1,28,28], normalized by `data.mnist.normalize`."""
