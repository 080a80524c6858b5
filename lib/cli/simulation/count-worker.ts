import { parentPort, workerData } from 'node:worker_threads';
import { type CountTask, countPart } from './count-part.ts';

// A thread beside others: it counts one task after the other.

const tasks: CountTask[] = workerData;
for (const task of tasks) parentPort?.postMessage(countPart(task));
