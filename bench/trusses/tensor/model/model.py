import numpy as np


class Model:
    def predict(self, request):
        return {
            "predictions": [
                float(np.asarray(request["inputs"], dtype=np.float32).sum())
            ]
        }
