// `make test`: runs every check and suite, goes on after a failure, and ends with the line `N passed, N failed`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { countPytest, countVitest, failedVitestFiles, type Outcome } from './test-reports.ts';

interface Step {
  readonly name: string;
  readonly kind: 'check' | 'suite';
  readonly command: readonly string[];
  /** Begun at once and run beside the others, one after another where several are of one queue; what it prints is shown when its turn comes. */
  readonly beside?: 'corpus' | 'images' | 'site' | 'cluster';
  /** Reads how many tests passed and failed; without it the step itself counts as one test. */
  readonly count?: () => Outcome;
  /** The command that asks once more what has just failed, and reports to the same place; read before it runs. */
  readonly again?: () => readonly string[] | undefined;
}

/**
 * So many failures are asked once more, alone, when all else has ended: a test that then passes has lost to the load of
 * the suites beside it, or may fail by chance, and is named as such. More than these are a fault of the code.
 */
const askedAgainAtMost = 5;

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

const vitestReport = join(reports, 'vitest.json');
const vitest = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`];
const pytestReport = join(reports, 'pytest.xml');
const pytest = [
  'pytest',
  '-q',
  '-c',
  'python/pyproject.toml',
  '--rootdir=python',
  'python/tests',
  `--junitxml=${pytestReport}`,
];

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
    command: vitest,
    count: () => countVitest(vitestReport),
    again: () => {
      const files = failedVitestFiles(vitestReport);
      // An error outside of every test has no file to be asked; without files vitest would run all.
      return files.length === 0 ? undefined : [...vitest, ...files];
    },
  },
  {
    name: 'python tests',
    kind: 'suite',
    command: pytest,
    count: () => countPytest(pytestReport),
    again: () => [...pytest, '--last-failed', '--last-failed-no-failures=none'],
  },
  images(),
  site(),
  cluster(),
  corpus('newest'),
  corpus('oldest'),
  ...frameworkFamilies(),
];

/** All of scikit-learn's estimators, in the newest version or the oldest that is supported. */
function corpus(version: string): Step {
  const report = join(reports, `corpus-${version}.xml`);
  return {
    name: `${version} scikit-learn`,
    kind: 'suite',
    beside: 'corpus',
    command: ['nice', 'scripts/run-corpus.sh', version, `--junitxml=${report}`],
    count: () => countPytest(report),
  };
}

/** Frameworks whose libraries need an environment of their own: each folder that has requirements. */
function frameworkFamilies(): Step[] {
  const folder = join(root, 'python/tests/frameworks');
  const families = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'requirements.txt')));
  return families.map((family) => {
    const report = join(reports, `frameworks-${family}.xml`);
    return {
      name: `frameworks: ${family}`,
      kind: 'suite',
      beside: 'corpus',
      command: ['nice', 'scripts/run-frameworks.sh', family, `--junitxml=${report}`],
      count: () => countPytest(report),
    };
  });
}

/** Images built and run by a real engine; skipped, and said so, where there is none. */
function images(): Step {
  const report = join(reports, 'images.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const suite = ['vitest', 'run', '--config', 'vitest.docker.config.ts', ...reporters];
  const command = ['test/setup/with-docker.sh', 'test/setup/with-podman.sh', ...suite];
  return {
    name: 'images',
    kind: 'suite',
    beside: 'images',
    command,
    count: () => countVitest(report),
    again: () => {
      const files = failedVitestFiles(report);
      return files.length === 0 ? undefined : [...command, ...files];
    },
  };
}

/** The documentation built into a site, and looked at. */
function site(): Step {
  const report = join(reports, 'site.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const command = ['nice', 'vitest', 'run', '--config', 'vitest.site.config.ts', ...reporters];
  return {
    name: 'site',
    kind: 'suite',
    beside: 'site',
    command,
    count: () => countVitest(report),
    again: () => command,
  };
}

/**
 * What needs a Kubernetes, which is built from source where that has not been done: a quarter of an hour beside all else. Not `nice`: what
 * is built last is waited for last, and a cluster that is given no time takes its own nodes for dead.
 */
function cluster(): Step {
  const report = join(reports, 'cluster.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const suite = ['vitest', 'run', '--config', 'vitest.cluster.config.ts', ...reporters];
  const command = ['test/setup/kubernetes/with-cluster.sh', 'test/setup/with-docker.sh', 'nice', ...suite];
  return {
    name: 'cluster',
    kind: 'suite',
    beside: 'cluster',
    command,
    count: () => countVitest(report),
    again: () => {
      const files = failedVitestFiles(report);
      return files.length === 0 ? undefined : [...command, ...files];
    },
  };
}

/** The contracts of python/pyproject.toml; left out on Python 3.9, for which there is no import-linter that knows them. */
function pythonBoundaries(): Step[] {
  const command = ['lint-imports', '--no-logo', '--no-cache', 'python/pyproject.toml'];
  return existsSync(join(venv, 'lint-imports')) ? [{ name: 'python boundaries', kind: 'check', command }] : [];
}

/** Runs the steps of each queue one after another beside all others, each with a file for what it prints. */
function beginBeside(beside: readonly Step[]): Map<Step, Promise<number>> {
  const begun = new Map<Step, Promise<number>>();
  const last = new Map<Step['beside'], Promise<unknown>>();
  for (const step of beside) {
    const before = last.get(step.beside) ?? Promise.resolve();
    const code = before.then(() => execute(step.command, openSync(outputOf(step), 'w')));
    begun.set(step, code);
    last.set(step.beside, code);
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
const chosen = steps.filter(({ kind }) => only === undefined || kind === only);
const beside = beginBeside(chosen.filter(({ beside: queue }) => queue !== undefined));
const outcomes = new Map<Step, Outcome>();
const unsteady: string[] = [];
try {
  for (const step of chosen) {
    console.log(`\n== ${step.name}`);
    const started = Date.now();
    const outcome = outcomeOf(step, await (beside.get(step) ?? execute(step.command)));
    if (beside.has(step)) console.log(readFileSync(outputOf(step), 'utf8'));
    outcomes.set(step, outcome);
    console.log(
      `-- ${step.name}: ${outcome.failed === 0 ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
    );
  }
  for (const [step, outcome] of outcomes) await askAgain(step, outcome);
} finally {
  if (existsSync(reports)) rmSync(reports, { recursive: true });
}

/** Asks what failed once more, and takes what comes of it for the outcome. */
async function askAgain(step: Step, before: Outcome): Promise<void> {
  if (before.failed === 0 || before.failed > askedAgainAtMost) return;
  const command = step.again?.();
  if (command === undefined) return;
  console.log(`\n== ${step.name}: what failed, once more and alone`);
  const { failed } = outcomeOf(step, await execute(command));
  outcomes.set(step, { passed: before.passed + Math.max(before.failed - failed, 0), failed });
  if (failed < before.failed) unsteady.push(`${before.failed - failed} of ${step.name}`);
}

const broken = [...outcomes].filter(([, { failed }]) => failed > 0).map(([{ name }]) => name);
if (unsteady.length > 0) {
  console.log(`\nUNSTEADY, failed at first and passed alone: ${unsteady.join(', ')} (see above)`);
}
if (broken.length > 0) console.log(`\nfailed: ${broken.join(', ')}`);
const total = (which: keyof Outcome): number =>
  [...outcomes.values()].reduce((sum, outcome) => sum + outcome[which], 0);
console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') === 0 ? 0 : 1;
