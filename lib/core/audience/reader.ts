import type { Instant } from '../time.ts';
import type { Found } from './metrics.ts';
import type { Subject } from './test.ts';

/** Reads a path of the grammar, "trigger.basketId". A list inside the path means any of its elements. */
export type Reader = (subject: Subject, now: Instant) => Found;
