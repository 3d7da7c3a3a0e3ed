"""What a program does with the types of the client beside it: whatever is wrong here, mypy has to say."""

from client import BusyError, Client, Content, File, InvalidRequestError, IrisPredictOutput, ShopPredictInput

client = Client("http://127.0.0.1:8080", token="token", timeout=1.0)


def use() -> float:
    order: ShopPredictInput = {"customer": "ann", "lines": [{"item": "tea", "count": 2}]}
    price = client.shop.predict(order, timeout=1.5)
    wrong: int = price["note"]  # type: ignore[assignment]
    client.shop.predict({"customer": "ann", "lines": [], "speed": "faster"})  # type: ignore[typeddict-item]
    client.shop.predict({"lines": []})  # type: ignore[typeddict-item]
    _ = client.nobody  # type: ignore[attr-defined]
    rows: list[list[float]] = [[1.0, 2.0]]
    answer: IrisPredictOutput = client.iris.predict({"inputs": rows})
    if answer["predictions"][0] == "setosa":
        return answer["probabilities"][0][0] or 0.0
    for word in client.writer.predict({"prompt": "a", "words": 1}):
        word.upper()
    for step in client.counter.predict({"upto": 2}):
        step["number"].bit_length()
    picture: Content = client.pictures.predict(b"a", content_type="image/png")
    client.forms.predict({"page": File(picture, "image/png"), "language": "de"})
    said = client.chat.chat_completions({"messages": [{"role": "user", "content": "Hi"}], "seed": 1})
    try:
        client.slow.predict({"seconds": 1})
    except InvalidRequestError as error:
        return len(error.problems)
    except BusyError as error:
        return error.retry_after or 0.0
    return price["total"] + len(said["choices"]) + wrong
