// How long an item of a stream takes from the server to the screen of the playground, in a real Chromium.
//
//   node bench/first-item.ts            (after `make setup`; a few seconds)
//
// The model notes when it gives its first item, on the clock that the browser has too. It is on the screen when the frame after the change was drawn.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openPage, startBrowser } from '../test/browser/browser.ts';
import { writeFiles } from '../test/support/temporary-home.ts';
import { TrussScenario } from '../test/support/truss-scenario.ts';

const MODEL = `
import time

class Model:
    def predict(self, body):
        time.sleep(0.2)
        yield f"sent at {time.time() * 1000:.3f} "
        time.sleep(0.2)
        yield "end"
`;

const ROUNDS = 30;

/** Runs the request, and gives the ms between the item and the end of the frame that has it. */
const ROUND = `new Promise((resolve) => {
  const begun = Date.now();
  const painted = new MessageChannel();
  let sent = 0;
  painted.port1.onmessage = () => resolve(performance.timeOrigin + performance.now() - sent);
  const watch = new MutationObserver(() => {
    sent = Number(/sent at ([\\d.]+) /.exec(document.querySelector('.answer pre')?.textContent ?? '')?.[1] ?? 0);
    if (sent < begun) return;
    watch.disconnect();
    // A message that is posted in a frame arrives when that has been drawn.
    requestAnimationFrame(() => painted.port2.postMessage(null));
  });
  watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  document.querySelector('.run').click();
})`;

const directory = mkdtempSync(join(tmpdir(), 'truss-first-item-'));
writeFiles(directory, {
  'm/config.yaml': 'model_name: m\n',
  'm/model/model.py': MODEL,
  'm/examples.yaml': '- name: one\n  input: {}\n',
});
const scenario = new TrussScenario();
const browser = await startBrowser();
try {
  const server = scenario.start(['serve', join(directory, 'm'), '--env', 'current', '--port', '0', '--json']);
  const [announced] = await server.untilPrinted(/^\{"url".*$/m);
  const { ui } = JSON.parse(announced) as { ui: string };
  const { page } = await openPage(browser, ui);
  await page.getByRole('button', { name: 'Run' }).waitFor();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    times.push(Number(await page.evaluate(ROUND)));
    // The same button cancels until the stream has ended.
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (ROUNDS - 1))] ?? Number.NaN).toFixed(1);
  console.log(
    `first item on the screen: median ${at(0.5)} ms, p90 ${at(0.9)} ms, most ${at(1)} ms, of ${ROUNDS} (bar: 50 ms)`,
  );
  server.signal('SIGTERM');
  await server.ended;
} finally {
  await browser.close();
  await scenario.close();
  rmSync(directory, { recursive: true });
}
