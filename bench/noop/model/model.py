class Model:
    def predict(self, request):
        return {"predictions": [1]}
