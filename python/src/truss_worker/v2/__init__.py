"""The Open Inference Protocol, version 2: tensors in JSON and in raw buffers (specs/wire-protocol.md 4, forms 3 and 4).

The rules are those of the protocol's `inference_rest.md` and of Triton's `extension_binary_data.md`.
"""
