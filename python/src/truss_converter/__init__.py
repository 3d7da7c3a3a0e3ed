"""Makes an ONNX graph of the model of a truss: a model itself, which `truss convert` asks in its own environment."""
