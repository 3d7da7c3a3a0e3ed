import { expect, test } from 'vitest';

import { defaultConfig } from '../config/config.ts';
import type { Config } from '../config/config.ts';
import { quoteValue, renderDockerfile } from './dockerfile.ts';
import type { ImageFacts } from './image-stages.ts';
import { imageStages } from './image-stages.ts';

const LOCK = { isEmpty: false, isHashed: true, isFromAnyIndex: false, digest: 'of-lock', local: [] };

function dockerfile(change: Partial<Config> = {}, more: Partial<ImageFacts> = {}): string {
  const facts: ImageFacts = {
    config: { ...defaultConfig(), ...change },
    minor: 12,
    uvVersion: '1.2.3',
    nodeImage: 'node:24-slim',
    layers: (['config', 'model', 'server', 'data'] as const).map((name) => {
      return { name, folder: `layers/${name}`, about: name, digest: `of-${name}` };
    }),
    lock: LOCK,
    labels: { 'truss.name': 'iris' },
    ...more,
  };
  return renderDockerfile('A heading', imageStages(facts));
}

test('the Dockerfile of a truss, from what changes least to what changes most', () => {
  expect(dockerfile()).toMatchSnapshot();
});

test('every Docker since 20.10 reads it', () => {
  const text = dockerfile({ system_packages: ['ffmpeg'], build_commands: ['one\ntwo'] });
  expect(text).not.toMatch(/# *syntax=|<<|--link|--chmod|--exclude|--parents/);
  expect(text).toContain(String.raw`one\ntwo"]`);
});

test.each([
  ['hashes are asked for where all lines have one', { lock: LOCK }, true],
  ['and cannot be where one has none', { lock: { ...LOCK, isHashed: false } }, false],
])('%s', (_, more, strict) => {
  expect(dockerfile({}, more).includes('--require-hashes')).toBe(strict);
});

test('a lock that names indexes has each package looked for in all of them', () => {
  const lock = { ...LOCK, isFromAnyIndex: true };
  expect(dockerfile({}, { lock })).toContain('--require-hashes --index-strategy unsafe-best-match --compile-bytecode');
  expect(dockerfile()).not.toContain('--index-strategy');
});

test('a step that mounts files says which, for builders that do not look at them', () => {
  const local = [{ source: 'layers/packages/own', target: '/app/packages/own', digest: 'of-own' }];
  const text = dockerfile({}, { lock: { ...LOCK, local } });
  for (const said of [': of-lock of-own &&', ': of-data &&', ': of-model &&', ': of-config &&']) {
    expect(text).toContain(said);
  }
});

test('what a shell or Docker would fill in stays as it was written', () => {
  expect(quoteValue('a "b" $c \\ `d`')).toBe(String.raw`"a \"b\" \$c \\ \`d\`"`);
  expect(dockerfile({ system_packages: ['a; rm -rf /'] })).toContain("'a;' rm -rf /");
});

test('commands run after the code and before the config, and see secrets of the build where the config maps them', () => {
  const build = { ...defaultConfig().build, secret_to_path_mapping: { key: '/run/keys/key' } };
  const text = dockerfile({ build, build_commands: ['make it'] });
  const at = (part: string): number => text.indexOf(part);
  expect(at('source=layers/model,')).toBeLessThan(at('make it'));
  expect(at('make it')).toBeLessThan(at('source=layers/config,'));
  expect(text).toContain('--mount=type=secret,id=truss-key,target=/run/keys/key');
});

test('the name of a file is a comment, whatever lines it has', () => {
  const layers = [
    {
      name: 'data',
      folder: 'layers/data-1',
      about: 'the file data/a\nRUN touch /taken\r\nUSER root',
      digest: '',
    } as const,
  ];
  const lines = dockerfile({}, { layers }).split(/\r?\n/);
  expect(lines).toContain('# The file data/a RUN touch /taken USER root.');
  expect(lines).not.toContain('RUN touch /taken');
});

test('a variable of several lines is exported to commands, since no ENV can say it', () => {
  const text = dockerfile({ environment_variables: { PEM: 'one\ntwo', MODE: 'a' }, build_commands: ['make it'] });
  expect(text).toContain('ENV MODE="a"');
  expect(text).not.toContain('ENV PEM');
  expect(text).toContain(String.raw`export PEM='one\ntwo'`);
});
