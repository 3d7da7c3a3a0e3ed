/** Clusters on one's own machine whose nodes see the images of its engine. */
const SHARED = /^(?:docker-desktop|docker-for-desktop|orbstack|rancher-desktop)$/;

/** Whether the nodes of a context have the images of this machine's engine without a registry. */
export function sharesImages(context: string): boolean {
  return SHARED.test(context);
}
