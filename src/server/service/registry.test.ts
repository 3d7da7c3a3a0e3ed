import { describe, expect, test } from 'vitest';

import type { Entry } from './entry.ts';
import { Registry } from './registry.ts';

/** What the registry looks at. */
function entry(name: string, version = '1'): Entry {
  return { name, version, limits: { maxBodyBytes: name.length } } as Entry;
}

function registryOf(...entries: readonly Entry[]): Registry {
  const registry = new Registry();
  for (const each of entries) registry.add(each);
  return registry;
}

describe('who is meant', () => {
  const [one, two] = [entry('one'), entry('two', '7')];

  test('by a name and a version', () => {
    const registry = registryOf(one, two);
    expect(registry.resolve('two')).toBe(two);
    expect(registry.resolve('two', '7')).toBe(two);
    expect(registry.resolve('two', '1')).toEqual({
      code: 'MODEL_NOT_FOUND',
      message: 'Model two has no version 1, only 7',
    });
  });

  test('by nobody: what there is, and never more of the name than anybody would read', () => {
    expect(registryOf(one, two).resolve('three')).toEqual({
      code: 'MODEL_NOT_FOUND',
      message: 'Model with name three does not exist; this server has one, two',
    });
    expect(registryOf().resolve('one')).toMatchObject({ message: expect.stringMatching(/; this server has none$/) });
    expect(registryOf(one).resolve('\n'.repeat(10_000))).toMatchObject({
      message: expect.stringMatching(/^.{1,300}$/),
    });
  });

  test('by the name as its config has it', () => {
    const llama = entry('llama-3-1-8b');
    const registry = registryOf(one, llama);
    for (const name of ['Llama-3.1-8B', 'llama 3.1 8b', 'LLAMA/3.1/8B']) expect(registry.resolve(name)).toBe(llama);
    expect(registryOf(one).resolve('???')).toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  test('by nearly the name: which one was meant', () => {
    expect(registryOf(entry('iris'), two).resolve('irsi')).toMatchObject({
      message: 'Model with name irsi does not exist; did you mean iris?',
    });
  });

  test('where there is a single one: by `model`, and without a name', () => {
    const registry = registryOf(one);
    expect(registry.resolve('model')).toBe(one);
    expect(registry.resolveUnnamed('')).toBe(one);
    expect([...registry.byName.keys()]).toEqual(['model', 'one']);
    registry.add(two);
    expect(registry.resolve('model')).toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect(registry.resolveUnnamed('Name it.')).toEqual({
      code: 'MODEL_NOT_FOUND',
      message: 'The request names no model; this server has one, two',
      hint: 'Name it.',
    });
    registry.remove(one);
    expect(registry.resolve('model')).toBe(two);
  });
});

test('the bounds of a server are the largest of its entries', () => {
  const registry = registryOf(entry('a'), entry('longest'));
  expect(registry.maxBodyBytes).toBe(7);
  expect(registryOf().maxBodyBytes).toBe(0);
});

test('who watches hears of each change when it is so', () => {
  const registry = registryOf();
  const heard: string[] = [];
  const note =
    (what: string) =>
    ({ name }: Entry): void =>
      void heard.push(`${what} ${name} of ${registry.entries.length}`);
  registry.watch({ added: note('added'), changed: note('changed'), removed: note('removed') });
  const one = entry('one');
  registry.add(one);
  expect(() => registry.add(entry('one'))).toThrow('A model with name one is served already');
  registry.noteChange(one);
  registry.remove(one);
  expect(heard).toEqual(['added one of 1', 'changed one of 1', 'removed one of 0']);
});
