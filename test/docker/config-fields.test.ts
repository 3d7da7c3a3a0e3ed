// What the fields of a config that are about images do, seen from within a container.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DockerBench, hasDocker } from '../support/docker.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const KEPT = 'hunter2-kept';
const RUN = 'hunter2-at-run-time';

/** The certificates that this machine trusts. */
const BUNDLE = process.env['SSL_CERT_FILE'] ?? '/etc/ssl/certs/ca-certificates.crt';

const config = (mark: string): string => `model_name: Fields
system_packages: [hostname]
environment_variables:
  MODE: 'a "quoted" $value'
external_package_dirs: [../shared]
secrets:
  api_key: null
build:
  secret_to_path_mapping:
    build_key: /run/keys/build
build_commands:
  - grep -q kept$ /run/keys/build
  - grep -q 'hunter[2]-ca' "$SSL_CERT_FILE" && test "$PIP_CERT" = "$SSL_CERT_FILE" && test "$REQUESTS_CA_BUNDLE" = "$SSL_CERT_FILE"
  - echo "$HTTPS_PROXY" | grep -q '^http://somebody:hunter[2]-proxy@proxy[.]example[.]com'
  - grep -q 'hunter[2]-netrc' "$NETRC" && test -n "$UV_INDEX_INTERNAL_PASSWORD"
  - |
    for word in from build; do
      echo $word $MODE
    done > /app/made.txt
  - sed -i s/unpatched/patched/ model/model.py
# ${mark}
`;

const model = `import os, pathlib, shutil
import shared_module

WORD = "unpatched"

class Model:
    def __init__(self, secrets, data_dir):
        self.secrets, self.data_dir = secrets, data_dir

    def predict(self, request):
        try:
            pathlib.Path("/app/written").write_text("x")
            written = True
        except OSError:
            written = False
        return {
            "word": WORD, "mode": os.environ["MODE"], "made": pathlib.Path("made.txt").read_text(),
            "shared": shared_module.NAME, "secret": self.secrets["api_key"], "user": os.getuid(),
            "data": pathlib.Path(self.data_dir, "weights.txt").read_text(), "hostname": shutil.which("hostname"),
            "compiler": shutil.which("gcc"), "written": written, "env": dict(os.environ),
            "there": sorted(str(p) for p in pathlib.Path(".").rglob("*") if p.is_file() and "__pycache__" not in str(p)),
        }
`;

describe.skipIf(!hasDocker)('fields of the config in an image', () => {
  const scenario = new TrussScenario();
  const bench = new DockerBench();
  const tag = bench.tag('fields');
  const env = {
    TRUSS_SECRET_build_key: KEPT,
    TRUSS_SECRET_api_key: RUN,
    NETRC: join(scenario.directory, 'netrc'),
    UV_INDEX_INTERNAL_PASSWORD: 'hunter2-index',
    UV_INDEX_INTERNAL_USERNAME: 'somebody',
    // A company's bundle and its proxy, which nothing here needs.
    SSL_CERT_FILE: join(scenario.directory, 'bundle.pem'),
    HTTPS_PROXY: 'http://somebody:hunter2-proxy@proxy.example.com:3128',
    NO_PROXY: '*',
  };
  let answer: Record<string, unknown> = {};

  beforeAll(async () => {
    scenario.write({
      'bundle.pem': `${readFileSync(BUNDLE, 'utf8')}\n# hunter2-ca\n`,
      netrc: 'machine packages.example.com login somebody password hunter2-netrc\n',
      'fields/config.yaml': config(bench.mark),
      'fields/model/model.py': model,
      'fields/data/weights.txt': 'heavy',
      'fields/.truss_ignore': 'notes/\n!.env.example\n',
      'fields/notes/private.md': 'x',
      'fields/.env': KEPT,
      'fields/.env.example': 'wanted',
      'fields/.git/config': KEPT,
      'fields/venv/pyvenv.cfg': KEPT,
      'fields/model/__pycache__/model.pyc': KEPT,
      'shared/shared_module.py': 'NAME = "from outside"\n',
    });
    mkdirSync(join(scenario.directory, 'fields/empty'));
    const ran = await scenario.run(
      ['image', 'run', 'fields', '--tag', tag, '--port', '0', '--detach', '--read-only', '--json'],
      { env },
    );
    expect(ran.code, ran.stderr).toBe(0);
    const { url } = JSON.parse(ran.stdout) as { readonly url: string };
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/v1/models/fields:predict`, { method: 'POST', headers, body: '{}' });
    answer = (await response.json()) as typeof answer;
  });
  afterAll(async () => {
    await bench.close();
    await scenario.close();
  });

  it('build_commands run after the code is there, with the variables, and may have several lines', () => {
    expect(answer).toMatchObject({ word: 'patched', made: 'from a "quoted" $value\nbuild a "quoted" $value\n' });
  });

  it('system_packages, environment_variables, external_package_dirs and data are there', () => {
    expect(answer).toMatchObject({
      mode: 'a "quoted" $value',
      shared: 'from outside',
      data: 'heavy',
      hostname: expect.stringContaining('hostname'),
    });
  });

  it('the model runs as nobody in particular, without a compiler, and answers where nothing can be written', () => {
    expect(answer).toMatchObject({ user: 60_000, compiler: null, written: false });
  });

  it('a secret reaches the model, and is no variable of its process', () => {
    expect(answer['secret']).toBe(RUN);
    expect(JSON.stringify(answer['env'])).not.toContain('hunter2');
  });

  it('has what is wanted of the truss, and nothing else', () => {
    expect(answer['there']).toEqual([
      '.env.example',
      'config.yaml',
      'data/weights.txt',
      'made.txt',
      'model/model.py',
      'packages/shared_module.py',
      'requirements.lock',
    ]);
  });

  it('no layer, label or line of the history has a secret, a certificate, a password of an index, or a proxy', async () => {
    const about = await bench.run('image', 'inspect', tag);
    const history = await bench.run('history', '--no-trunc', tag);
    expect(about + history).not.toContain('hunter2');
    expect(about).not.toContain('proxy.example.com');
    // Also what a later layer has taken away: files lie in the archive of a layer as they are.
    const archive = join(scenario.directory, 'saved');
    mkdirSync(archive);
    await bench.run('save', '--output', `${archive}.tar`, tag);
    execFileSync('tar', ['-xf', `${archive}.tar`, '-C', archive]);
    const having = (word: string): string =>
      execFileSync('sh', ['-c', 'grep -rlaF -e "$1" "$2" || true', 'sh', word, archive], { encoding: 'utf8' });
    expect(having('hunter2')).toBe('');
    // What is looked for would be found.
    expect(having('class Model:')).not.toBe('');
  });
});
