// OpenAI's packages for Python and npm, as they are installed, asking for answers in each form that they can ask for.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { modelEntry, serveEntries } from '../support/served-model.ts';
import { homeVariables, temporaryTruss } from '../support/temporary-home.ts';

/** As people write them: what was asked for is not looked at. */
const MODEL = `
import numpy as np

class Model:
    def embeddings(self, body):
        vectors = np.array([[0.5, -1.25, 0.0625]] * len(body["input"]), dtype=np.float32)
        data = [{"object": "embedding", "index": i, "embedding": vector} for i, vector in enumerate(vectors)]
        return {"object": "list", "data": data, "model": body["model"], "usage": {"prompt_tokens": 1, "total_tokens": 1}}

    def audio_transcriptions(self, body):
        if body["model"] == "stream":
            return self.events()
        segments = [
            {"id": 0, "start": 0.0, "end": 1.5, "text": " One,"},
            {"id": 1, "start": 1.5, "end": 3725.25, "text": " zwei."},
        ]
        return {"text": "One, zwei.", "language": "de", "duration": 3725.25, "segments": segments}

    def events(self):
        yield {"type": "transcript.text.delta", "delta": "One"}
        yield {"type": "transcript.text.done", "text": "One"}

    audio_translations = audio_transcriptions
`;

const API_KEY = 's3cret-of-one-team';

test.each([
  ['Python', homeVariables('').TRUSS_PYTHON, 'openai_forms_client.py'],
  ['npm', process.execPath, 'openai-forms-client.mjs'],
])("embeddings and transcripts in every form with %s's", async (_, program, script) => {
  const tokensFile = path.join(temporaryTruss({ tokens: `team: ${API_KEY}` }), 'tokens');
  const served = await serveEntries([modelEntry(MODEL)], { tokensFile });
  await served.ready;
  const words = [path.join(import.meta.dirname, script), `${served.url}/v1`, API_KEY];
  const { stderr } = await promisify(execFile)(program, words);
  expect(stderr).toBe('');
});
