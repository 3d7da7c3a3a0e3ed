/** The oldest Node that runs this program; the published package asks for it, and npm only warns. */
export const OLDEST_NODE = '22.18';

/** What to say on a Node that is too old, where imports would fail with a SyntaxError that says nothing; null on others. */
export function nodeProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return null;
  return `✖ truss needs Node ${OLDEST_NODE} or newer, and this is ${version}. Install a newer one, or \`pip install truss\`, which brings its own.\n`;
}
