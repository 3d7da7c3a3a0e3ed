// Compares a value with a shape in the notation of the commands' `json`: {"name", "sometimes"?, "list": [{"a", "b": text | null}]}.

/** What is known of a value: the members of an object, the items of a list; else nothing. */
type Shape =
  | { readonly members: ReadonlyMap<string, Shape>; readonly optional: ReadonlySet<string> }
  | { readonly items: Shape }
  | null;

/** How a value differs from the first shape in `notation`: members that are missing, and those that nobody wrote down. */
export function differencesFromShape(value: unknown, notation: string): string[] {
  const start = notation.search(/[{[]/);
  return compare(value, new Reader(notation.slice(start)).read(), '$');
}

function compare(value: unknown, shape: Shape, path: string): string[] {
  if (shape === null || value === null) return [];
  if ('items' in shape) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item, index) => compare(item, shape.items, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || Array.isArray(value)) return [`${path} is no object`];
  const found = new Map(Object.entries(value));
  const missing = [...shape.members.keys()]
    .filter((name) => !found.has(name) && !shape.optional.has(name))
    .map((name) => `${path}.${name} is missing`);
  const inner = [...found].flatMap(([name, member]) => {
    const known = shape.members.get(name);
    return known === undefined ? [`${path}.${name} is not documented`] : compare(member, known, `${path}.${name}`);
  });
  return [...missing, ...inner];
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads what stands here; words such as `text | null` say nothing about members. */
  read(): Shape {
    this.#space();
    if (this.#take('{')) return this.#object();
    if (this.#take('[')) {
      const items = this.read();
      this.#skipTo(']');
      this.#take(']');
      return { items };
    }
    return null;
  }

  #object(): Shape {
    const members = new Map<string, Shape>();
    const optional = new Set<string>();
    for (;;) {
      this.#space();
      const name = /^"([^"]+)"/.exec(this.#text.slice(this.#at));
      if (name === null) {
        this.#skipTo('}');
        this.#take('}');
        return { members, optional };
      }
      this.#at += name[0].length;
      if (this.#take('?')) optional.add(name[1] ?? '');
      members.set(name[1] ?? '', this.#take(':') ? this.read() : null);
      this.#skipTo(',', '}');
      this.#take(',');
    }
  }

  #space(): void {
    while (this.#text[this.#at] === ' ') this.#at += 1;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #skipTo(...ends: string[]): void {
    while (this.#at < this.#text.length && !ends.includes(this.#text[this.#at] ?? '')) this.#at += 1;
  }
}
