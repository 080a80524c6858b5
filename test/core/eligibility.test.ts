import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contact } from '../../lib/core/contact.ts';
import { emptyProfile } from '../../lib/core/customer.ts';
import { type SettingsInput, settingsSchema } from '../../lib/core/definition/settings.ts';
import { decideSend, type SendRequest } from '../../lib/core/eligibility.ts';
import type { PlannedMessage } from '../../lib/core/enrollment/enrollment.ts';
import { minuteOfDay } from '../../lib/core/time.ts';
import { only, play } from './enrollment/play.ts';
import { at, campaign, contact, order, settings, settingsInput, situationWith, thankYou } from './shop.ts';

const live = campaign(thankYou);
const enrollment = only(play(situationWith([live]), order('2026-03-01T10:00Z')));
const noon = at('2026-03-02T12:00Z');
const message: PlannedMessage = {
  kind: 'message',
  id: 'thank-you#o-1#thanks',
  step: 'thanks',
  template: 'thanks',
  topic: 'offers',
  by: ['email'],
  priority: 50,
  plannedAt: noon,
  expiresAt: at('2026-03-04T12:00Z'),
};
const quiet: SettingsInput['quietHours'] = { default: { from: '21:00', to: '08:00' }, countries: { DE: { from: '20:00', to: '09:00' } } };
const settingsWith = (more: Partial<SettingsInput>) => settingsSchema.parse({ ...settingsInput, ...more });

function decide(more: Partial<SendRequest> = {}, planned: Partial<PlannedMessage> = {}, hers: Partial<Contact> = {}) {
  const request: SendRequest = {
    message: { ...message, ...planned },
    contact: { ...contact, ...hers },
    enrollment,
    profile: emptyProfile('c-1'),
    campaign: live,
    inForce: true,
    orders: {},
    class: planned.topic === 'service' ? 'service' : 'marketing',
    settings,
    now: noon,
    ...more,
  };
  return decideSend(request);
}

/** The verdict without its last moment. */
function ask(...asked: Parameters<typeof decide>) {
  const verdict = decide(...asked);
  return 'send' in verdict ? { send: verdict.send } : verdict;
}

const without = <K extends keyof Contact>(...names: K[]): Omit<Contact, K> & Contact => {
  const rest: Contact = { ...contact };
  for (const name of names) delete rest[name];
  return rest;
};

describe('a message', () => {
  it('goes out when nothing speaks against it', () => {
    expect(ask()).toEqual({ send: 'email' });
  });

  it('is dropped when it is too late, and not a moment before', () => {
    expect(ask({ now: message.expiresAt })).toEqual({ drop: 'too-late' });
    expect(ask({ now: message.expiresAt - 1 })).toEqual({ send: 'email' });
  });

  it('is dropped for a customer who was erased', () => {
    expect(ask({}, {}, { erasedAt: 1 })).toEqual({ drop: 'erased' });
  });

  it('is dropped when she has left: by goal, exit, end of the campaign; not when she completed it', () => {
    const left = (because: 'goal' | 'exit' | 'campaign-ended' | 'completed') =>
      ask({ enrollment: { ...enrollment, status: 'ended', ended: { at: noon, because, detail: '' } } });
    expect([left('goal'), left('exit'), left('campaign-ended'), left('completed')]).toEqual([
      { drop: 'exited' },
      { drop: 'exited' },
      { drop: 'campaign-ended' },
      { send: 'email' },
    ]);
    expect(ask({ inForce: false })).toEqual({ drop: 'campaign-ended' });
    expect(ask({ campaign: campaign(thankYou, { ends: '2026-03-01' }) })).toEqual({ drop: 'campaign-ended' });
    expect(ask({ enrollment: { ...enrollment, status: 'held-out' } })).toEqual({ drop: 'held-out' });
  });

  it('is dropped when an exit holds now or is unknown', () => {
    const exits = campaign(thankYou, { exit: [{ if: { field: 'customer.country', is: 'DE' } }] });
    const from = (attributes: { [name: string]: string }) => ask({ campaign: exits, profile: { ...emptyProfile('c-1'), attributes } });
    expect([from({ country: 'GB' }), from({ country: 'DE' }), from({})]).toEqual([
      { send: 'email' },
      { drop: 'exited' },
      { drop: 'exited' },
    ]);
  });

  it('of class marketing never reaches a segment that is never contacted; service does', () => {
    const never = campaign(thankYou, {}, settingsWith({ neverContact: ['vip'] }));
    const profile = { ...emptyProfile('c-1'), orders: { ...emptyProfile('c-1').orders, count: 2 } };
    expect(ask({ campaign: never, profile })).toEqual({ drop: 'never-contact' });
    expect(ask({ campaign: never })).toEqual({ send: 'email' });
    expect(ask({ campaign: never, profile }, { topic: 'service' })).toEqual({ send: 'email' });
  });
});

