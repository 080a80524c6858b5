import { describe, expect, it } from 'vitest';
import { dateReader } from '../../lib/orders/dates.ts';

const read = (format: string | undefined, text: string, zone = 'UTC') => {
  const at = dateReader(format, zone)(text);
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe('a date', () => {
  it('is read in the form that the map gives', () => {
    const forms: [string | undefined, string, string][] = [
      [undefined, '2010-12-01', '2010-12-01T00:00:00.000Z'],
      [undefined, '2010-12-01T08:26:30.5Z', '2010-12-01T08:26:30.500Z'],
      [undefined, '2010-12-01 08:26:00 -0500', '2010-12-01T13:26:00.000Z'],
      ['yyyyMMdd', '19970131', '1997-01-31T00:00:00.000Z'],
      ['d/M/yyyy H:mm', '5/3/2011 8:05', '2011-03-05T08:05:00.000Z'],
      ['M/d/yy', '3/5/11', '2011-03-05T00:00:00.000Z'],
      ['dd.MM.yyyy', '29.02.2012', '2012-02-29T00:00:00.000Z'],
      ['dd MMM yyyy', '03 Feb 2020', '2020-02-03T00:00:00.000Z'],
      ['M/d/yyyy h:mm a', '12/1/2010 12:05 AM', '2010-12-01T00:05:00.000Z'],
      ["yyyy-MM-dd'T'HH:mm:ssXXX", '2010-12-01T08:26:00+02:00', '2010-12-01T06:26:00.000Z'],
    ];
    for (const [format, text, at] of forms) expect([format, read(format, text)]).toEqual([format, at]);
  });

  it('is local to its zone where it has no offset, also on the days when clocks change', () => {
    expect(read(undefined, '2011-07-01 08:26:15', 'Europe/London')).toBe('2011-07-01T07:26:15.000Z');
    expect(read(undefined, '2011-03-27 01:30', 'Europe/London')).toBe('2011-03-27T01:00:00.000Z');
    expect(read(undefined, '2011-10-30 01:30', 'Europe/London')).toBe('2011-10-30T00:30:00.000Z');
    expect(read(undefined, '2011-07-01 08:26 +0000', 'Asia/Tokyo')).toBe('2011-07-01T08:26:00.000Z');
  });

  it('is none when the calendar has no such day or time, or it is written otherwise', () => {
    const impossible = [
      '2011-02-29',
      '2011-13-01',
      '2011-00-10',
      '2011-01-01 24:00',
      '2011-01-01 10:60',
      '0001-01-01',
      '1969-12-31',
      '2100-01-01',
      '10000-01-01',
      '1/2/2011',
      '',
      '2011-01-01x',
    ];
    for (const text of impossible) expect([text, read(undefined, text)]).toEqual([text, undefined]);
    expect(read('yyyyMMdd', '19970230')).toBeUndefined();
  });
});
