import { describe, expect, it } from 'vitest';
import { smsSegments } from '../../lib/templates/sms.ts';

describe('the parts of a text message', () => {
  it.each([
    ['a'.repeat(160), 1, 'GSM-7'],
    ['a'.repeat(161), 2, 'GSM-7'],
    ['ä ö ü ß £ €'.padEnd(159, 'a'), 1, 'GSM-7'],
    ['€'.repeat(81), 2, 'GSM-7'],
    ['Łódź'.padEnd(70, 'a'), 1, 'UCS-2'],
    ['Łódź'.padEnd(71, 'a'), 2, 'UCS-2'],
  ] as const)('counts %j', (text, segments, encoding) => {
    expect(smsSegments(text)).toEqual({ segments, encoding });
  });
});
