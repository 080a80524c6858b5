import { expect, it } from 'vitest';
import { mostProcesses } from '../../lib/store/triggered-slots.ts';
import { wiring } from '../../lib/wiring.ts';

it('what a process may send without a slot is its share of all that may run at once', () => {
  expect(wiring['send-message'].source.maxConcurrency).toBe(mostProcesses);
});
