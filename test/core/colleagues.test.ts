import { describe, expect, it } from 'vitest';
import { colleaguesOf, isOfOurs } from '../../lib/core/colleagues.ts';
import { settingsSchema } from '../../lib/core/definition/settings.ts';

const settings = settingsSchema.parse({
  brands: [
    {
      id: 'linden',
      name: 'Linden',
      sender: { email: 'hello@linden.example', name: 'Linden' },
      footer: { en: 'Linden Ltd' },
      zone: 'Europe/London',
      languages: ['en'],
      currency: 'GBP',
    },
  ],
  topics: {},
  teams: { 'care-team': { emails: ['care@helpers.example', 'boss@linden.example', 'care@helpers.example'] } },
});

describe('who is a colleague', () => {
  it.each([
    ['a team', 'care-team', ['care@helpers.example', 'boss@linden.example']],
    ['an address of a team, however it is written', 'Care@Helpers.example', ['Care@Helpers.example']],
    ['an address of the domain of a brand', 'anna@LINDEN.example', ['anna@LINDEN.example']],
    ['a stranger', 'eve@stranger.example', []],
    ['a subdomain', 'eve@mail.linden.example', []],
    ['a domain that ends alike', 'eve@evil-linden.example', []],
    ['two addresses in one', 'eve@stranger.example,anna@linden.example', []],
    ['an address with a second at', 'eve@stranger.example@linden.example', []],
    ['a header in an address', 'anna@linden.example\r\nBcc: eve@stranger.example', []],
    ['a name of every object', 'constructor', []],
  ])('%s', (_, to, addresses) => {
    expect(colleaguesOf(to, settings)).toEqual(addresses);
  });

  it('mail comes from the domain of a brand only, also when a team has the address', () => {
    expect(isOfOurs('anna@linden.example', settings)).toBe(true);
    expect(isOfOurs('care@helpers.example', settings)).toBe(false);
  });
});