describe('the universal control group', () => {
  it('gets no marketing, also not from a campaign of service', () => {
    const universal = settingsWith({ holdout: '100%' });
    expect(ask({ settings: universal })).toEqual({ drop: 'universal-holdout' });
    expect(ask({ settings: universal }, { topic: 'service' })).toEqual({ send: 'email' });
  });
});

describe('the channel', () => {
  const by: Partial<PlannedMessage> = { by: ['sms', 'email'] };

  it('is the first that reaches her', () => {
    expect(ask({}, by)).toEqual({ send: 'sms' });
    expect(ask({ contact: without('phone') }, by)).toEqual({ send: 'email' });
    expect(ask({}, by, { consent: { email: { offers: true } } })).toEqual({ send: 'email' });
    expect(ask({}, by, { suppressed: { sms: { reason: 'STOP', at: 0 } } })).toEqual({ send: 'email' });
  });

  it('none: the reason is the one nearest to a send', () => {
    expect(ask({ contact: without('email') })).toEqual({ drop: 'no-address' });
    expect(ask({ contact: { ...without('phone'), consent: {} } }, by)).toEqual({ drop: 'no-consent' });
    expect(ask({}, by, { consent: { email: { offers: true } }, suppressed: { email: { reason: 'bounce', at: 0 } } })).toEqual({
      drop: 'suppressed',
    });
  });

  it('marketing needs a given consent, service only none withdrawn', () => {
    expect(ask({}, {}, { consent: {} })).toEqual({ drop: 'no-consent' });
    expect(ask({}, { topic: 'service' }, { consent: {} })).toEqual({ send: 'email' });
    expect(ask({}, { topic: 'service' }, { consent: { email: { service: false } } })).toEqual({ drop: 'no-consent' });
    expect(ask({}, { topic: 'service' }, { suppressed: { email: { reason: 'complaint', at: 0 } } })).toEqual({ drop: 'suppressed' });
  });
});

describe('what a person ordered', () => {
  const minute = 60_000;

  it('cancelled drops what was planned or entered before, and nothing that came later', () => {
    expect(ask({ orders: { cancelledAt: message.plannedAt } })).toEqual({ drop: 'cancelled' });
    expect(ask({ orders: { cancelledAt: enrollment.enteredAt } })).toEqual({ drop: 'cancelled' });
    expect(ask({ orders: { cancelledAt: enrollment.enteredAt - 1 } })).toEqual({ send: 'email' });
    const over = { ...enrollment, status: 'ended', ended: { at: noon, because: 'cancelled', detail: '' } } as const;
    expect(ask({ enrollment: over })).toEqual({ drop: 'cancelled' });
  });

  it('paused holds every class, at first for five minutes, after hours for thirty', () => {
    const paused = (since: number, planned: Partial<PlannedMessage> = {}) => ask({ orders: { pausedAt: noon - since } }, planned);
    const held = (minutes: number) => ({ hold: noon + minutes * minute, reason: 'campaign-paused' });
    expect([paused(0), paused(60 * minute), paused(120 * minute), paused(7 * 86_400_000)]).toEqual([5, 5, 10, 30].map(held));
    expect(paused(0, { topic: 'service' })).toEqual(held(5));
  });

  it('paused until the end of the message drops it, after one last look in its last minute', () => {
    const expiring = (minutes: number) => ask({ orders: { pausedAt: noon } }, { expiresAt: noon + minutes * minute });
    expect([expiring(4), expiring(1)]).toEqual([{ hold: noon + 3 * minute, reason: 'campaign-paused' }, { drop: 'campaign-paused' }]);
  });
});

