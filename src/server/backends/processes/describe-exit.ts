/** How a process ended, to be read after "the worker process": `was killed by SIGKILL`, `ended with status 1`. */
export function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `ended with status ${code}` : `was killed by ${signal}`;
}
