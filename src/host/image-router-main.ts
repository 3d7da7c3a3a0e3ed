// The program that makes one port of several images: it is started instead of the server of one of them.
import { runRouter } from './router/run-router.ts';

process.exitCode = await runRouter(process.argv.slice(2));
