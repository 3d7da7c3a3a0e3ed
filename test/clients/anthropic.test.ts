// Anthropic's packages for Python and npm, as they are installed, against a server with a real worker.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { modelEntry, serveEntries } from '../support/served-model.ts';
import { homeVariables, temporaryTruss } from '../support/temporary-home.ts';

const MESSAGES = `
from truss import HTTPError

class Model:
    def messages(self, body):
        text = body["messages"][0]["content"]
        if text == "slower":
            raise HTTPError(429, "slower")
        words = text.split()
        if body.get("stream"):
            return self.events(words)
        usage = {"input_tokens": len(words), "output_tokens": len(words)}
        content = [{"type": "text", "text": " ".join(reversed(words))}]
        return {
            "id": "msg_1", "type": "message", "role": "assistant", "model": body["model"], "content": content,
            "stop_reason": "end_turn", "stop_sequence": None, "usage": usage,
        }

    def events(self, words):
        usage = {"input_tokens": len(words), "output_tokens": 1}
        message = {
            "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [],
            "stop_reason": None, "stop_sequence": None, "usage": usage,
        }
        yield {"type": "message_start", "message": message}
        yield {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
        yield {"type": "ping"}
        for word in reversed(words):
            if word == "fail":
                raise RuntimeError("no such word")
            yield {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": word + "\\u2028"}}
        yield {"type": "content_block_stop", "index": 0}
        delta = {"stop_reason": "end_turn", "stop_sequence": None}
        yield {"type": "message_delta", "delta": delta, "usage": {"output_tokens": len(words)}}
        yield {"type": "message_stop"}

    def messages_count_tokens(self, body):
        return {"input_tokens": sum(len(message["content"].split()) for message in body["messages"])}
`;

const API_KEY = 's3cret-of-one-team';

test.each([
  ['Python', homeVariables('').TRUSS_PYTHON, 'anthropic_client.py'],
  ['npm', process.execPath, 'anthropic-client.mjs'],
])("whole answers, streams, counted tokens, errors with %s's", async (_, program, script) => {
  const tokensFile = path.join(temporaryTruss({ tokens: `team: ${API_KEY}` }), 'tokens');
  const served = await serveEntries([modelEntry(MESSAGES)], { tokensFile });
  await served.ready;
  const words = [path.join(import.meta.dirname, script), served.url, API_KEY];
  const { stderr } = await promisify(execFile)(program, words);
  expect(stderr).toBe('');
});
