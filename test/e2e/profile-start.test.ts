// `truss serve --profile-start`: where the time goes until the first answer.
import { afterAll, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

const MODEL = `
import time
import slow_import

class Model:
    def __init__(self, **kwargs):
        time.sleep(0.06)

    def load(self):
        time.sleep(0.08)
        import later

    def predict(self, body):
        time.sleep(0.1)
        return body
`;

const FILES = {
  'model/model.py': MODEL,
  'packages/slow_import.py': 'import time\nimport inner\ntime.sleep(0.05)\n',
  'packages/inner.py': 'import time\ntime.sleep(0.2)\n',
  'packages/later.py': '',
  'examples.yaml': '- name: one\n  input: {inputs: [1]}\n',
};

interface Start extends Readonly<Record<'spawnMs' | 'importMs' | 'initMs' | 'loadMs' | 'warmUpMs', number>> {
  readonly firstPredictMs: number | null;
  readonly imports: readonly (readonly [module: string, ms: number])[];
}

it('splits a start, and tells what each module took itself', async () => {
  scenario.write({ ...echoTruss('slow', FILES), ...echoTruss('bare', { 'config.yaml': 'model_name: bare\n' }) });
  const server = scenario.start([
    'serve',
    'slow',
    'bare',
    '--port',
    '0',
    '--env',
    'current',
    '--profile-start',
    '--json',
  ]);
  const [printed] = await server.untilPrinted(/^\{\s*"url"[\s\S]*^\}$|^\{"url".*\}$/m);
  const { entries } = JSON.parse(printed) as { entries: { start: Start }[] };
  const { spawnMs, importMs, initMs, loadMs, warmUpMs, firstPredictMs, imports } = entries[0]!.start;
  expect(spawnMs).toBeGreaterThan(0);
  expect(importMs).toBeGreaterThanOrEqual(250);
  expect([initMs, loadMs].map((ms, index) => ms >= [60, 80][index]!)).toEqual([true, true]);
  expect([warmUpMs, firstPredictMs!].every((ms) => ms >= 100)).toBe(true);
  const modules = new Map(imports);
  expect(modules.get('inner')).toBeGreaterThanOrEqual(200);
  // Without what it has imported in turn.
  expect(modules.get('slow_import')).toBeGreaterThanOrEqual(50);
  expect(modules.get('slow_import')! + modules.get('inner')!).toBeLessThanOrEqual(importMs);
  expect(modules.has('later')).toBe(true);
  expect(entries[1]!.start.firstPredictMs).toBeNull();
});

it('shows it to a person', async () => {
  scenario.write(echoTruss('shown', FILES));
  const server = scenario.start(['serve', 'shown', '--port', '0', '--env', 'current', '--profile-start']);
  const [printed] = await server.untilPrinted(/^START[\s\S]*Ctrl-C stops it\.$/m);
  expect(printed).toMatch(
    /^process +[\d.]+ ms\nimports +\d+ ms\n__init__ +\d+ ms\nload +\d+ ms\nwarm-up +\d+ ms\nfirst predict +\d+ ms$/m,
  );
  expect(printed).toMatch(/^MODULE +ITSELF\ninner +\d+ ms$/m);
});
