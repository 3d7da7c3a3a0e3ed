/** What to say of a server that others than this machine reach, and that asks nobody for a token; null: nothing. */
export function opennessDoubt(host: string, tokensFile: string | null): string | null {
  const isOfThisMachine = /^(?:127\.|localhost$|\[?::1\]?$)/.test(host);
  if (isOfThisMachine || tokensFile !== null) return null;
  return `Whoever reaches ${host} on the network may ask the models: --tokens <file> lets those in who have a token.`;
}
