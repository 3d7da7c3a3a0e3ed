// The bill of materials of a release, in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/). It is made of the modules that are
// really in the bundles: node_modules, which other generators read, has every tool of the developers and knows no wheel.
import { createHash } from 'node:crypto';

/** A package that is built into ours, as the bundler's plugin lists it. */
export interface BuiltIn {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license: string;
  /** Of the lock: `sha512-` and the digest of its tarball in base64. */
  readonly integrity: string;
}

/** One of the two packages that a release has. */
interface Published {
  readonly ecosystem: 'npm' | 'pypi';
  readonly version: string;
  /** Of the file that is uploaded, in hexadecimal. */
  readonly sha256: string;
  /** What is installed with it: requirements as its manifest has them. */
  readonly requirements: readonly string[];
}

/** What there is to say about a release. */
export interface Release {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** ISO 8601. */
  readonly time: string;
  readonly published: readonly Published[];
  readonly builtIn: readonly BuiltIn[];
}

/** The document: the release, its packages, what is built into both, and what is installed with either. */
export function renderSbom(release: Release): object {
  const { name, version, license, time, published, builtIn } = release;
  const builtInRefs = builtIn.map((each) => npmUrl(each.name, each.version));
  const requirements = [...new Set(published.flatMap((each) => each.requirements))];
  const content = {
    metadata: {
      timestamp: time,
      component: { type: 'application', 'bom-ref': name, name, version, licenses: licensesOf(license) },
    },
    components: [
      ...published.map((each) => publishedComponent(release, each)),
      ...builtIn.map(builtInComponent),
      ...requirements.map(requiredComponent),
    ],
    dependencies: [
      { ref: name, dependsOn: published.map((each) => publishedUrl(name, each)) },
      ...published.map((each) => ({
        ref: publishedUrl(name, each),
        dependsOn: [...builtInRefs, ...each.requirements.map(requirementUrl)],
      })),
    ],
  };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialNumber(JSON.stringify(content)),
    version: 1,
    ...content,
  };
}

function publishedComponent({ name, license }: Release, published: Published): object {
  const purl = publishedUrl(name, published);
  const hashes = [{ alg: 'SHA-256', content: published.sha256 }];
  return {
    type: 'application',
    'bom-ref': purl,
    name,
    version: published.version,
    hashes,
    licenses: licensesOf(license),
    purl,
  };
}

function builtInComponent({ name, version, license, integrity }: BuiltIn): object {
  const [, group, bare = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const purl = npmUrl(name, version);
  const hashes = [{ alg: 'SHA-512', content: hexadecimal(integrity) }];
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group !== undefined && { group }),
    name: bare,
    version,
    hashes,
    licenses: licensesOf(license),
    purl,
  };
}

/** A package that pip chooses the version of. */
function requiredComponent(requirement: string): object {
  const purl = requirementUrl(requirement);
  return {
    type: 'library',
    'bom-ref': purl,
    name: requirementName(requirement),
    scope: 'required',
    purl,
    properties: [{ name: 'truss:requirement', value: requirement }],
  };
}

function licensesOf(expression: string): object[] {
  return [/^[\w.-]+$/.test(expression) ? { license: { id: expression } } : { expression }];
}

function publishedUrl(name: string, { ecosystem, version }: Published): string {
  return `pkg:${ecosystem}/${name}@${version}`;
}

function npmUrl(name: string, version: string): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}

function requirementUrl(requirement: string): string {
  return `pkg:pypi/${requirementName(requirement)}`;
}

function requirementName(requirement: string): string {
  return /^[\w.-]+/.exec(requirement)?.[0].toLowerCase() ?? requirement;
}

function hexadecimal(integrity: string): string {
  return Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
}

/** Of what the document says, so that the same release always has the same one: a UUID of version 8 (RFC 9562). */
function serialNumber(content: string): string {
  const digest = createHash('sha256').update(content).digest('hex');
  const parts = [digest.slice(0, 8), digest.slice(8, 12), `8${digest.slice(13, 16)}`, `8${digest.slice(17, 20)}`];
  return `urn:uuid:${parts.join('-')}-${digest.slice(20, 32)}`;
}
