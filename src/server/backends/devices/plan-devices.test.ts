import { expect, test } from 'vitest';

import { parseConfig } from '../../../core/config/parse-config.ts';
import { NO_DEVICES } from './find-devices.ts';
import type { DevicePlan, PlanParts } from './plan-devices.ts';
import { planDevices } from './plan-devices.ts';

const TWO = {
  nvidia: [0, 1].map((index) => ({ index: String(index), uuid: `GPU-${index}`, name: 'NVIDIA L4' })),
  hasApple: false,
};

/** The plan for a config file, on a machine with two devices unless told otherwise. */
function planFor(text: string, parts: Partial<PlanParts> = {}): DevicePlan {
  const { config, written } = parseConfig(text, { file: 'config.yaml' });
  if (config === null) throw new Error('the config of the test is not valid');
  return planDevices({ config, written, workers: null, devices: TWO, inherited: {}, ...parts });
}

const GPU = 'resources: {use_gpu: true}\n';

test('a model without a wish for a GPU sees what there is, and has the workers that its config says', () => {
  expect(planFor('runtime: {num_workers: 3}')).toEqual({ workers: 3, variables: [], warning: null });
  expect(planFor('')).toEqual({ workers: 1, variables: [], warning: null });
});

test('a GPU model gets a worker a device, counted as the bus does', () => {
  const plan = planFor(GPU);
  expect(plan.workers).toBe(2);
  expect(plan.variables).toEqual([
    { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '0' },
    { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '1' },
  ]);
  expect(plan.warning).toBeNull();
});

test('accelerator says how many devices a worker needs', () => {
  expect(planFor('resources: {accelerator: "L4:2"}').variables).toEqual([
    { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '0,1' },
  ]);
});

test('only what the caller sees is given away, in his words; the config is the last word', () => {
  const inherited = { CUDA_VISIBLE_DEVICES: 'GPU-1' };
  expect(planFor(GPU, { inherited }).variables).toEqual([{ CUDA_VISIBLE_DEVICES: 'GPU-1' }]);
  const config = `${GPU}environment_variables: {CUDA_VISIBLE_DEVICES: "0"}`;
  expect(planFor(config, { inherited }).variables).toEqual([{ CUDA_VISIBLE_DEVICES: '0' }]);
});

test('the command line and the config decide how many workers there are', () => {
  expect(planFor(GPU, { workers: 1 }).workers).toBe(1);
  const plan = planFor(`${GPU}runtime: {num_workers: 3}`);
  expect(plan.variables.map((own) => own['CUDA_VISIBLE_DEVICES'])).toEqual(['0', '1', '0']);
  expect(plan.warning).toMatch(/^3 workers share 2 GPUs/);
});

test.each(['num_workers', 'workers'])('one worker where somebody wrote %s: 1, whatever devices there are', (field) => {
  expect(planFor(`${GPU}runtime: {${field}: 1}`)).toMatchObject({
    workers: 1,
    variables: [{ CUDA_VISIBLE_DEVICES: '0' }],
  });
});

test('without a GPU it runs on the processor, with one warning, and nothing is hidden from it', () => {
  expect(planFor(GPU, { devices: NO_DEVICES })).toEqual({
    workers: 1,
    variables: [],
    warning:
      'The model asks for a GPU, and none was found: it runs on the processor, unless it finds a device by itself',
  });
  const hidden = planFor(GPU, { inherited: { CUDA_VISIBLE_DEVICES: '' } });
  expect(hidden.warning).toContain('CUDA_VISIBLE_DEVICES hides the 2 that this machine has');
});

test("Apple's needs no words", () => {
  const devices = { nvidia: [], hasApple: true };
  expect(planFor(GPU, { devices })).toEqual({ workers: 1, variables: [], warning: null });
});
