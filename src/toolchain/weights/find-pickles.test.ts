import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { homeVariables, temporaryTruss, useTemporaryHome } from '../../../test/support/temporary-home.ts';
import { linkIntoStore } from '../store/content-store.ts';
import { findPickles } from './find-pickles.ts';

useTemporaryHome();

/** Files as Python writes them, and as somebody does who hides something in them. Their names say what is to be found. */
const PROGRAM = String.raw`
import collections, functools, gzip, io, os, pickle, tarfile, zipfile, zlib
import joblib, numpy

class Calls:
    def __init__(self, function, *args):
        self.what = function, args
    def __reduce__(self):
        return self.what

ls, values = Calls(os.system, "ls"), {"a": 1, "b": [2.5, None, (1, 2, 3, 4)], "c": {1}, "d": 2**200, "e": -5, "f": "é" * 300}

def write(name, data):
    with open(name, "wb") as file:
        file.write(data)

def archive(name, members, packing=zipfile.ZIP_STORED):
    with zipfile.ZipFile(name, "w", packing) as file:
        for member, data in members.items():
            file.writestr(member, data)

for protocol in range(6):
    write(f"plain-{protocol}.pkl", pickle.dumps(values, protocol))
    # PyTorch unpickles whatever it is given, and so do others: the name means nothing.
    write(f"harmful-posix.system-{protocol}.safetensors", pickle.dumps([ls], protocol))

# torch.save: the tensors of an archive may begin like a pickle, and nobody loads them as one.
noise = b"\x80\x02" + bytes(9000)
archive("plain-torch.bin", {"a/data.pkl": pickle.dumps(collections.OrderedDict(a=1), 2), "a/data/0": noise})
archive("harmful-posix.system-torch.bin", {"a/data/0": noise, "a/data.pkl": pickle.dumps(ls, 2)})
archive("harmful-posix.system-packed.bin", {"a/data.pkl": pickle.dumps(ls, 2)}, zipfile.ZIP_DEFLATED)
archive("harmful-posix.system-nested.zip", {"inner.zip": open("harmful-posix.system-torch.bin", "rb").read()})
write("harmful-posix.system-both.bin", pickle.dumps(ls) + open("plain-torch.bin", "rb").read())
archive("none-words.zip", {"words.txt": b"words"})

# Before its archives PyTorch wrote five pickles, and the tensors behind them.
legacy = b"".join(pickle.dumps(part, 2) for part in (0x1950A86A20F9469CFC6C, 1001, {}, collections.OrderedDict(), ["0"]))
write("plain-legacy.bin", legacy + b"\x80\x02" + bytes(100))
write("harmful-posix.system-legacy.bin", pickle.dumps(0x1950A86A20F9469CFC6C, 2) + pickle.dumps(ls, 2))

with tarfile.open("harmful-posix.system-older.tar", "w") as file:
    entry = tarfile.TarInfo("w.ckpt")
    entry.size = len(pickle.dumps(ls))
    file.addfile(entry, io.BytesIO(pickle.dumps(ls)))

write("harmful-posix.system-gzip.pkl.gz", gzip.compress(pickle.dumps(ls)))
write("harmful-posix.system-zlib.joblib", zlib.compress(pickle.dumps(ls)))
write("unread-xz.pkl.xz", b"\xfd7zXZ\x00" + bytes(40))
write("unread-7z.pt", b"7z\xbc\xaf\x27\x1c" + bytes(40))

# What breaks off after the call has been made harms all the same.
write("harmful-posix.system-broken.pkl", pickle.dumps(ls)[:-1] + b"\xff")
write("harmful-posix.system-second.pkl", pickle.dumps(1) + pickle.dumps(ls))
write("unread-cut.pkl", pickle.dumps(values)[:-30])

# By hand: names from the memo, made while loading, of Python 2, by INST, by number, by way of another module.
write("harmful-posix.system-memo.pkl", b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x940h\x00h\x01\x93\x8c\x01x\x85R.")
write("harmful-?.?-computed.pkl", b"\x80\x04](\x93.")
write("harmful-builtins.eval-two.bin", b"c__builtin__\neval\n(S'1'\ntR.")
write("harmful-os.system-inst.bin", b"(S'x'\nios\nsystem\n.")
write("harmful-numpy.f2py.os.system-way.pkl", b"\x80\x04\x8c\x05numpy\x8c\x0ef2py.os.system\x93.")
write("code-copyreg.extension 7-number.pkl", b"\x80\x02\x82\x07.")

write("code-functools.partial-partial.pkl", pickle.dumps(functools.partial(int)))
write("code-collections.UserDict-class.pkl", pickle.dumps(collections.UserDict()))

# joblib writes numbers into the midst of the pickle, and numpy a pickle behind its head.
# The nodes of a tree of scikit-learn are a structure.
joblib.dump([numpy.zeros(9, [("x", "f8"), ("y", "<i4", (2,))]), collections.UserDict()], "code-collections.UserDict-structure.joblib")
joblib.dump(numpy.zeros(9, [("x", "O")]), "plain-structure-of-objects.joblib")
joblib.dump([numpy.arange(9000), numpy.array(["a", None], dtype=object), numpy.array(["aa"]), numpy.eye(3)], "plain-arrays.joblib")
joblib.dump([numpy.arange(9000), ls], "harmful-posix.system-behind.joblib")
joblib.dump([numpy.array([ls, 1], dtype=object), 1], "harmful-posix.system-inside.joblib")
joblib.dump([numpy.arange(9000), ls], "harmful-posix.system-packed.joblib", compress=3)
numpy.save("harmful-posix.system-objects.npy", numpy.array([ls, 1], dtype=object))
numpy.savez_compressed("harmful-posix.system-packed.npz", a=numpy.array([ls], dtype=object))
numpy.save("none-numbers.npy", numpy.arange(5))

write("none-model.safetensors", (2).to_bytes(8, "little") + b"{}")
write("none-config.json", b'{"a": 1}')
write("none-words.txt", b"Very long\ncould be\nread\nas one.")
write("none-empty", b"")
`;

test('what a pickle would call is found, whatever it is called and whatever it lies in', async () => {
  const directory = temporaryTruss({});
  execFileSync(homeVariables('').TRUSS_PYTHON, ['-W', 'ignore', '-c', PROGRAM], { cwd: directory });
  const files = await Promise.all(
    readdirSync(directory).map(async (path) => {
      const bytes = readFileSync(join(directory, path));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await linkIntoStore(join(directory, path), sha256);
      return { path, size: bytes.length, sha256 };
    }),
  );
  const found = await findPickles(files.toSorted((left, right) => (left.path < right.path ? -1 : 1)));
  const told = Object.fromEntries(found.map(({ path, risk, names }) => [path, [risk, ...names]]));
  const expected = files.flatMap(({ path }) => {
    const [risk = '', name = ''] = path.split('-');
    if (risk === 'none') return [];
    return [[path, risk === 'harmful' || risk === 'code' ? [risk, name] : [risk]] as const];
  });
  expect(told).toEqual(Object.fromEntries(expected));
  expect(expected.length).toBeGreaterThan(40);
});
