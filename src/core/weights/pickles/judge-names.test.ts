import { expect, test } from 'vitest';

import { describePickle } from './describe-pickle.ts';
import { judgeNames } from './judge-names.ts';

function judge(...names: string[]): string {
  const imported = names.map((each) => {
    const [module = '', name = ''] = each.split(' ');
    return { module, name };
  });
  return judgeNames(imported, true).risk;
}

test.each([
  ['plain', []],
  ['plain', ['collections OrderedDict', 'torch._utils _rebuild_tensor_v2', 'torch BFloat16Storage']],
  ['plain', ['__builtin__ set', 'copy_reg _reconstructor', 'numpy.core.multiarray _reconstruct', 'numpy ndarray']],
  ['code', ['sklearn.pipeline Pipeline']],
  ['code', ['torch._utils _unheard_of']],
  ['code', ['builtins getattr', 'operator attrgetter', 'functools partial']],
  // The classes of a user may be called like anything.
  ['code', ['tests.model Model', 'coder Model', 'osmium Model']],
])('%s: %j', (risk, names) => expect(judge(...names)).toBe(risk));

// What scanners of pickles know of, and what has got past them.
test.each([
  'os system',
  'nt system',
  'subprocess Popen',
  'commands getoutput',
  'builtins eval',
  '__builtin__ execfile',
  'builtins __import__',
  'torch serialization.os.system',
  'numpy.f2py.crackfortran getlincoef',
  'numpy.testing._private.utils runstring',
  'torch.utils.collect_env run',
  'torch._inductor.codecache compile_file',
  'torch.hub load',
  'pickle loads',
  'asyncio.unix_events _UnixSubprocessTransport._start',
  'pip main',
  'pydoc pipepager',
  'code InteractiveInterpreter',
  'lib2to3.pgen2.grammar Grammar.loads',
  'idlelib.pyshell ModifiedInterpreter.runcode',
  'imaplib IMAP4_stream',
  'urllib.request urlopen',
  'uuid _get_command_stdout',
  'ctypes CDLL',
  'webbrowser open',
  'requests.api get',
  'distutils.file_util write_file',
  'cloudpickle.cloudpickle subimport',
  'numpy os',
  '? ?',
])('harmful: %s', (name) => expect(judge('collections OrderedDict', name)).toBe('harmful'));

test('of many names a few are told, and of harmful ones those', () => {
  const others = ['a', 'b', 'c', 'd'].map((name) => ({ module: 'lib', name }));
  expect(describePickle({ path: 'm.pkl', ...judgeNames(others, true) })).toBe(
    'm.pkl is a pickle: it runs code of lib.a, lib.b, lib.c and 1 more when it is loaded',
  );
  const harmful = judgeNames(others.concat({ module: 'os', name: 'system' }), false);
  expect(describePickle({ path: 'm.pkl', ...harmful })).toBe(
    'm.pkl is a pickle that calls os.system, which no model needs: do not load it',
  );
});
