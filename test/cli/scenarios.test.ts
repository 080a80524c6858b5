import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { check, showResult } from '../../lib/cli/check.ts';
import { showTrials, tryScenarios } from '../../lib/cli/scenarios.ts';
import { copyExamples } from '../example-shop.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scenarios-'));
  await copyExamples(folder, ['abandoned-basket']);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const reminded = {
  campaign: 'abandoned-basket',
  name: 'a basket left in the evening',
  customer: { attributes: { zone: 'Europe/Berlin', country: 'DE' }, consent: { email: ['offers'] } },
  given: [
    { at: '2026-11-02 19:10', activity: 'basket.updated', data: { basketId: 'b-1', total: '30 GBP' } },
    { at: '2026-11-03 12:00', activity: 'order.placed', data: { orderId: 'o-1', basketId: 'b-1', total: '30 GBP' } },
  ],
  until: '2026-11-20',
  receives: [{ at: '2026-11-03 09:00', template: 'basket-reminder', by: 'email' }],
};

async function write(content: object): Promise<void> {
  await writeFile(join(folder, 'abandoned-basket.scenario.json'), JSON.stringify(content));
}

describe('a scenario', () => {
  it('is as expected, or says what came instead and why', async () => {
    await write({ scenarios: [reminded, { ...reminded, name: 'without consent', customer: { attributes: { zone: 'Europe/Berlin' } } }] });
    const [right, wrong] = await tryScenarios(folder);
    expect(right?.ok).toBe(true);
    const text = showTrials([right, wrong].flatMap((trial) => trial ?? []));
    expect(text).toContain('✓ abandoned-basket: a basket left in the evening');
    expect(text).toContain('✗ 2026-11-03 09:00 basket-reminder email   nothing');
    expect(text).toContain('"basket-reminder" is not sent: she has not agreed to the topic');
    expect(text).toContain('2 scenarios, 1 not as expected');
  });

  it('is found by its file and by that of its campaign', async () => {
    await write(reminded);
    expect(await tryScenarios(join(folder, 'abandoned-basket.json'))).toHaveLength(1);
    expect(await tryScenarios(join(folder, 'abandoned-basket.scenario.json'))).toHaveLength(1);
    await rm(join(folder, 'abandoned-basket.scenario.json'));
    await expect(tryScenarios(folder)).rejects.toThrow('there is no scenario in');
  });

  it.each([
    [{ campaign: 'abandoned-baskets' }, 'campaign: there is no such campaign beside it', 'did you mean "abandoned-basket"?'],
    [{ until: '2026-11-31' }, 'until: ', 'given: "2026-11-31"'],
    [{ until: '2026-11-03 08:00' }, 'receives[0].at: comes after "until", 2026-11-03 08:00', 'given: "2026-11-03 09:00"'],
    [{ from: '2026-11-04' }, 'receives[0].at: comes before the campaign is live', 'given: "2026-11-03 09:00"'],
    [
      { receives: [{ at: '2026-11-03 09:00', template: 'basket-remindr' }] },
      'receives[0].template: there is no such template',
      'did you mean "basket-reminder"?',
    ],
    [{ given: [{ at: '2026-11-02 19:10', activity: 'basket.update' }] }, 'given[0].activity: there is no such activity', 'basket.updated'],
    [{ given: [{ at: '2026-11-02 19:10', activity: 'basket.emptied', data: {} }] }, 'given[0]: data.basketId is missing', 'error'],
    [{ customer: { attributes: { birthdy: '1990-01-01' } } }, 'customer.attributes.birthdy: there is no such attribute', '"birthday"'],
    [{ customer: { consent: { email: ['offer'] } } }, 'customer.consent.email[0]: there is no such topic', '"offers"'],
    [{ arms: { split: 'a' } }, 'arms.split: the campaign has no such split', 'error'],
    [{ receives: [] }, '(file): expects nothing', 'error'],
    [{ receivesNothing: true }, 'receivesNothing: either "receives" or', 'error'],
    [{ customer: { attributes: { firstName: 'ann@mail.com' } } }, "a customer's address does not belong", 'error'],
  ])('that cannot be is refused with its place: %j', async (more, message, hint) => {
    await write({ ...reminded, ...more });
    const text = showResult(await check(folder));
    expect(text).toContain(message);
    expect(text).toContain(hint);
  });
});
