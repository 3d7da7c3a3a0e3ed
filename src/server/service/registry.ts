// Which models are served, and which of them is meant.
import { slugOf } from '../../core/config/entry-name.ts';
import { nearest } from '../../core/config/nearest.ts';
import { showText } from '../../core/errors/show-text.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { OrRefusal } from '../../core/inference/refusal.ts';
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import type { Entry } from './entry.ts';

/** With a single entry this name always works, whatever the entry is called. */
const ALIAS = 'model';

/** A stranger may send a megabyte for a name. */
const MAX_NAME_CHARACTERS = 1024;

/** What happens to entries while a server runs. Each is told when it is so. */
export interface RegistryListener {
  /** It is found from now on. */
  readonly added?: (entry: Entry) => void;
  /** Another edition of it answers, with limits and facts of its own. */
  readonly changed?: (entry: Entry) => void;
  /** It is not found any more; what it has accepted may still be answered. */
  readonly removed?: (entry: Entry) => void;
}

/**
 * The entries of a server, which come, change and go while it runs. Whoever keeps something that depends on them watches;
 * everybody else asks each time.
 */
export class Registry {
  #entries: readonly Entry[] = [];
  #byName: ReadonlyMap<string, Entry> = new Map();
  readonly #listeners = new Set<RegistryListener>();

  /** In the order in which they came. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** The entry where there is a single one, which is then meant by whoever names none. */
  get only(): Entry | null {
    return this.#entries.length === 1 ? (this.#entries[0] ?? null) : null;
  }

  /** Every name that finds an entry, and the entry. */
  get byName(): ReadonlyMap<string, Entry> {
    return this.#byName;
  }

  /** The largest body that any entry takes. */
  get maxBodyBytes(): number {
    return Math.max(0, ...this.#entries.map(({ limits }) => limits.maxBodyBytes));
  }

  /** The entry of a name and, where one is given, a version; or that there is none. */
  resolve(name: string, version = ''): OrRefusal<Entry> {
    const entry = this.#byName.get(name) ?? this.#byWrittenName(name);
    if (entry === undefined) {
      return notFound(`Model with name ${showText(name)} does not exist; ${this.#instead(name)}`);
    }
    if (version === '' || version === entry.version) return entry;
    return notFound(`Model ${entry.name} has no version ${showText(version)}, only ${entry.version}`);
  }

  /** The entry that is meant where none is named; or that nobody can tell, with `hint`, which says how one is. */
  resolveUnnamed(hint: string): OrRefusal<Entry> {
    return this.only ?? { ...notFound(`The request names no model; this server has ${this.#listed()}`), hint };
  }

  /**
   * Lets an entry be found.
   *
   * @throws {TrussError} `INPUT_INVALID` where there is one of its name
   */
  add(entry: Entry): void {
    if (this.#entries.some(({ name }) => name === entry.name)) {
      throw new TrussError('INPUT_INVALID', { message: `A model with name ${entry.name} is served already` });
    }
    this.#keep([...this.#entries, entry]);
    for (const { added } of this.#listeners) added?.(entry);
  }

  /** Tells that another edition of an entry answers. */
  noteChange(entry: Entry): void {
    for (const { changed } of this.#listeners) changed?.(entry);
  }

  /** Lets an entry not be found any more. */
  remove(entry: Entry): void {
    this.#keep(this.#entries.filter((other) => other !== entry));
    for (const { removed } of this.#listeners) removed?.(entry);
  }

  /** Tells a listener what happens from now on. */
  watch(listener: RegistryListener): void {
    this.#listeners.add(listener);
  }

  #keep(entries: readonly Entry[]): void {
    this.#entries = entries;
    const { only } = this;
    const named = entries.map((entry): [string, Entry] => [entry.name, entry]);
    this.#byName = new Map(only === null ? named : [[ALIAS, only], ...named]);
  }

  /** People ask for a model by the name that stands in its config. */
  #byWrittenName(name: string): Entry | undefined {
    return name.length > MAX_NAME_CHARACTERS ? undefined : this.#byName.get(slugOf(name));
  }

  #instead(name: string): string {
    const near = nearest(name, this.#byName.keys());
    return near === undefined ? `this server has ${this.#listed()}` : `did you mean ${near}?`;
  }

  #listed(): string {
    return this.#entries.length === 0 ? 'none' : this.#entries.map(({ name }) => name).join(', ');
  }
}

function notFound(message: string): RequestFailure {
  return { code: 'MODEL_NOT_FOUND', message };
}
