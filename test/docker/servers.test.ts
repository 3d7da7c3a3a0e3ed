// Images of trusses whose server somebody else wrote, and of those that stand on an image of somebody's.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DockerBench, hasDocker } from '../support/docker.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

/** Answers every POST with the user that it runs as, and where it is. It knows no paths but its own. */
const server = `import http.server, json, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path in ("/ready", "/live") else 404)
        self.send_header("content-length", "2"); self.end_headers(); self.wfile.write(b"ok")
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps({"user": os.getuid(), "path": self.path, "data": open("/app/data/w.txt").read()}).encode()
        self.send_response(200); self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body))); self.end_headers(); self.wfile.write(body)
http.server.ThreadingHTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
`;

const dockerServer = (more: string): string => `docker_server:
  start_command: python3 /app/data/server.py
  server_port: 8000
  predict_endpoint: /ask
  readiness_endpoint: /ready
  liveness_endpoint: /live
${more}`;

describe.skipIf(!hasDocker)('an image', () => {
  const scenario = new TrussScenario();
  const bench = new DockerBench();
  const base = bench.tag('base');
  const files = { 'data/server.py': server, 'data/w.txt': 'heavy' };

  beforeAll(async () => {
    const minor = await bench.run('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', 'python');
    const python = minor.split('\n').find((name) => name.endsWith('-slim')) ?? '';
    scenario.write({
      'base/Dockerfile': `FROM ${python}\nRUN python3 -c "import site, pathlib; pathlib.Path(site.getsitepackages()[0], 'brought.py').write_text('NAME = 1')"\nENTRYPOINT ["/bin/false"]\nUSER 1234\n`,
    });
    await bench.run('build', '--quiet', '--tag', base, `${scenario.directory}/base`);
  });
  afterAll(async () => {
    await bench.close();
    await scenario.close();
  });

  /** Runs a truss, and asks it at a path. */
  async function ask(name: string, path: string): Promise<unknown> {
    const words = ['image', 'run', name, '--tag', bench.tag(name), '--port', '0', '--detach', '--json'];
    const { code, stdout, stderr } = await scenario.run(words);
    expect(code, stdout + stderr).toBe(0);
    const { url } = JSON.parse(stdout) as { readonly url: string };
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url + path, { method: 'POST', headers, body: '{"inputs": [1]}' })).json();
  }

  it('of a server behind ours, which runs as the user that the config names', async () => {
    const config = `base_image: {image: "${base}"}\n${dockerServer('  run_as_user_id: 4321\n')}`;
    scenario.write(echoTruss('behind', { 'config.yaml': config, ...files }));
    expect(await ask('behind', '/v1/models/model:predict')).toEqual({ user: 4321, path: '/ask', data: 'heavy' });
    const id = await bench.run('container', 'ls', '--quiet', '--filter', `ancestor=${bench.tag('behind')}`);
    await expect
      .poll(() => bench.run('container', 'inspect', '--format', '{{.State.Health.Status}}', id))
      .toBe('healthy');
  });

  it('that is taken as it is has no server of ours', async () => {
    const config = `base_image: {image: "${base}"}\n${dockerServer('  no_build: true\n')}`;
    scenario.write(echoTruss('untouched', { 'config.yaml': config, ...files }));
    expect(await ask('untouched', '/ask')).toEqual({ user: 1234, path: '/ask', data: 'heavy' });
    await expect(
      bench.run('run', '--rm', '--entrypoint', 'ls', bench.tag('untouched'), '/opt/truss'),
    ).rejects.toThrow();
  });

  it('of a model on an image of somebody, whose packages it has', async () => {
    const model =
      'import brought\n\nclass Model:\n    def predict(self, request):\n        return {"brought": brought.NAME}\n';
    const config = `base_image: {image: "${base}", python_executable_path: /usr/local/bin/python3}\n`;
    scenario.write(echoTruss('brought', { 'config.yaml': config, 'model/model.py': model }));
    expect(await ask('brought', '/v1/models/model:predict')).toEqual({ brought: 1 });
  });

  it('that gets its data when it runs has none of them in a layer', async () => {
    const model = 'class Model:\n    def predict(self, request):\n        return open("data/w.txt").read()\n';
    scenario.write(echoTruss('mounted', { 'config.yaml': '', 'model/model.py': model, 'data/w.txt': 'from outside' }));
    const words = ['image', 'run', 'mounted', '--mount-data', '--tag', bench.tag('mounted'), '--port', '0', '--detach'];
    const { stdout, stderr } = await scenario.run([...words, '--json']);
    const { url } = JSON.parse(stdout || stderr) as { readonly url: string };
    const response = await fetch(`${url}/v1/models/model:predict`, { method: 'POST', body: '{}' });
    expect(await response.text()).toBe('from outside');
    const listed = await bench.run('run', '--rm', '--entrypoint', 'ls', bench.tag('mounted'), '/app');
    expect(listed).not.toContain('data');
  });
});