describe('a pause', () => {
  it('holds marketing until it is over, and lets service pass', () => {
    const pausedUntil = at('2026-03-03T12:00Z');
    expect(ask({}, {}, { pausedUntil })).toEqual({ hold: pausedUntil, reason: 'paused' });
    expect(ask({ now: pausedUntil }, {}, { pausedUntil })).toEqual({ send: 'email' });
    expect(ask({}, { topic: 'service' }, { pausedUntil })).toEqual({ send: 'email' });
  });

  it('beyond the end of the message drops it with its own reason', () => {
    expect(ask({}, {}, { pausedUntil: message.expiresAt })).toEqual({ drop: 'paused' });
  });
});

describe('blackout days', () => {
  const black = (from: string, to: string) => ask({ settings: settingsWith({ blackouts: [{ from, to }] }) });

  it('hold marketing until the next day of hers', () => {
    expect(black('2026-03-02', '2026-03-03')).toEqual({ hold: at('2026-03-04T00:00Z'), reason: 'blackout' });
    expect(black('2026-03-01', '2026-03-01')).toEqual({ send: 'email' });
    expect(black('2026-03-01', '2026-03-09')).toEqual({ drop: 'blackout' });
  });
});

describe('quiet hours', () => {
  const night = at('2026-03-02T23:30Z');
  const asked = (more: Partial<SendRequest>, planned: Partial<PlannedMessage> = {}, hers: Partial<Contact> = {}) =>
    ask({ settings: settingsWith({ quietHours: quiet }), now: night, ...more }, planned, hers);

  it('hold every SMS and marketing e-mail until they are over, and no service e-mail', () => {
    const hold = { hold: at('2026-03-03T08:00Z'), reason: 'quiet-hours' };
    expect(asked({})).toEqual(hold);
    expect(asked({}, { topic: 'service', by: ['sms'] })).toEqual(hold);
    expect(asked({}, { topic: 'service' })).toEqual({ send: 'email' });
    expect(asked({ now: at('2026-03-02T20:59Z') })).toEqual({ send: 'email' });
  });

  it('are those of her country in her zone', () => {
    const berlin = { country: 'DE', zone: 'Europe/Berlin' };
    expect(asked({ now: at('2026-03-02T19:30Z') }, {}, berlin)).toEqual({ hold: at('2026-03-03T08:00Z'), reason: 'quiet-hours' });
    expect(asked({ now: at('2026-03-02T18:59Z') }, {}, berlin)).toEqual({ send: 'email' });
  });

  it('drop what would expire before they are over', () => {
    expect(asked({}, { expiresAt: at('2026-03-03T07:00Z') })).toEqual({ drop: 'quiet-hours' });
  });

  it('with an unknown zone are open when they are in every zone of her country', () => {
    const american = without('zone');
    const inUs = (when: string) => asked({ now: at(when), contact: { ...american, country: 'US' } });
    expect(inUs('2026-03-02T17:59Z')).toEqual({ hold: at('2026-03-02T18:00Z'), reason: 'quiet-hours' });
    expect(inUs('2026-03-02T18:00Z')).toEqual({ send: 'email' });
    expect(inUs('2026-03-03T02:00Z')).toEqual({ hold: at('2026-03-03T18:00Z'), reason: 'quiet-hours' });
  });

  it('fail closed where nobody can tell where she is', () => {
    expect(asked({ now: noon, contact: without('zone', 'country') })).toEqual({ drop: 'zone-unknown' });
    expect(asked({ now: noon, contact: { ...without('zone'), country: 'AQ' } })).toEqual({ drop: 'zone-unknown' });
    expect(asked({ now: noon, contact: { ...without('country'), zone: 'Mars/Olympus' } })).toEqual({ drop: 'zone-unknown' });
    expect(ask({ contact: without('zone', 'country') })).toEqual({ send: 'email' });
  });

  it.each(['Europe/London', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe', 'America/St_Johns'])(
    'never let a message out at night in %s, nor hold it in open hours',
    (zone) => {
      fc.assert(
        fc.property(fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-01-01T00:00Z') }), (now) => {
          const verdict = asked({ now }, { expiresAt: now + 3 * 86_400_000 }, { zone, country: 'GB' });
          const local = minuteOfDay('hold' in verdict ? verdict.hold : now, zone);
          expect(local >= 480 && local < 1260).toBe(true);
          expect('send' in verdict).toBe(minuteOfDay(now, zone) >= 480 && minuteOfDay(now, zone) < 1260);
        }),
        { numRuns: 60 },
      );
    },
  );
});

