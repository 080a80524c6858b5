import { expect, it } from 'vitest';
import { decideSend } from '../../lib/core/eligibility.ts';
import { asEnrolled } from '../../lib/core/enrollment/broadcast.ts';
import { sendRequest } from '../../lib/core/send-request.ts';
import { at, campaign, contact, situationWith, thankYou } from './shop.ts';

it('asks for the message of a step as if it had been planned then: valid from then on, of its entry, whatever the time is now', () => {
  const live = campaign(thankYou);
  const node = [...live.nodes.values()].find(({ verb }) => verb === 'send');
  if (node?.verb !== 'send') throw new Error('there is no step that sends');
  const situation = situationWith([live], { contact });
  const plannedAt = at('2026-03-01T10:00Z');
  const enrollment = asEnrolled(situation, live, { occurrence: 'o-1', dueAt: plannedAt, place: '' });
  const asked = (now?: number) => sendRequest(situation, { node, campaign: live, contact, enrollment, plannedAt, ...(now && { now }) });
  expect(asked()).toMatchObject({ inForce: true, class: 'service', now: plannedAt });
  expect(asked().message).toMatchObject({ id: `thank-you#o-1#${node.id}`, plannedAt, expiresAt: at('2026-03-03T10:00Z') });
  expect(decideSend(asked())).toMatchObject({ send: 'email' });
  expect(decideSend(asked(at('2026-03-03T10:00Z')))).toEqual({ drop: 'too-late' });
});
