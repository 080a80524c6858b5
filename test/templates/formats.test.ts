import { describe, expect, it } from 'vitest';
import { formatDate, formatMoney, formatNumber, safeLink } from '../../lib/templates/formats.ts';

const british = { locale: 'en-GB', zone: 'Europe/London', currency: 'GBP' };
const german = { locale: 'de-DE', zone: 'Europe/Berlin', currency: 'EUR' };
const tokyo = { locale: 'ja', zone: 'Asia/Tokyo', currency: 'JPY' };

describe('money', () => {
  it.each([
    [{ amount: 129950, currency: 'GBP' }, british, '£1,299.50'],
    [{ amount: 129950, currency: 'EUR' }, german, '1.299,50\u00a0€'],
    [{ amount: 129950, currency: 'JPY' }, tokyo, '￥129,950'],
    [{ amount: 1234567, currency: 'KWD' }, british, 'KWD\u00a01,234.567'],
    [{ amount: -500, currency: 'GBP' }, british, '-£5.00'],
  ])('writes %o with the decimals of its currency', (money, reader, text) => {
    expect(formatMoney(money, reader)).toBe(text);
  });

  it('takes a bare number for minor units of the customer’s currency', () => {
    expect(formatMoney(1299, british)).toBe('£12.99');
  });

  it.each([
    undefined,
    'x',
    { amount: 1.5, currency: 'GBP' },
    { amount: Number.NaN, currency: 'GBP' },
    { amount: 1, currency: 'pounds' },
    [],
  ])('refuses %o', (value) => {
    expect(() => formatMoney(value, british)).toThrow('`money` needs');
  });
});

describe('date', () => {
  it('shows an instant as the day it is where the customer lives', () => {
    const lateEvening = Date.UTC(2026, 10, 21, 23, 30);
    expect(formatDate(lateEvening, 'long', british)).toBe('21 November 2026');
    expect(formatDate(lateEvening, 'long', german)).toBe('22. November 2026');
  });

  it('reads ISO 8601 with an offset', () => {
    expect(formatDate('2026-11-21T23:30:00+00:00', 'full', german)).toBe('Sonntag, 22. November 2026');
  });

  it('shows a day without a time as that day everywhere', () => {
    expect(formatDate('2027-03-01', 'long', { ...british, zone: 'America/Los_Angeles' })).toBe('1 March 2027');
  });

  it.each(['now', 'today', '2026-11-21T10:00', '', undefined, {}, Number.NaN])('refuses %o, for there is no clock', (value) => {
    expect(() => formatDate(value, 'long', british)).toThrow('`date` needs');
  });

  it('refuses an unknown style and names the known, but not what a customer may have written', () => {
    expect(() => formatDate(0, 'lnog', british)).toThrow(/^a date is written "short", "medium", "long", "full"$/);
  });
});

describe('number', () => {
  it('groups as the customer does', () => {
    expect(formatNumber(12345.5, german)).toBe('12.345,5');
  });

  it('refuses what is no number', () => {
    expect(() => formatNumber('many', german)).toThrow('needs a number');
  });
});

describe('link', () => {
  it.each(['https://a.example/x', 'mailto:a@b.example', 'tel:+441234'])('lets %s through', (link) => {
    expect(safeLink(link)).toBe(link);
  });

  it.each(['javascript:alert(1)', ' JaVaScript:alert(1)', 'data:text/html,x', '//evil.example', 'vbscript:x', ''])(
    'turns %o into #',
    (link) => {
      expect(safeLink(link)).toBe('#');
    },
  );
});
