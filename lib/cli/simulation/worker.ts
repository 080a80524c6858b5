import { parentPort, workerData } from 'node:worker_threads';
import type { SimulationPlan } from '../../core/simulation/simulated.ts';
import { compilePlans, type Sweep, type SweptGroups, sweepPart } from './sweep.ts';
import type { Order, Report } from './workers.ts';

// A thread beside others: it simulates the parts that it is handed, one after the other, and tells the sum when it is asked.

const plans: SimulationPlan[] = workerData;
const compiled = compilePlans(plans);
let sweep: Sweep = { limits: [], sample: undefined, pass: 0 };
let into: SweptGroups = new Map();

parentPort?.on('message', async (order: Order) => {
  try {
    if ('end' in order) return tell({ swept: into });
    if ('begin' in order) {
      sweep = order.begin;
      into = new Map();
      return tell({ ready: true });
    }
    const groups = await sweepPart(compiled, { ...order, sweep, into }, (more) => tell({ more }));
    tell({ ready: true, groups });
  } catch (failed) {
    tell({ failed });
  }
});

function tell(report: Report): void {
  parentPort?.postMessage(report);
}
