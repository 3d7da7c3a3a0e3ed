"""Signs texts with a secret key (HMAC-SHA256), so that whoever has the same key can tell where they came from."""

import hashlib
import hmac

from truss import HTTPError


class Model:
    def __init__(self, secrets):
        self.secrets = secrets

    def load(self):
        """Asks for the key at the start: a server without it shall not become ready."""
        self.key = self.secrets["signing_key"].encode()

    def predict(self, request):
        """Answers {"inputs": [text, …]} with {"predictions": [signature, …]}."""
        texts = request.get("inputs") if isinstance(request, dict) else None
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise HTTPError(400, 'The request needs "inputs", a list of texts')
        return {"predictions": [hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest() for text in texts]}
