/** What a pip.conf says to `pip install`: by the names of the options, with hyphens. */
export type PipConfig = ReadonlyMap<string, string>;

/** The sections that `pip install` reads; what is in a later one counts. */
const SECTIONS = ['global', 'install'];

/** Reads a pip.conf. What is in no such form is passed over, as somebody uses pip with it. */
export function parsePipConfig(text: string): PipConfig {
  const sections = new Map(SECTIONS.map((name) => [name, new Map<string, string>()]));
  let section: Map<string, string> | undefined;
  let key = '';
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '' || /^\s*[#;]/.test(line)) continue;
    const [, name] = /^\[([^\]]*)\]/.exec(line) ?? [];
    const [, option, value = ''] = /^([\w-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) section = sections.get(name.trim());
    else if (option !== undefined) {
      key = option.replaceAll('_', '-').toLowerCase();
      section?.set(key, value.trim());
    } else if (/^\s/.test(line) && key !== '') {
      // A value can go on in lines that begin with a space.
      section?.set(key, `${section.get(key) ?? ''} ${line.trim()}`.trim());
    }
  }
  return merged([...sections.values()]);
}

/** All that several files or sections say; the last of them counts. */
export function merged(configs: readonly PipConfig[]): PipConfig {
  const all = new Map<string, string>();
  for (const config of configs) for (const [option, value] of config) all.set(option, value);
  return all;
}
