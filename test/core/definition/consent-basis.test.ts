import { expect, it } from 'vitest';
import { checkConsent } from '../../../lib/core/definition/check-consent.ts';
import { settingsSchema } from '../../../lib/core/definition/settings.ts';
import { publication } from '../../functions/publication.ts';

const checked = (basis: string) =>
  checkConsent(settingsSchema.parse({ ...publication().settings, topics: { offers: { class: 'marketing', basis } } }));

it.each(['consent', 'Legitimate interest', ' soft opt-in '])(
  'a basis that is one of the usual, such as "%s", draws no warning',
  (basis) => {
    expect(checked(basis)).toEqual([]);
  },
);

it('a basis that is none of the usual is told with what could be meant', () => {
  expect(checked('consnet')).toMatchObject([
    { severity: 'warning', path: ['topics', 'offers', 'basis'], given: 'consnet', allowed: expect.arrayContaining(['consent']) },
  ]);
});
