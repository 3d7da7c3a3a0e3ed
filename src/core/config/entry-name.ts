/** The name under which a model is served: the slug of its `model_name`, else `model`. */
export function entryName(modelName: string | null | undefined): string {
  const slug = (modelName ?? '')
    // `é` becomes `e` and a mark of its own, which is dropped with all else that a URL's path would escape.
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return slug === '' ? 'model' : slug;
}
