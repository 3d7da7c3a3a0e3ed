// Trusses with weights as the documents of today's Truss show them: they start here as they are.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { HubServer } from '../support/hub-server.ts';
import { serveHub } from '../support/hub-server.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
/** Whether this system lets a process mount something for itself, so that a model sees `/app`. */
const HAS_VIEW = !existsSync('/app') && ['-m', '-Urm'].some((how) => spawnSync('unshare', [how, 'true']).status === 0);
const RESOURCES = 'resources: {accelerator: L4, use_gpu: true}\n';
let hub: HubServer;

beforeAll(async () => {
  hub = await serveHub();
  const files = { 'config.json': '{"layers": 2}', 'model.safetensors': Buffer.alloc(5000, 'w'), 'README.md': 'text' };
  hub.push('org/llama', { files, token: 'hf_right', refs: ['0123456789abcdef0123456789abcdef01234567'] });
});
afterAll(() => Promise.all([hub.close(), scenario.close()]));

function env(): Record<string, string> {
  return {
    HF_ENDPOINT: hub.url,
    HF_HOME: join(scenario.directory, 'hf'),
    HF_TOKEN: '',
    TRUSS_SECRET_hf_access_token: 'hf_right',
  };
}

async function predict(name: string): Promise<unknown> {
  const { stdout, stderr, code } = await scenario.run(['predict', name, '-d', '{"prompt": "a"}'], { env: env() });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout);
}

describe.runIf(HAS_VIEW)('a model that opens', () => {
  it('what weights has mounted', async () => {
    scenario.write({
      'mounted/config.yaml': `model_name: Llama
python_version: py311
weights:
  - source: "hf://org/llama@main"
    mount_location: "/app/weights/llama"
    auth:
      auth_method: CUSTOM_SECRET
      auth_secret_name: hf_access_token
    allow_patterns: ["*.safetensors", "config.json"]
    ignore_patterns: ["*.md", "*.txt"]
secrets:
  hf_access_token: null
${RESOURCES}`,
      'mounted/model/model.py': `import json
import os


class Model:
    def __init__(self, **kwargs):
        self._model = None

    def load(self):
        with open("/app/weights/llama/config.json") as file:
            self._model = json.load(file)

    def predict(self, model_input):
        return {"layers": self._model["layers"], "files": sorted(os.listdir("/app/weights/llama"))}
`,
    });
    expect(await predict('mounted')).toEqual({ layers: 2, files: ['config.json', 'model.safetensors'] });
  });

  it('what model_cache has in a volume, and its own data', async () => {
    scenario.write({
      'cached/config.yaml': `model_name: Llama
model_cache:
  - repo_id: org/llama
    revision: 0123456789abcdef0123456789abcdef01234567
    use_volume: true
    volume_folder: my-llama
    ignore_patterns:
      - "*.md"
secrets:
  hf_access_token: null
${RESOURCES}`,
      'cached/data/words.txt': 'words',
      'cached/model/model.py': `import os


class Model:
    def __init__(self, *args, **kwargs):
        self._lazy_data_resolver = kwargs["lazy_data_resolver"]

    def load(self):
        self._lazy_data_resolver.block_until_download_complete()
        self._bytes = os.path.getsize("/app/model_cache/my-llama/model.safetensors")

    def predict(self, model_input):
        return {"bytes": self._bytes, "words": open("/app/data/words.txt").read()}
`,
    });
    expect(await predict('cached')).toEqual({ bytes: 5000, words: 'words' });
    // Nothing is left of it for other trusses of this machine.
    expect(existsSync('/app')).toBe(false);
  });
});

describe('a server', () => {
  it('is started behind what fetches the weights', async () => {
    scenario.write({
      'server/config.yaml': `docker_server:
  start_command: bash -c "truss-transfer-cli && cd /app/model_cache/my-llama && python -m http.server --bind 127.0.0.1 8000"
  server_port: 8000
  predict_endpoint: /config.json
  readiness_endpoint: /config.json
  liveness_endpoint: /config.json
model_cache:
- {repo_id: org/llama, revision: main, use_volume: true, volume_folder: my-llama}
secrets: {hf_access_token: null}
${RESOURCES}`,
    });
    const served = scenario.start(['serve', 'server', '--port', '0', '--json'], { env: env() });
    const [, url] = await served.untilPrinted(/"url":"([^"]+)"/);
    expect(await (await fetch(`${url}/config.json`)).json()).toEqual({ layers: 2 });
    served.signal('SIGTERM');
    await served.ended;
  });
});
