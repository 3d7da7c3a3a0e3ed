// Names of programs, of whatever names models and schemas have.

/** `text-stream` → `TextStream`; empty where no letter of it can stand in a name. */
export function toPascal(text: string): string {
  return words(text)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** `text-stream` → `textStream`. */
export function toCamel(text: string): string {
  const pascal = toPascal(text);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** `TextStream` → `text_stream`. */
export function toSnake(text: string): string {
  return words(text.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2'))
    .join('_')
    .toLowerCase();
}

/** A name that begins as names do. */
export function safeName(name: string, fallback: string): string {
  if (name === '') return fallback;
  return /^[0-9]/.test(name) ? `${fallback}${name}` : name;
}

/** Gives names that are not taken yet. */
export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** The name, or with a number behind it, and takes it. */
  take(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.#taken.has(name); number += 1) name = `${wanted}${number}`;
    this.#taken.add(name);
    return name;
  }
}

/** ASCII alone: what else is a letter differs between languages and their versions. */
function words(text: string): string[] {
  return text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
}
