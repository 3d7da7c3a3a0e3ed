// The program that an image starts before its server, where its weights lie on a volume: it fetches what the volume lacks.
import { bringWeights } from './weights/bring-weights.ts';

process.exitCode = await bringWeights(process.argv.slice(2), process.env);
