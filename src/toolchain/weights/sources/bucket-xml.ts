import type { z } from 'zod';

/** Reads the XML of a listing into plain objects; `lists`: the elements that may come several times. All values stay texts. */
export async function parseListing<Schema extends z.ZodType>(
  text: string,
  lists: readonly string[],
  schema: Schema,
): Promise<z.output<Schema>> {
  const { XMLParser } = await import('fast-xml-parser');
  const parser = new XMLParser({ parseTagValue: false, isArray: (name) => lists.includes(name) });
  return schema.parse(parser.parse(text));
}
