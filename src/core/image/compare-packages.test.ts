import { expect, test } from 'vitest';

import { comparePackages } from './compare-packages.ts';

const installed = [
  { name: 'NumPy', version: '2.4.6' },
  { name: 'ruamel.yaml', version: '1.0' },
  { name: 'own', version: '0.1' },
  { name: 'pip', version: '26' },
];

test('nothing differs where each is as it was locked', () => {
  const lines = [
    'numpy==2.4.6',
    'ruamel-yaml==1.0',
    './packages/own',
    'own @ file:///x',
    "pywin32==1 ; sys_platform == 'win32'",
  ];
  expect(comparePackages(lines, installed)).toEqual([]);
});

test('versions of several platforms are all right, and one that is none of them is not', () => {
  const versions = ["numpy==2.2 ; python_version < '3.11'", "numpy==2.4.6 ; python_version >= '3.11'"];
  expect(comparePackages([...versions, 'ruamel.yaml==1.0', 'own'], installed)).toEqual([]);
  expect(comparePackages(['numpy==2.0', 'ruamel.yaml==1.0', 'own', 'six==1.17'], installed)).toEqual([
    { name: 'numpy', locked: '2.0', installed: '2.4.6' },
    { name: 'six', locked: '1.17', installed: null },
  ]);
});

test('what nobody has locked is told', () => {
  expect(comparePackages(['numpy==2.4.6', 'own'], installed)).toEqual([
    { name: 'ruamel-yaml', locked: null, installed: '1.0' },
  ]);
});
