import { parentPort, workerData } from 'node:worker_threads';
import type { SimulationPlan } from '../../core/simulation/simulated.ts';
import { compilePlans, emptySweep, type Sweep, sweepPart } from './sweep.ts';
import type { Order, Report } from './workers.ts';

// A thread beside others: it simulates the parts that it is handed, one after the other, and tells the sum when it is asked.

const plans: SimulationPlan[] = workerData;
const compiled = compilePlans(plans);
let sweep: Sweep = { limits: [], sample: undefined };
let into = emptySweep(compiled);

parentPort?.on('message', async (order: Order) => {
  try {
    if ('end' in order) return tell({ swept: into });
    if ('begin' in order) {
      sweep = order.begin;
      into = emptySweep(compiled);
    } else await sweepPart(compiled, { part: order.part, sweep, into }, (more) => tell({ more }));
    tell({ ready: true });
  } catch (failed) {
    tell({ failed });
  }
});

function tell(report: Report): void {
  parentPort?.postMessage(report);
}
