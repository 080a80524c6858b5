import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../lib/sandbox/pattern.ts';
import { wiring } from '../../lib/wiring.ts';

const event = {
  source: 'aws.ses',
  detail: { eventType: 'Bounce', count: 3, price: '12.5', nothing: null, tags: ['a', 'b'], deep: { x: 1 } },
};

describe('an event pattern', () => {
  it.each([
    [{}, true],
    [{ source: ['aws.ses'] }, true],
    [{ source: ['aws.s3', 'aws.ses'] }, true],
    [{ source: ['aws.s3'] }, false],
    [{ source: ['aws.ses'], detail: { eventType: ['Send'] } }, false],
    [{ detail: { count: [3] } }, true],
    [{ detail: { count: ['3'] } }, false],
    [{ detail: { nothing: [null] } }, true],
    [{ detail: { tags: ['b'] } }, true],
    [{ detail: { tags: ['c'] } }, false],
    [{ detail: { eventType: [{ exists: true }] } }, true],
    [{ detail: { missing: [{ exists: true }] } }, false],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { missing: { inner: [{ exists: false }] } } }, true],
    [{ detail: { deep: [{ exists: true }] } }, false],
    [{ detail: { eventType: [{ prefix: 'Bou' }] } }, true],
    [{ detail: { eventType: [{ suffix: 'nce' }] } }, true],
    [{ detail: { eventType: [{ prefix: 'bou' }] } }, false],
    [{ detail: { eventType: [{ 'equals-ignore-case': 'bounce' }] } }, true],
    [{ detail: { eventType: [{ 'anything-but': 'Send' }] } }, true],
    [{ detail: { eventType: [{ 'anything-but': ['Send', { prefix: 'Bo' }] }] } }, false],
    [{ detail: { missing: [{ 'anything-but': 'Send' }] } }, false],
    [{ detail: { count: [{ numeric: ['=', 3] }] } }, true],
    [{ detail: { price: [{ numeric: ['>', 12, '<=', 12.5] }] } }, true],
    [{ detail: { price: [{ numeric: ['>', 12.5] }] } }, false],
    [{ detail: { eventType: [{ numeric: ['=', 0] }] } }, false],
  ])('%j gives %s', (pattern, expected) => {
    expect(compilePattern(pattern)(event)).toBe(expected);
  });

  it.each([{ source: 'aws.ses' }, { source: [{ wildcard: '*' }] }, { n: [{ numeric: ['>'] }] }, { n: [{ numeric: ['!', 1] }] }])(
    'refuses %j, which would match nothing in silence',
    (pattern) => {
      expect(() => compilePattern(pattern, 'filter')).toThrow(/^filter\.(source|n)/);
    },
  );

  it('knows every pattern of the wiring', () => {
    for (const { source } of Object.values(wiring)) {
      if ('filter' in source) compilePattern(source.filter);
      if ('pattern' in source) compilePattern(source.pattern);
    }
  });
});
