import { describe, expect, test } from 'vitest';

import { parseDevices } from './parse-devices.ts';
import { placeWorkers } from './place-workers.ts';
import { visibleDevices } from './visible-devices.ts';

const FOUR = [0, 1, 2, 3].map((index) => ({ index: String(index), uuid: `GPU-${index}aaa-bbb`, name: 'T4' }));

test('the list of nvidia-smi is read, and what is no device left out', () => {
  const printed = '0, GPU-8f1c-22, NVIDIA H100 80GB HBM3\n1, GPU-9d00-31, Tesla T4\nUnable to determine the device\n';
  expect(parseDevices(printed)).toEqual([
    { index: '0', uuid: 'GPU-8f1c-22', name: 'NVIDIA H100 80GB HBM3' },
    { index: '1', uuid: 'GPU-9d00-31', name: 'Tesla T4' },
  ]);
  expect(parseDevices('')).toEqual([]);
  expect(parseDevices('NVIDIA-SMI has failed because it could not communicate with the driver')).toEqual([]);
});

test.each([
  [undefined, ['0', '1', '2', '3']],
  ['2,0', ['2', '0']],
  [' 3 , 1 ', ['3', '1']],
  ['', []],
  ['-1', []],
  ['1,-1,2', ['1']],
  ['0,7,1', ['0']],
  ['GPU-2aaa,GPU-9', ['GPU-2aaa']],
  ['MIG-4f,MIG-5e', ['MIG-4f', 'MIG-5e']],
])('CUDA_VISIBLE_DEVICES=%j leaves %j', (restriction, visible) => {
  expect(visibleDevices(FOUR, restriction)).toEqual(visible);
});

test('without a driver even a restriction shows nothing', () => {
  expect(visibleDevices([], '0')).toEqual([]);
  expect(visibleDevices([], 'MIG-4f')).toEqual([]);
});

describe('workers get devices', () => {
  const devices = ['0', '1', '2', '3', '4'];

  test('one each, as many as there are', () => {
    expect(placeWorkers(devices, { workers: null, each: 1 })).toEqual({
      workers: 5,
      devices: [['0'], ['1'], ['2'], ['3'], ['4']],
      doubt: null,
    });
  });

  test('several each, with none left over', () => {
    const placement = placeWorkers(devices, { workers: null, each: 2 });
    expect(placement.devices).toEqual([
      ['0', '1'],
      ['2', '3'],
    ]);
    expect(placement.doubt).toBeNull();
  });

  test('fewer workers than devices leave the others free', () => {
    expect(placeWorkers(devices, { workers: 2, each: 1 })).toMatchObject({ devices: [['0'], ['1']], doubt: null });
  });

  test('more workers than devices share them, which is said', () => {
    const placement = placeWorkers(['0', '1'], { workers: 3, each: 1 });
    expect(placement.devices).toEqual([['0'], ['1'], ['0']]);
    expect(placement.doubt).toBe('3 workers share 2 GPUs: each device holds several copies of the model');
  });

  test('a worker that needs more than there are gets all, which is said', () => {
    expect(placeWorkers(['0'], { workers: null, each: 4 })).toEqual({
      workers: 1,
      devices: [['0']],
      doubt: 'It asks for 4 GPUs, and there are 1: it gets those',
    });
  });
});
