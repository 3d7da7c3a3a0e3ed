// What the thread of a sender runs.
import { parentPort, workerData } from 'node:worker_threads';

import type { SenderMessage, SenderOptions, SenderTask } from './sender.ts';
import { Sender } from './sender.ts';

const options: SenderOptions = workerData;
const sender = new Sender(options);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of Node has no origin
const tell = (message: SenderMessage): void => parentPort?.postMessage(message);
parentPort?.on('message', (task: SenderTask) => void sender.run(task, tell));
