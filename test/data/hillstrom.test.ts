import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { dataPresent, folder, vector } from './shops.ts';

const program = new URL('../../bin/rapport.ts', import.meta.url).pathname;
const base = ['lift', join(folder, 'hillstrom/hillstrom.csv.gz'), '--arm', 'segment', '--control', 'No E-Mail'];
/** The command as a person runs it, in a process of its own. */
const lift = async (...args: string[]) => (await promisify(execFile)(process.execPath, [program, ...base, ...args])).stdout;

const boundsSchema = z.object({ low: z.number(), high: z.number() });
const effectSchema = boundsSchema.extend({
  arm: z.string(),
  outcome: z.string(),
  n: z.number(),
  control_n: z.number(),
  rate: z.number().optional(),
  mean: z.number().optional(),
  control: z.number(),
  difference: z.number(),
  p: z.number(),
  p_holm: z.number(),
  method: z.string(),
  relative: boundsSchema.extend({ value: z.number() }),
  incremental: boundsSchema.extend({ value: z.number() }),
  always_valid: boundsSchema.extend({ p: z.number() }),
  bootstrap: boundsSchema.optional(),
  verdict: z.string(),
});
const liftSchema = z.object({ srm: z.object({ p: z.number(), alarm: z.boolean() }), effects: z.array(effectSchema).length(6) });

const rateSchema = z.object({
  ...{ n1: z.number(), n2: z.number(), p1: z.number(), p2: z.number(), diff: z.number(), rel_lift: z.number() },
  ...{ p_value_pooled: z.number(), newcombe95: z.tuple([z.number(), z.number()]), incremental_count: z.number() },
});
const moneySchema = z.object({
  ...{ n1: z.number(), n2: z.number(), mean1: z.number(), mean2: z.number(), diff: z.number(), p_value: z.number() },
  ci95: z.tuple([z.number(), z.number()]),
});
const againstControl = z.object({ visit: rateSchema, conversion: rateSchema, spend: moneySchema });
const fullSchema = z.object({
  full: z.object({
    'Mens E-Mail vs No E-Mail': againstControl,
    'Womens E-Mail vs No E-Mail': againstControl,
    srm: z.object({ p: z.number() }),
  }),
});

describe.skipIf(!dataPresent)('rapport lift of Hillstrom’s e-mail test', () => {
  let found: z.infer<typeof liftSchema>;
  beforeAll(async () => {
    found = liftSchema.parse(JSON.parse(await lift('--rate', 'visit', 'conversion', '--money', 'spend', '--json')));
  });
  const effectOf = (arm: string, outcome: string) => {
    const effect = found.effects.find((one) => one.arm === arm && one.outcome === outcome);
    if (!effect) throw new Error(`there is no ${outcome} of ${arm}`);
    return effect;
  };

  it('finds the effects that are published, of both mails', () => {
    const { full } = vector('hillstrom', fullSchema);
    for (const arm of ['Mens E-Mail', 'Womens E-Mail'] as const) {
      const expected = full[`${arm} vs No E-Mail`];
      for (const outcome of ['visit', 'conversion'] as const) {
        const { n1, n2, p1, p2, diff, rel_lift, p_value_pooled, newcombe95, incremental_count } = expected[outcome];
        const effect = effectOf(arm, outcome);
        expect(effect).toMatchObject({ n: n1, control_n: n2, method: 'Newcombe interval, pooled z test' });
        expect([effect.rate, effect.control, effect.difference]).toEqual([p1, p2, diff].map((one) => expect.closeTo(one, 12)));
        expect([effect.low, effect.high]).toEqual(newcombe95.map((one) => expect.closeTo(one, 11)));
        expect(effect.p / p_value_pooled).toBeCloseTo(1, 9);
        expect(effect.relative.value).toBeCloseTo(rel_lift, 11);
        expect(effect.incremental.value).toBeCloseTo(incremental_count, 7);
      }
      const { n1, n2, mean1, mean2, diff, p_value, ci95 } = expected.spend;
      const effect = effectOf(arm, 'spend');
      expect(effect).toMatchObject({ n: n1, control_n: n2, method: 'Welch t interval and test' });
      expect([effect.mean, effect.control, effect.difference]).toEqual([mean1, mean2, diff].map((one) => expect.closeTo(one, 11)));
      expect([effect.low, effect.high]).toEqual(ci95.map((one) => expect.closeTo(one, 10)));
      expect(effect.p / p_value).toBeCloseTo(1, 9);
    }
    expect(found.srm).toMatchObject({ p: expect.closeTo(full.srm.p, 10), alarm: false });
  });

  it('brings a bootstrap of the spending that lies beside Welch’s interval', () => {
    for (const arm of ['Mens E-Mail', 'Womens E-Mail']) {
      const { low, high, bootstrap } = effectOf(arm, 'spend');
      expect(Math.abs((bootstrap?.low ?? NaN) - low)).toBeLessThan(0.03);
      expect(Math.abs((bootstrap?.high ?? NaN) - high)).toBeLessThan(0.03);
    }
  });

  it('holds all six beyond chance, even with bounds for peeking and by Holm', () => {
    for (const { p, p_holm, always_valid, verdict } of found.effects) {
      expect(verdict).toBe('beyond-chance');
      expect(p_holm).toBeGreaterThanOrEqual(p);
      expect(always_valid.low).toBeGreaterThan(0);
    }
  });

  it('says so to a marketer', async () => {
    const text = await lift('--rate', 'visit', 'conversion', '--money', 'spend');
    expect(text).toContain('Mens E-Mail: visit +7.659 points [6.995, 8.323]; the effect is real beyond chance');
    expect(text).toContain('Mens E-Mail: conversion +0.681 points [0.501, 0.864]; the effect is real beyond chance');
    expect(text).toContain('Mens E-Mail: spend +0.770 [0.485, 1.055]; the effect is real beyond chance');
    expect(text).toContain('sample ratio p .904');
  });

  it('sounds the alarm when other shares were planned', async () => {
    const text = await lift('--rate', 'visit', '--shares', 'No E-Mail=40,Mens E-Mail=30,Womens E-Mail=30');
    expect(text).toContain('Do not believe the effects');
  });
});
