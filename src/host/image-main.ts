// The program that an image starts: it serves the truss that the image holds, and knows no command line and no toolchain.
import { serveImage } from './image/serve-image.ts';

process.exitCode = await serveImage(process.argv.slice(2), process.env);
