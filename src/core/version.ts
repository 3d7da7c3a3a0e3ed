import packageJson from '../../package.json' with { type: 'json' };

/** The version of Truss, as in package.json, the one place where it is written by hand. */
export const version: string = packageJson.version;

/** The version of the Python package of this release. */
export const pythonVersion: string = toPythonVersion(version);

/** A version as Python writes it (PEP 440): `2.0.0-beta.3` is `2.0.0b3`. One that is in that form stays as it is. */
export function toPythonVersion(npmVersion: string): string {
  return npmVersion.replace(/-?(alpha|beta|rc)\.?/, (_, stage: string) => (stage === 'rc' ? 'rc' : stage.charAt(0)));
}
