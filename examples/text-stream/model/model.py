"""Writes on in the manner of a short text, word by word: a generator, whose items leave as they come."""

import random
from collections import defaultdict

from truss import HTTPError


class Model:
    def __init__(self, data_dir):
        self.data_dir = data_dir

    def load(self):
        """Learns which words follow each pair of words."""
        words = (self.data_dir / "text.txt").read_text("utf-8").split()
        self.followers = defaultdict(list)
        for first, second, third in zip(words, words[1:], words[2:]):
            self.followers[first, second].append(third)

    def predict(self, request):
        """Yields words for {"prompt": "The wind", "words": 20, "seed": 1}.

        What is wrong before the first item has a status of its own; after it the stream is cut off.
        """
        first, second = self._last_words(request.get("prompt", ""))
        chance = random.Random(request.get("seed"))
        for _ in range(request.get("words", 20)):
            following = self.followers.get((first, second))
            if following is None:
                return
            first, second = second, chance.choice(following)
            yield second + " "

    def _last_words(self, prompt):
        words = tuple(prompt.split()[-2:])
        if words not in self.followers:
            raise HTTPError(400, f"Nothing follows {' '.join(words)!r}; try 'The wind'")
        return words
