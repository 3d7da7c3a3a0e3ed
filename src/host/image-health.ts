// The program that an image asks whether it is well: 0 where the model is loaded and answers.
import { askHealth } from './image/ask-health.ts';

process.exitCode = (await askHealth(process.env)) ? 0 : 1;
