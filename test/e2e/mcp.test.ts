// `truss mcp`, as the program that starts it sees it: lines in, lines out.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, it, vi } from 'vitest';

import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

const MODEL = `
import time

class Model:
    def predict(self, request):
        """Counts."""
        print("a word of the model")
        if request.get("to") == 0:
            raise ValueError("nothing to count")
        return self.count(request)

    def count(self, request):
        try:
            for number in range(request["to"]):
                yield f"{number} "
                time.sleep(request.get("pause", 0))
        finally:
            open("ended", "a").close()
`;

function message(id: number, method: string, params: object): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;
}

function call(id: number, given: object): string {
  return message(id, 'tools/call', { name: 'counter_predict', arguments: given, _meta: { progressToken: id } });
}

function write(name: string, model = MODEL): void {
  scenario.write({ [`${name}/model/model.py`]: model, [`${name}/config.yaml`]: `model_name: ${name}\n` });
}

it('answers each message with one line, and says all else on stderr', async () => {
  write('counter');
  const hello = message(1, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} });
  const input = `${hello}${call(2, { to: 2 })}\nno message\n${call(3, { to: 0 })}`;
  const { code, stdout, stderr } = await scenario.run(['mcp', 'counter', '--env', 'current'], { input });
  const lines = stdout.trimEnd().split('\n');
  const messages = lines.map((line) => JSON.parse(line) as { id?: number; method?: string; result?: object });
  expect(code).toBe(0);
  expect(messages[0]).toMatchObject({ id: 1, result: { protocolVersion: '2025-11-25' } });
  expect(messages).toContainEqual(expect.objectContaining({ error: expect.objectContaining({ code: -32700 }) }));
  const progress = messages.filter(({ method }) => method === 'notifications/progress');
  expect(progress.map((one) => ('params' in one ? one.params : null))).toEqual([
    { progressToken: 2, progress: 1, message: '0 ' },
    { progressToken: 2, progress: 2, message: '1 ' },
  ]);
  const answers = new Map(messages.map(({ id, result }) => [id, result]));
  expect(answers.get(2)).toEqual({ content: [{ type: 'text', text: '0 1 ' }] });
  expect(answers.get(3)).toMatchObject({
    isError: true,
    content: [{ text: expect.stringMatching(/^MODEL_RAISED: /) }],
  });
  expect(stderr).toContain('a word of the model');
  // Where its author looks, the model's own lines are named.
  expect(stderr).toContain('raise ValueError("nothing to count")');
});

it('a cancelled call ends the model, and is not answered', async () => {
  write('counter');
  const truss = scenario.start(['mcp', 'counter', '--env', 'current'], { input: null });
  truss.stdin.write(call(1, { to: 100_000, pause: 0.01 }));
  await truss.untilPrinted(/"progressToken":1,"progress":2/);
  truss.stdin.write('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}\n');
  await vi.waitFor(() => expect(existsSync(join(scenario.directory, 'counter/ended'))).toBe(true), { timeout: 20_000 });
  truss.stdin.write(call(2, { to: 1 }));
  await truss.untilPrinted(/"id":2,"result"/);
  truss.stdin.end();
  const { code, stdout } = await truss.ended;
  expect(code).toBe(0);
  expect(stdout).not.toContain('"id":1');
});

it('who has nothing more to ask need not wait for the model', async () => {
  write(
    'slow',
    'import time\n\nclass Model:\n    def load(self):\n        time.sleep(60)\n\n    def predict(self, request):\n        """Sleeps."""\n',
  );
  const input = message(1, 'initialize', { protocolVersion: '2025-11-25' });
  const { code, stdout } = await scenario.run(['mcp', 'slow', '--env', 'current'], { input });
  expect([code, stdout.split('\n')]).toMatchObject([0, [/"id":1/.test(stdout) ? stdout.trim() : 'an answer', '']]);
});

it('a model that cannot be loaded is told to who asks for tools', async () => {
  write('broken', 'raise RuntimeError("not today")\n');
  const { code, stdout, stderr } = await scenario.run(['mcp', 'broken', '--env', 'current'], {
    input: message(1, 'tools/list', {}),
  });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    id: 1,
    error: { message: expect.stringContaining('MODEL_IMPORT_FAILED') },
  });
  expect(stderr).toContain('not today');
});
