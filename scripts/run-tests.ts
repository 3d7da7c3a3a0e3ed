// `make test`: runs every check and suite, goes on after a failure, and ends with the line `N passed, N failed`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

interface Step {
  readonly name: string;
  readonly kind: 'check' | 'suite';
  readonly command: readonly string[];
  /** Begun at once and run beside the others; what it prints is shown when its turn comes. */
  readonly isBeside?: true;
  /** Reads how many tests passed and failed; without it the step itself counts as one test. */
  readonly count?: () => Outcome;
}

const root = resolve(import.meta.dirname, '..');
const reports = mkdtempSync(join(tmpdir(), 'truss-reports-'));
const venv = join(root, '.venv-dev/bin');

const environment = {
  ...process.env,
  PATH: `${join(root, 'node_modules/.bin')}:${venv}:${process.env['PATH'] ?? ''}`,
  TRUSS_UV: join(venv, 'uv'),
  TRUSS_TEST_PYTHON: join(venv, 'python'),
};

const npmCheck = (name: string): Step => ({
  name,
  kind: 'check',
  command: ['npm', 'run', '--silent', `check:${name}`],
});

/** The folders whose Python is formatted and linted; the Makefile's `fix` has the same. */
const python = ['python', 'scripts', 'bench', 'examples', 'test'];

const steps: readonly Step[] = [
  npmCheck('format'),
  npmCheck('lint'),
  npmCheck('types'),
  npmCheck('boundaries'),
  npmCheck('unused'),
  npmCheck('generated'),
  { name: 'ruff format', kind: 'check', command: ['ruff', 'format', '--check', ...python] },
  { name: 'ruff', kind: 'check', command: ['ruff', 'check', ...python] },
  ...pythonBoundaries(),
  { name: 'mypy', kind: 'check', command: ['mypy', '--config-file', 'python/pyproject.toml', 'python/src'] },
  {
    name: 'typescript tests',
    kind: 'suite',
    command: [
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${join(reports, 'vitest.json')}`,
    ],
    count: () => countVitest(join(reports, 'vitest.json')),
  },
  {
    name: 'python tests',
    kind: 'suite',
    command: [
      'pytest',
      '-q',
      '-c',
      'python/pyproject.toml',
      '--rootdir=python',
      'python/tests',
      `--junitxml=${join(reports, 'pytest.xml')}`,
    ],
    count: () => countPytest(join(reports, 'pytest.xml')),
  },
  corpus('newest'),
  corpus('oldest'),
];

/** All of scikit-learn's estimators, in the newest version or the oldest that is supported. */
function corpus(version: string): Step {
  const report = join(reports, `corpus-${version}.xml`);
  return {
    name: `${version} scikit-learn`,
    kind: 'suite',
    isBeside: true,
    command: ['nice', 'scripts/run-corpus.sh', version, `--junitxml=${report}`],
    count: () => countPytest(report),
  };
}

/** The contracts of python/pyproject.toml; left out on Python 3.9, for which there is no import-linter that knows them. */
function pythonBoundaries(): Step[] {
  const command = ['lint-imports', '--no-logo', '--no-cache', 'python/pyproject.toml'];
  return existsSync(join(venv, 'lint-imports')) ? [{ name: 'python boundaries', kind: 'check', command }] : [];
}

function countVitest(path: string): Outcome {
  const report = JSON.parse(readFileSync(path, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numFailedTestSuites: number;
  };
  // A file that cannot be loaded is a failed suite without a failed test.
  return { passed: report.numPassedTests, failed: Math.max(report.numFailedTests, report.numFailedTestSuites) };
}

function countPytest(path: string): Outcome {
  const attributes = /<testsuite [^>]*>/.exec(readFileSync(path, 'utf8'))?.[0] ?? '';
  const number = (name: string): number => Number(new RegExp(`${name}="(\\d+)"`).exec(attributes)?.[1] ?? Number.NaN);
  const failed = number('failures') + number('errors');
  return { passed: number('tests') - failed - number('skipped'), failed };
}

/** Runs steps one after another beside all others, each with a file for what it prints. */
function beginBeside(beside: readonly Step[]): Map<Step, Promise<number>> {
  const begun = new Map<Step, Promise<number>>();
  let last: Promise<unknown> = Promise.resolve();
  for (const step of beside) {
    const code = last.then(() => execute(step.command, openSync(outputOf(step), 'w')));
    begun.set(step, code);
    last = code;
  }
  return begun;
}

function outputOf(step: Step): string {
  return join(reports, `${step.name}.txt`);
}

function execute(command: readonly string[], output: number | 'inherit' = 'inherit'): Promise<number> {
  const [file = '', ...rest] = command;
  return new Promise((done) => {
    const child = spawn(file, rest, { cwd: root, env: environment, stdio: ['inherit', output, output] });
    child.on('error', () => done(127));
    child.on('close', (code) => done(code ?? 1));
  });
}

function outcomeOf(step: Step, code: number): Outcome {
  const own = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  if (step.count === undefined) return own;
  try {
    const counted = step.count();
    // A suite that ended badly must not look green, whatever it counted.
    return code !== 0 && counted.failed === 0 ? { passed: counted.passed, failed: 1 } : counted;
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
let passed = 0;
let failed = 0;
const broken: string[] = [];
const chosen = steps.filter(({ kind }) => only === undefined || kind === only);
const beside = beginBeside(chosen.filter(({ isBeside }) => isBeside === true));
try {
  for (const step of chosen) {
    console.log(`\n== ${step.name}`);
    const started = Date.now();
    const outcome = outcomeOf(step, await (beside.get(step) ?? execute(step.command)));
    if (beside.has(step)) console.log(readFileSync(outputOf(step), 'utf8'));
    passed += outcome.passed;
    failed += outcome.failed;
    if (outcome.failed > 0) broken.push(step.name);
    console.log(
      `-- ${step.name}: ${outcome.failed === 0 ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
    );
  }
} finally {
  if (existsSync(reports)) rmSync(reports, { recursive: true });
}
if (broken.length > 0) console.log(`\nfailed: ${broken.join(', ')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
