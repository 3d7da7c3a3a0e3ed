/** The `model_name` of a truss that nobody has named, from the name of its directory: `iris-rfc` of `iris_rfc`; null where that says nothing. */
export function directoryName(directory: string): string | null {
  const name = entryName(directory.replaceAll('_', '-'));
  return name === entryName(null) ? null : name;
}

/** The name under which a model is served: the slug of its `model_name`, else `model`. */
export function entryName(modelName: string | null | undefined): string {
  const slug = slugOf(modelName ?? '');
  return slug === '' ? 'model' : slug;
}

/** A name as it can stand in a path: `llama-3-1-8b` of `Llama-3.1-8B`; empty where nothing of it can. */
export function slugOf(name: string): string {
  return (
    name
      // `é` becomes `e` and a mark of its own, which is dropped with all else that a URL's path would escape.
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/\p{M}+/gu, '')
      .replaceAll(/[^a-z0-9_]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
  );
}
