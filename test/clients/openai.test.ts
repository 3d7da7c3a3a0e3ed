// The Python package `openai`, as it is installed, against a server with real workers.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { modelEntry, serveEntries } from '../support/served-model.ts';
import { homeVariables } from '../support/temporary-home.ts';

const CHAT = `
import time
from truss import HTTPError

class Model:
    def chat_completions(self, body):
        words = body["messages"][0]["content"].split()
        if body.get("stream"):
            return self.chunks(words)
        message = {"role": "assistant", "content": " ".join(reversed(words))}
        return {"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": message}]}

    def chunks(self, words):
        try:
            for word in reversed(words):
                if word == "fail":
                    raise RuntimeError("no such word")
                yield {"id": "1", "choices": [{"index": 0, "delta": {"content": word}}]}
            while words == ["forever"]:
                time.sleep(0.01)
                yield {"id": "1", "choices": []}
        finally:
            print("closed", *words, flush=True)

    def completions(self, body):
        if body["prompt"] == "slower":
            raise HTTPError(429, "slower")
        raise ValueError("no")

    def embeddings(self, body):
        data = [{"object": "embedding", "index": 0, "embedding": [0.5, 1.0]}]
        return {"object": "list", "data": data, "model": body["model"]}

    def responses(self, body):
        if body.get("stream"):
            return iter([{"type": "response.output_text.delta", "delta": "Hi"}])
        text = {"type": "output_text", "text": "Hi", "annotations": []}
        return {"object": "response", "output": [{"type": "message", "role": "assistant", "content": [text]}]}
`;

const AUDIO = `
class Model:
    def audio_transcriptions(self, body):
        file = body["file"]
        return {"text": f"{file.filename} {len(file)} {body['language']}"}

    def audio_speech(self, body):
        return body["input"].encode() * 2
`;

test('chat, completions, embeddings, responses, audio, models, streams, an abort, errors', async () => {
  const served = await serveEntries([modelEntry(CHAT, { name: 'chat' }), modelEntry(AUDIO, { name: 'audio' })]);
  await served.ready;
  const words = [path.join(import.meta.dirname, 'openai_client.py'), `${served.url}/v1`];
  const { stderr } = await promisify(execFile)(homeVariables('').TRUSS_PYTHON, words);
  expect(stderr).toBe('');
  // The one that the client left, in the middle of it.
  await served.log.until(/^closed forever$/);
});
