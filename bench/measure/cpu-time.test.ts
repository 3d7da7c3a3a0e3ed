import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

import { expect, onTestFinished, test } from 'vitest';

import { cpuTimeOf, cpuTimeOfEndedChildren, tellsCpuTime } from './cpu-time.ts';

const used = 'const used = () => { const { user, system } = process.cpuUsage(); return user + system; };';
/** 200 ms of it, of which /proc may tell a tick or two less. */
const work = `${used} while (used() < 200e3);`;
const leastMs = 150;

test.runIf(tellsCpuTime)('the work of a child counts while it runs', async () => {
  const child = spawn(process.execPath, ['-e', `${work} console.log(1); setInterval(() => {}, 1000)`]);
  onTestFinished(() => void child.kill());
  await once(child.stdout, 'data');
  const ofChild = cpuTimeOf(child.pid ?? 0);
  expect(ofChild).toBeGreaterThanOrEqual(leastMs);
  // It is among the descendants of its parent.
  expect(cpuTimeOf(process.pid)).toBeGreaterThan(ofChild);
});

test.runIf(tellsCpuTime)('and when it has ended', () => {
  const before = cpuTimeOfEndedChildren();
  spawnSync(process.execPath, ['-e', work]);
  expect(cpuTimeOfEndedChildren() - before).toBeGreaterThanOrEqual(leastMs);
});
