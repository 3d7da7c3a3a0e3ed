// What the names that a pickle imports say of it. Only a short list is harmless for certain; a short one is there to harm; of all others
// nobody can say more than what they are called. A name that is on no list is never taken for harmless: so the lists need not know what
// comes up next.
import type { ImportedName } from './pickle-machine.ts';

/** How much a pickle can do when it is loaded. */
type PickleRisk =
  /** Tensors, arrays and plain values: it imports nothing else. */
  | 'plain'
  /** It calls code of the libraries that it names. */
  | 'code'
  /** It calls what no model needs: commands, the network, other code. */
  | 'harmful'
  /** It could not be read to its end. */
  | 'unread';

/** What was found in a pickle. */
export interface JudgedPickle {
  readonly risk: PickleRisk;
  /** What it imports, without what is harmless; of a harmful one what makes it so: `posix.system`. */
  readonly names: readonly string[];
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Classes and functions that do no more than make a value. */
const HARMLESS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['builtins', set('set frozenset list dict tuple bytearray bytes int float bool complex str slice range')],
  ['collections', set('OrderedDict defaultdict Counter deque')],
  ['datetime', set('date datetime time timedelta timezone')],
  ['decimal', set('Decimal')],
  ['fractions', set('Fraction')],
  ['pathlib', set('Path PosixPath PurePosixPath WindowsPath PureWindowsPath')],
  ['copyreg', set('_reconstructor')],
  ['_codecs', set('encode')],
  ['argparse', set('Namespace')],
  ['numpy', set('ndarray dtype float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool_')],
  ...['numpy.core.multiarray', 'numpy._core.multiarray'].map((module) => [module, set('_reconstruct scalar')] as const),
  ...['numpy.core.numeric', 'numpy._core.numeric'].map((module) => [module, set('_frombuffer')] as const),
  ['joblib.numpy_pickle', set('NumpyArrayWrapper')],
  [
    'torch',
    set(`Size device dtype Tensor FloatStorage HalfStorage BFloat16Storage DoubleStorage LongStorage IntStorage ShortStorage CharStorage
ByteStorage BoolStorage ComplexFloatStorage ComplexDoubleStorage QInt8Storage QUInt8Storage QInt32Storage QUInt4x2Storage QUInt2x4Storage
float16 float32 float64 bfloat16 int8 int16 int32 int64 uint8 bool`),
  ],
  [
    'torch._utils',
    set(`_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter _rebuild_parameter_with_state _rebuild_qtensor
_rebuild_sparse_tensor _rebuild_meta_tensor_no_storage _rebuild_device_tensor_from_numpy`),
  ],
  ['torch._tensor', set('_rebuild_from_type_v2')],
  ['torch.nn.parameter', set('Parameter Buffer')],
  ['torch.serialization', set('_get_layout')],
  ['torch.storage', set('UntypedStorage TypedStorage')],
]);

/** Of these modules, and what lies below them, no model needs anything. */
const HARMFUL_MODULES: ReadonlySet<string> =
  set(`os posix nt subprocess commands sys shutil socket ssl pty runpy code codeop pdb bdb pip
ensurepip venv webbrowser ctypes _ctypes signal asyncio aiohttp http httplib urllib urllib2 requests ftplib smtplib telnetlib imaplib
poplib xmlrpc pickle _pickle cPickle marshal importlib imp pkgutil pydoc doctest profile cProfile timeit trace test.support idlelib
lib2to3 distutils setuptools _posixsubprocess _osx_support _aix_support _pyrepl antigravity numpy.f2py numpy.testing torch.hub
torch.utils.collect_env torch.utils.bottleneck torch.utils.cpp_extension torch.utils._config_module torch.utils.data.datapipes.utils
torch._inductor torch._dynamo torch.fx.experimental torch.jit.unsupported_tensor_ops`);

/** Single ones of modules that have others. */
const HARMFUL_NAMES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['builtins', set('eval exec compile open __import__ globals locals vars input breakpoint apply execfile file')],
  ['types', set('CodeType FunctionType')],
  ['io', set('open FileIO open_code')],
  ['_io', set('open FileIO open_code')],
  ['uuid', set('_get_command_stdout _popen')],
  ['platform', set('popen _syscmd_file _syscmd_ver')],
  ['logging', set('FileHandler')],
  ['logging.config', set('fileConfig dictConfig listen')],
  ['site', set('main addsitedir addpackage execsitecustomize')],
  ['cloudpickle.cloudpickle', set('subimport')],
  ['dill', set('load loads')],
  ['dill._dill', set('load loads _import_module')],
  ['joblib', set('load')],
  ['numpy', set('load fromfile save')],
  ['pandas', set('read_pickle eval')],
  ['torch', set('load')],
  ['torch.jit', set('load')],
  ['torch.serialization', set('load')],
]);

/** What Python 3 calls modules of Python 2. */
const FORMER: Readonly<Record<string, string>> = { __builtin__: 'builtins', copy_reg: 'copyreg' };

/** What can be said of a pickle by what it imports. `isWhole`: whether it could be read to its end. */
export function judgeNames(imported: Iterable<ImportedName>, isWhole: boolean): JudgedPickle {
  const names = [...imported].map(({ module, name }) => ({ module: FORMER[module] ?? module, name }));
  const harmful = names.filter(isHarmful);
  const others = names.filter((each) => !isHarmful(each) && !isHarmless(each));
  const risk = harmful.length > 0 ? 'harmful' : !isWhole ? 'unread' : others.length > 0 ? 'code' : 'plain';
  const told = risk === 'harmful' ? harmful : others;
  return { risk, names: told.map(({ module, name }) => `${module}.${name}`) };
}

function isHarmless({ module, name }: ImportedName): boolean {
  return HARMLESS.get(module)?.has(name) === true;
}

function isHarmful({ module, name }: ImportedName): boolean {
  // What is made while it is loaded is hidden.
  if (module === '?' || name === '?') return true;
  const [path, inside] = [module.split('.'), name.split('.')];
  const parts = [...path, ...inside];
  if (parts.some((_, index) => HARMFUL_MODULES.has(parts.slice(0, index).join('.')))) return true;
  // Modules have others in them: `numpy.f2py.os`, `torch.serialization.os.system`.
  if (inside.some((part) => HARMFUL_MODULES.has(part))) return true;
  return HARMFUL_NAMES.get(module)?.has(name) === true;
}
