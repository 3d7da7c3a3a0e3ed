class Model:
    def predict(self, request):
        request["inputs"]
        return {"predictions": [1]}
