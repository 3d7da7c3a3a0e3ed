/** What today's servers are started behind: it fetches the weights. Here they are there before. */
const TRANSFER = /(?<![\w./-])truss-transfer-cli(?![\w./-])/g;

/** A command without what fetches weights. */
export function withoutTransfer(command: string): string {
  return command.replaceAll(TRANSFER, 'true');
}
