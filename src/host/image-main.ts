// The program that an image starts: it serves the truss that the image holds, and knows no command line and no toolchain.
import { enableCompileCache } from 'node:module';

// Before anything else is imported: where the cache can be kept, the second start finds every module compiled.
enableCompileCache();
const { serveImage } = await import('./image/serve-image.ts');

process.exitCode = await serveImage(process.argv.slice(2), process.env);
