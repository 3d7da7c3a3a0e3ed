class Model:
    def predict(self, request):
        for number in range(request["inputs"]):
            yield f"item {number}\n"
