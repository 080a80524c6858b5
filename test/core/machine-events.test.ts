import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Click, isByMachine, isMachineClick, isMachineOpen } from '../../lib/core/machine-events.ts';

const sentAt = Date.UTC(2026, 10, 2, 12);
const later = sentAt + 3_600_000;
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';
const outlook = 'Mozilla/4.0 (compatible; ms-office; MSOffice 16)';
const gmail = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
const yahoo = 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html';

describe('an open', () => {
  it.each([
    ['on a phone', phone],
    ['in Outlook', outlook],
    ['behind the proxy of Gmail', gmail],
    ['behind the proxy of Yahoo', yahoo],
    ['on a phone whose name ends in "bot"', 'Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36'],
    ['of which no user agent is told', undefined],
  ])('an hour later %s is hers', (_, userAgent) => {
    expect(isMachineOpen({ at: later, sentAt, userAgent })).toBe(false);
  });

  it.each([
    ['Apple, which fetches every picture', 'Mozilla/5.0'],
    ['nobody who gives a name', ''],
    ['a crawler', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    ['a preview', 'Mozilla/5.0 (Windows NT 10.0) SkypeUriPreview Preview/0.5'],
    [
      'a browser without a screen',
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0 Safari/537.36',
    ],
    ['a script', 'python-requests/2.31.0'],
    ['a mail gateway', 'Mozilla/5.0 (compatible; BarracudaCentral)'],
  ])('by %s is a machine’s, whenever it comes', (_, userAgent) => {
    expect(isMachineOpen({ at: later, sentAt, userAgent })).toBe(true);
    expect(isMachineClick({ at: later, sentAt, userAgent })).toBe(true);
  });

  it.each([
    [phone, 1_999, true],
    [phone, 2_000, false],
    [gmail, 9_999, true],
    [gmail, 10_000, false],
    [yahoo, 9_999, true],
    [phone, -500, true],
  ])('by %s, %i ms after sending: a machine’s is %s', (userAgent, after, machine) => {
    expect(isMachineOpen({ at: sentAt + after, sentAt, userAgent })).toBe(machine);
  });

  it('is judged by its user agent alone when it is not told when the message was sent', () => {
    expect(isMachineOpen({ at: later, sentAt: undefined, userAgent: phone })).toBe(false);
    expect(isMachineOpen({ at: later, sentAt: undefined, userAgent: 'Mozilla/5.0' })).toBe(true);
  });
});

describe('a click', () => {
  const click = (at: number, target: string, machine = false): Click => ({ at, target, machine });

  it.each([
    [4_999, true],
    [5_000, false],
  ])('%i ms after sending: a machine’s is %s', (after, machine) => {
    expect(isMachineClick({ at: sentAt + after, sentAt, userAgent: phone })).toBe(machine);
  });

  it('is a machine’s when another link was followed within a second, also the first of them', () => {
    const all = [click(0, 'a'), click(1_000, 'b'), click(1_900, 'c')];
    expect(all.map((each) => isByMachine(each, all))).toEqual([true, true, true]);
  });

  it('is hers when she follows one link twice, or takes her time for the next', () => {
    const all = [click(0, 'a'), click(100, 'a'), click(1_101, 'b')];
    expect(all.map((each) => isByMachine(each, all))).toEqual([false, false, false]);
  });

  it('stays hers after a machine has been there', () => {
    const all = [click(0, 'a'), click(200, 'b'), click(60_000, 'a')];
    expect(all.map((each) => isByMachine(each, all))).toEqual([true, true, false]);
  });

  it('is judged the same in whatever order the clicks are known, and one more never makes a machine’s hers', () => {
    const one = fc.record({ at: fc.integer({ min: 0, max: 5_000 }), target: fc.constantFrom('a', 'b', 'c'), machine: fc.boolean() });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 8 }), one, (all, more) => {
        for (const each of all) {
          expect(isByMachine(each, all)).toBe(isByMachine(each, all.toReversed()));
          if (isByMachine(each, all)) expect(isByMachine(each, [...all, more])).toBe(true);
        }
      }),
    );
  });
});
