import type { CheckerOf } from '../checker.ts';
import { asked } from './asked.ts';
import { books } from './books.ts';
import { budget } from './budget.ts';
import { caps } from './caps.ts';
import { ledger } from './ledger.ts';
import { onRecord } from './on-record.ts';
import { openHours } from './open-hours.ts';
import { punctual } from './punctual.ts';
import { sentOnce } from './sent-once.ts';
import { steps } from './steps.ts';
import { stopped } from './stopped.ts';
import { withdrawal } from './withdrawal.ts';

/** Every invariant; the eighth, same seed same history, is asked by whoever runs a seed twice. */
export const invariants: CheckerOf[] = [
  sentOnce,
  withdrawal,
  onRecord,
  asked,
  openHours,
  caps,
  budget,
  steps,
  punctual,
  ledger,
  books,
  stopped,
];