describe('the last moment', () => {
  const until = (more: Partial<SendRequest>, planned: Partial<PlannedMessage> = {}, hers: Partial<Contact> = {}) => {
    const verdict = decide({ settings: settingsWith({ quietHours: quiet }), ...more }, planned, hers);
    return 'send' in verdict ? new Date(verdict.until).toISOString() : verdict;
  };
  const text: Partial<PlannedMessage> = { by: ['sms'], topic: 'service' };
  const evening = at('2026-03-02T20:50Z');

  it('of a text is when her open hours end: ten minutes at ten to nine', () => {
    expect(until({ now: evening }, text)).toBe('2026-03-02T21:00:00.000Z');
    expect(until({ now: at('2026-03-02T08:00:00.001Z') }, text)).toBe('2026-03-02T21:00:00.000Z');
    expect(until({ now: at('2026-03-02T18:59:30Z') }, text, { country: 'DE', zone: 'Europe/Berlin' })).toBe('2026-03-02T19:00:00.000Z');
    expect(until({ now: at('2026-03-02T18:00Z') }, text, { country: 'US', zone: 'America/New_York' })).toBe('2026-03-03T02:00:00.000Z');
  });

  it('is the earliest in the zones where she may be', () => {
    const { zone: _, ...american } = { ...contact, country: 'US' };
    expect(until({ now: at('2026-03-02T18:00Z'), contact: american }, text)).toBe('2026-03-03T02:00:00.000Z');
  });

  it('is never after the message expires, and that moment alone where there are no hours to keep', () => {
    expect(until({ now: evening }, { ...text, expiresAt: at('2026-03-02T20:55Z') })).toBe('2026-03-02T20:55:00.000Z');
    expect(until({ now: evening, settings }, text)).toBe('2026-03-04T12:00:00.000Z');
    expect(until({ now: evening }, { topic: 'service' })).toBe('2026-03-04T12:00:00.000Z');
    expect(until({ now: evening })).toBe('2026-03-02T21:00:00.000Z');
  });

  it('leaves a text the time to arrive, or holds it until the next opening', () => {
    expect(until({ now: at('2026-03-02T20:59:45Z') }, text)).toBe('2026-03-02T21:00:00.000Z');
    expect(until({ now: at('2026-03-02T20:59:46Z') }, text)).toEqual({ hold: at('2026-03-03T08:00Z'), reason: 'quiet-hours' });
    expect(until({ now: at('2026-03-02T20:59:51Z') })).toBe('2026-03-02T21:00:00.000Z');
  });

  it.each(['Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'America/St_Johns', 'Asia/Kathmandu'])(
    'is the first closed minute in %s, also when the clocks change',
    (zone) => {
      const year = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-01-01T00:00Z') });
      // The night in which clocks change, as often as the rest of the year; open at night, so that windows lie across it.
      const instant = fc.oneof(
        year,
        ...['2026-03-08', '2026-03-29', '2026-04-04', '2026-10-03', '2026-10-25', '2026-11-01'].map((date) =>
          fc.integer({ min: at(`${date}T00:00Z`), max: at(`${date}T00:00Z`) + 86_400_000 }),
        ),
      );
      const atNight = settingsWith({ quietHours: { default: { from: '01:30', to: '20:00' } } });
      const isOpen = (when: number) => minuteOfDay(when, zone) < 90 || minuteOfDay(when, zone) >= 1200;
      fc.assert(
        fc.property(instant, (now) => {
          const verdict = decide({ now, settings: atNight }, { ...text, expiresAt: now + 3 * 86_400_000 }, { zone, country: 'GB' });
          fc.pre('send' in verdict);
          if (!('send' in verdict)) return;
          expect(isOpen(verdict.until)).toBe(false);
          for (let open = verdict.until - 60_000; open > now; open -= 60_000) expect(isOpen(open)).toBe(true);
        }),
        { numRuns: 60 },
      );
    },
  );
});

describe('caps', () => {
  const claim = (when: string, topic = 'offers', channel: 'email' | 'sms' = 'email') => ({
    channel,
    topic,
    at: at(when),
    priority: 50,
    nonce: 'n',
    expiresAt: at(when),
  });
  const capped = (cap: NonNullable<SettingsInput['caps']>[number], hers: Partial<Contact>, planned: Partial<PlannedMessage> = {}) =>
    ask({ settings: settingsWith({ caps: [cap] }) }, planned, hers);

  it('hold until a place is free, to the second', () => {
    const claims = { a: claim('2026-03-01T18:00:07Z'), b: claim('2026-03-02T09:00Z') };
    expect(capped({ class: 'marketing', atMost: 2, per: '1 day' }, { claims })).toEqual({
      hold: at('2026-03-02T18:00:07Z'),
      reason: 'capped',
    });
    expect(capped({ class: 'marketing', atMost: 1, per: '1 day' }, { claims })).toEqual({
      hold: at('2026-03-03T09:00Z'),
      reason: 'capped',
    });
    expect(capped({ class: 'marketing', atMost: 3, per: '1 day' }, { claims })).toEqual({ send: 'email' });
    expect(capped({ class: 'marketing', atMost: 1, per: '2 hours' }, { claims })).toEqual({ send: 'email' });
  });

  it('count their topic, channel or class only', () => {
    const claims = { a: claim('2026-03-02T09:00Z', 'service', 'sms') };
    expect(capped({ class: 'marketing', atMost: 1, per: '1 day' }, { claims })).toEqual({ send: 'email' });
    expect(capped({ topic: 'offers', atMost: 1, per: '1 day' }, { claims })).toEqual({ send: 'email' });
    expect(capped({ channel: 'sms', atMost: 1, per: '1 day' }, { claims })).toEqual({ send: 'email' });
    expect(capped({ channel: 'sms', atMost: 1, per: '1 day' }, { claims }, { by: ['sms'] })).toMatchObject({ reason: 'capped' });
    expect(
      capped({ class: 'marketing', atMost: 1, per: '1 day' }, { claims: { a: claim('2026-03-02T09:00Z') } }, { topic: 'service' }),
    ).toEqual({ send: 'email' });
  });

  it('count folded days until the whole day has left', () => {
    const days = { 'email:offers:2026-02-24': 2 };
    expect(capped({ topic: 'offers', atMost: 2, per: '7 days' }, { days })).toEqual({ hold: at('2026-03-04T00:00Z'), reason: 'capped' });
    expect(capped({ topic: 'offers', atMost: 2, per: '5 days' }, { days })).toEqual({ send: 'email' });
  });

  it('drop what has no place before it expires', () => {
    expect(capped({ topic: 'offers', atMost: 1, per: '30 days' }, { claims: { a: claim('2026-03-02T09:00Z') } })).toEqual({
      drop: 'capped',
    });
  });

  it('no window ever holds more than its cap', () => {
    const cap = { class: 'marketing', atMost: 2, per: '1 day' } as const;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 36 * 3_600_000 }), { maxLength: 25 }), (gaps) => {
        const claims: Contact['claims'] = {};
        let now = noon;
        for (const [index, gap] of gaps.entries()) {
          now += gap;
          const verdict = ask({ settings: settingsWith({ caps: [cap] }), now }, { expiresAt: now + 1 }, { claims });
          if ('send' in verdict) claims[`k${index}`] = { ...claim('2026-03-02T09:00Z'), at: now };
        }
        const sent = Object.values(claims).map((one) => one.at);
        for (const end of sent) expect(sent.filter((one) => one > end - 86_400_000 && one <= end).length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 40 },
    );
  });
});

describe('several holds', () => {
  it('last as long as the longest', () => {
    const both = settingsWith({ quietHours: quiet, blackouts: [{ from: '2026-03-02', to: '2026-03-02' }] });
    const verdict = ask({ settings: both, now: at('2026-03-02T22:00Z') });
    expect(verdict).toEqual({ hold: at('2026-03-03T08:00Z'), reason: 'quiet-hours' });
  });
});
