import joblib


class Model:
    def load(self):
        self.forest = joblib.load("data/model.joblib")

    def predict(self, request):
        rows = request["inputs"]
        return {
            "predictions": self.forest.predict(rows),
            "probabilities": self.forest.predict_proba(rows),
        }
