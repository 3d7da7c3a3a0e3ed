// What the reports of vitest (JSON) and pytest (JUnit XML) say: how many passed and failed, and how the failed ones are asked again.
import { readFileSync } from 'node:fs';

/** How many tests passed and failed. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly name: string; readonly status: string }[];
}

/** Reads a report of vitest's JSON reporter. */
export function countVitest(path: string): Outcome {
  const report = readVitest(path);
  const { numPendingTests: skipped } = report;
  if (skipped > 0) console.log(`!! ${skipped} tests were SKIPPED: what they need is not here`);
  // A file that cannot be loaded is a failed suite without a failed test.
  return { passed: report.numPassedTests, failed: Math.max(report.numFailedTests, report.numFailedTestSuites) };
}

/** The test files in which something failed, as absolute paths. */
export function failedVitestFiles(path: string): string[] {
  return readVitest(path)
    .testResults.filter(({ status }) => status === 'failed')
    .map(({ name }) => name);
}

function readVitest(path: string): VitestReport {
  return JSON.parse(readFileSync(path, 'utf8')) as VitestReport;
}

/** Reads a report that pytest wrote with `--junitxml`. */
export function countPytest(path: string): Outcome {
  const attributes = /<testsuite [^>]*>/.exec(readFileSync(path, 'utf8'))?.[0] ?? '';
  const number = (name: string): number => Number(new RegExp(`${name}="(\\d+)"`).exec(attributes)?.[1] ?? Number.NaN);
  const failed = number('failures') + number('errors');
  return { passed: number('tests') - failed - number('skipped'), failed };
}
