import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { homeVariables, temporaryTruss, useTemporaryHome } from '../../../test/support/temporary-home.ts';
import { linkIntoStore } from '../store/content-store.ts';
import { findPickles } from './find-pickles.ts';

useTemporaryHome();

// As pickle writes them, and as torch.save does.
const PROGRAM = `
import pickle, zipfile
for protocol in (2, 3, 4, 5):
    open(f"p{protocol}.safetensors", "wb").write(pickle.dumps({"a": 1}, protocol))
with zipfile.ZipFile("model.bin", "w") as archive:
    archive.writestr("archive/data.pkl", pickle.dumps({}, 2))
    archive.writestr("archive/data/0", b"0" * 9000)
with zipfile.ZipFile("late.bin", "w") as archive:
    archive.writestr("archive/data/0", b"0" * 9000)
    archive.writestr("archive/data.pkl", pickle.dumps({}, 2))
open("old.pkl", "wb").write(pickle.dumps({}, 0))
open("model.joblib.gz", "wb").write(b"compressed")
header = "{'descr': '%s', 'fortran_order': False, 'shape': (1,), }\\n"
for name, kind in [("objects", "|O"), ("numbers", "<f8")]:
    open(f"{name}.npy", "wb").write(b"\\x93NUMPY\\x01\\x00v\\x00" + (header % kind).encode() + b"0" * 8)
with zipfile.ZipFile("words.zip", "w") as archive:
    archive.writestr("words.txt", b"words")
open("model.safetensors", "wb").write((2).to_bytes(8, "little") + b"{}")
open("empty", "wb").close()
`;

test('pickles are known by what they are, whatever they are called, or by their names', async () => {
  const directory = temporaryTruss({});
  execFileSync(homeVariables('').TRUSS_PYTHON, ['-c', PROGRAM], { cwd: directory });
  const names = ['p2', 'p3', 'p4', 'p5', 'model']
    .map((name) => `${name}.safetensors`)
    .concat('model.bin', 'late.bin', 'old.pkl', 'model.joblib.gz', 'objects.npy', 'numbers.npy', 'words.zip', 'empty');
  const files = await Promise.all(
    names.map(async (path) => {
      const bytes = readFileSync(join(directory, path));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await linkIntoStore(join(directory, path), sha256);
      return { path, size: bytes.length, sha256 };
    }),
  );
  expect(await findPickles(files)).toEqual([
    'p2.safetensors',
    'p3.safetensors',
    'p4.safetensors',
    'p5.safetensors',
    'model.bin',
    'late.bin',
    'old.pkl',
    'model.joblib.gz',
    'objects.npy',
  ]);
});
