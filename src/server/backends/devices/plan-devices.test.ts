import { expect, test } from 'vitest';

import { defaultConfig } from '../../../core/config/config.ts';
import type { Config } from '../../../core/config/config.ts';
import { NO_DEVICES } from './find-devices.ts';
import { planDevices } from './plan-devices.ts';

const TWO = {
  nvidia: [0, 1].map((index) => ({ index: String(index), uuid: `GPU-${index}`, name: 'NVIDIA L4' })),
  hasApple: false,
};

function configWith(resources: Partial<Config['resources']>, workers = 1): Config {
  const plain = defaultConfig();
  const runtime = { ...plain.runtime, num_workers: workers, workers };
  return { ...plain, resources: { ...plain.resources, ...resources }, runtime };
}

const GPU = configWith({ use_gpu: true });

test('a model without a wish for a GPU sees what there is, and has the workers that its config says', () => {
  const plan = planDevices({ config: configWith({}, 3), workers: null, devices: TWO, inherited: {} });
  expect(plan).toEqual({ workers: 3, variables: [], warning: null });
});

test('a GPU model gets a worker a device, counted as the bus does', () => {
  const plan = planDevices({ config: GPU, workers: null, devices: TWO, inherited: {} });
  expect(plan.workers).toBe(2);
  expect(plan.variables).toEqual([
    { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '0' },
    { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '1' },
  ]);
  expect(plan.warning).toBeNull();
});

test('accelerator says how many devices a worker needs', () => {
  const config = configWith({ use_gpu: true, accelerator: 'L4:2' });
  const plan = planDevices({ config, workers: null, devices: TWO, inherited: {} });
  expect(plan.variables).toEqual([{ CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '0,1' }]);
});

test('only what the caller sees is given away, in his words; the config is the last word', () => {
  const inherited = { CUDA_VISIBLE_DEVICES: 'GPU-1' };
  expect(planDevices({ config: GPU, workers: null, devices: TWO, inherited }).variables).toEqual([
    { CUDA_VISIBLE_DEVICES: 'GPU-1' },
  ]);
  const config = { ...GPU, environment_variables: { CUDA_VISIBLE_DEVICES: '0' } };
  expect(planDevices({ config, workers: null, devices: TWO, inherited }).variables).toEqual([
    { CUDA_VISIBLE_DEVICES: '0' },
  ]);
});

test('the command line and the config decide how many workers there are', () => {
  expect(planDevices({ config: GPU, workers: 1, devices: TWO, inherited: {} }).workers).toBe(1);
  const config = configWith({ use_gpu: true }, 3);
  const plan = planDevices({ config, workers: null, devices: TWO, inherited: {} });
  expect(plan.variables.map((own) => own['CUDA_VISIBLE_DEVICES'])).toEqual(['0', '1', '0']);
  expect(plan.warning).toMatch(/^3 workers share 2 GPUs/);
});

test('without a GPU it runs on the processor, with one warning, and nothing is hidden from it', () => {
  const none = planDevices({ config: GPU, workers: null, devices: NO_DEVICES, inherited: {} });
  expect(none).toEqual({
    workers: 1,
    variables: [],
    warning:
      'The model asks for a GPU, and none was found: it runs on the processor, unless it finds a device by itself',
  });
  const hidden = planDevices({ config: GPU, workers: null, devices: TWO, inherited: { CUDA_VISIBLE_DEVICES: '' } });
  expect(hidden.warning).toContain('CUDA_VISIBLE_DEVICES hides the 2 that this machine has');
});

test("Apple's needs no words", () => {
  const devices = { nvidia: [], hasApple: true };
  expect(planDevices({ config: GPU, workers: null, devices, inherited: {} })).toEqual({
    workers: 1,
    variables: [],
    warning: null,
  });
});
