import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CampaignInput } from '../../../lib/core/definition/campaign.ts';
import { settingsSchema } from '../../../lib/core/definition/settings.ts';
import { activity, at, campaign, settingsInput, situationWith, thankYou } from '../shop.ts';
import { only, planned, play, wakeUntil } from './play.ts';

const fixture = (name: string): CampaignInput =>
  JSON.parse(readFileSync(new URL(`../../fixtures/definitions/${name}.json`, import.meta.url), 'utf8'));
const withTeam = settingsSchema.parse({ ...settingsInput, teams: { 'care-team': { emails: ['care@shop.example'] } } });
const nps = campaign(fixture('nps'), {}, withTeam);

describe('a survey', () => {
  const delivered = activity('order.delivered', '2026-03-02T10:00:00Z', { orderId: 'o-1' });
  const answered = (score: number, more: object = {}) =>
    activity('survey.answered', '2026-03-09T10:00:00Z', { score, campaign: 'nps', step: 'how-was-it', ...more });
  const asked = () => wakeUntil(play(situationWith([nps]), delivered), '2026-03-08T00:00:00Z');

  it('that is answered 3 stops the selling, tells the team and says sorry', () => {
    const after = play(asked(), answered(3));
    expect(planned(after)).toEqual(['how-was-it 2026-03-07T10:00', 'we-are-sorry 2026-03-09T10:00']);
    expect(only(after).outbox.map(({ kind }) => kind)).toEqual(['message', 'notice', 'message']);
    expect(only(after).steps.answer).toMatchObject({ score: 3 });
  });

  it.each([
    [10, 'refer-a-friend'],
    [8, 'thanks-for-answer'],
  ])('that is answered %i goes on to %s', (score, template) => {
    expect(planned(play(asked(), answered(score)))).toEqual(['how-was-it 2026-03-07T10:00', `${template} 2026-03-09T10:00`]);
  });

  it.each([
    ['another campaign', { campaign: 'other' }],
    ['another step', { step: 'other' }],
    ['another occurrence', { occurrence: 'a-other' }],
  ])('that answers %s goes on waiting', (_, more) => {
    expect(only(play(asked(), answered(3, more)))).toMatchObject({ position: 'answer', waiting: { for: 'event' } });
  });
});

describe('answers that a condition counts', () => {
  const clicks = (step?: string) => ({ did: { activity: 'email.clicked', ...(step && { step }) }, times: { atLeast: 2 } });
  const journey = campaign(thankYou, {
    steps: [
      { send: 'one', validFor: '1 day' },
      { wait: '5 days' },
      { branch: [{ if: clicks('one'), then: [{ send: 'keen', validFor: '1 day' }] }], otherwise: [{ send: 'calm', validFor: '1 day' }] },
    ],
  });
  const placed = activity('order.placed', '2026-03-02T10:00:00Z', { orderId: 'o-1', total: { amount: 100, currency: 'GBP' } });
  const click = (day: number, more: object = {}) =>
    activity('email.clicked', `2026-03-0${day}T10:00:00Z`, { campaign: 'thank-you', occurrence: placed.id, step: 'one', ...more });

  it('are those of this enrollment, of the step that is named', () => {
    const twice = play(
      situationWith([journey]),
      placed,
      click(3),
      click(4),
      click(4, { step: 'stranger' }),
      click(5, { occurrence: 'o-2' }),
    );
    expect(only(twice).answers).toEqual({
      'email.clicked': [3, at('2026-03-04T10:00:00Z')],
      'email.clicked#one': [2, at('2026-03-04T10:00:00Z')],
    });
    expect(planned(wakeUntil(twice, '2026-03-08T00:00:00Z')).at(-1)).toMatch(/^keen/);
    const once = play(situationWith([journey]), placed, click(3), click(4, { step: 'stranger' }));
    expect(planned(wakeUntil(once, '2026-03-08T00:00:00Z')).at(-1)).toMatch(/^calm/);
  });

  it('are not kept where nobody asks', () => {
    const plain = campaign(thankYou, { steps: [{ send: 'one', validFor: '1 day' }, { wait: '5 days' }] });
    expect(only(play(situationWith([plain]), placed, click(3))).answers).toBeUndefined();
  });
});

it('what a loyalty programme tells enters the campaigns of that programme', () => {
  const tier = campaign(fixture('tier-upgrade'), { status: 'live' });
  const changed = (program: string, direction: string) =>
    activity('tier.changed', '2026-03-02T10:00:00Z', { program, direction, tier: 'gold', before: 'silver' });
  expect(planned(play(situationWith([tier]), changed('club', 'up')))).toEqual(['welcome-tier 2026-03-02T10:00']);
  expect(planned(play(situationWith([tier]), changed('other', 'up'), changed('club', 'down')))).toEqual([]);
});
