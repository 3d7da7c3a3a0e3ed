"""A chat for the clients of OpenAI, over a tiny model: it answers like the nearest question of a book."""

import json
import math
import re
import time
import zlib
from collections import Counter

from truss import HTTPError

NAME = "tiny-chat"
DIMENSIONS = 8  # of an embedding


class Model:
    def __init__(self, data_dir):
        self.data_dir = data_dir

    def load(self):
        self.book = json.loads((self.data_dir / "book.json").read_text("utf-8"))
        seen = Counter(word for entry in self.book for word in set(words_of(entry["question"])))
        self.weights = {word: math.log(1 + len(self.book) / count) for word, count in seen.items()}

    def chat_completions(self, request):
        """POST /v1/chat/completions. With "stream" a generator of chunks, which become events."""
        question = last_user_text(request.get("messages"))
        answer = self._answer(question)
        common = {"id": f"chatcmpl-{zlib.crc32(question.encode()):08x}", "created": int(time.time()), "model": NAME}
        if request.get("stream"):
            return self._chunks(answer, {**common, "object": "chat.completion.chunk"})
        message = {"role": "assistant", "content": answer}
        usage = {"prompt_tokens": len(words_of(question)), "completion_tokens": len(answer.split())}
        return {
            **common,
            "object": "chat.completion",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {**usage, "total_tokens": sum(usage.values())},
        }

    def embeddings(self, request):
        """POST /v1/embeddings: which words a text has, hashed into a few dimensions."""
        texts = request.get("input")
        texts = [texts] if isinstance(texts, str) else texts
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise HTTPError(400, '"input" must be a string or a list of strings')
        data = [
            {"object": "embedding", "index": index, "embedding": self._embed(text)} for index, text in enumerate(texts)
        ]
        tokens = sum(len(words_of(text)) for text in texts)
        return {
            "object": "list",
            "model": NAME,
            "data": data,
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        }

    def _chunks(self, answer, common):
        for index, word in enumerate(answer.split(" ")):
            delta = {"role": "assistant", "content": word} if index == 0 else {"content": f" {word}"}
            yield {**common, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        yield {**common, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}

    def _answer(self, question):
        asked = set(words_of(question))
        score, answer = max(
            (sum(self.weights[word] for word in asked.intersection(words_of(entry["question"]))), entry["answer"])
            for entry in self.book
        )
        return answer if score > 0 else "I do not know that; ask me about trusses."

    def _embed(self, text):
        vector = [0.0] * DIMENSIONS
        for word in words_of(text):
            vector[zlib.crc32(word.encode()) % DIMENSIONS] += self.weights.get(word, 1.0)
        length = math.sqrt(sum(value * value for value in vector)) or 1.0
        return [round(value / length, 6) for value in vector]


def words_of(text):
    return re.findall(r"[a-z]+", text.lower())


def last_user_text(messages):
    """What the user said last; content may be a string or OpenAI's list of parts."""
    if not isinstance(messages, list) or not messages:
        raise HTTPError(400, '"messages" must be a list with at least one message')
    content = next((each.get("content") for each in reversed(messages) if each.get("role") == "user"), "")
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", "") for part in content)
