"""From a trained network to a calibrated, checked ONNX file with its manifest."""
