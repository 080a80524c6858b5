import type { SimulatedCustomer } from '../../../lib/core/simulation/simulated.ts';
import { customerWith } from '../../core/simulation/simulated-shop.ts';

/** The first customer of each part that was read in this thread. */
export const read: number[] = [];

/** Made-up customers by their numbers; a part that is said to be broken throws on the way. */
export function* customersOf({ from, to, broken = false }: { from: number; to: number; broken?: boolean }): Generator<SimulatedCustomer> {
  read.push(from);
  for (let number = from; number < to; number += 1) {
    if (broken && number === to - 1) throw new Error('the file was taken away');
    yield customerWith(`c${number}`, [{ day: (number * 7) % 360 }, { day: (number * 13) % 300, basket: true }]);
  }
}
