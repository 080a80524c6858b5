import { describe, expect, it } from 'vitest';
import type { Item, Value } from '../../lib/world.ts';
import { noon } from '../functions/shop.ts';
import { ann, type History, history, message, minute } from './history-maker.ts';
import { invariants } from './invariants/all.ts';

const hour = 60 * minute;
const profile = (over: { [name: string]: Value } = {}): Item => ({
  table: 'customers',
  pk: 'ann',
  sk: '-',
  v: 1,
  profile: { attributes: { zone: 'Europe/London', ...over }, orders: { count: 0 } },
});

/** That she said something of offers. */
const record = (channel: string, said: string, at = noon): Item => ({
  table: 'activities',
  pk: 'ann',
  sk: `CNS#${at}#${channel}#offers#${said}`,
  record: { channel, topic: 'offers', said },
});
const agreed = [record('email', 'given'), record('sms', 'given')];

/** ann as she is known, and her message claimed, called and recorded, unless `instead` tells otherwise. */
function delivered(instead: Partial<Record<'contact' | 'claim' | 'call' | 'record' | 'later', (told: History) => void>> = {}): History {
  const told = history();
  told.write(ann(), ...agreed);
  told.write(profile());
  const say = (what: keyof typeof instead, otherwise: () => void) => (instead[what] ?? otherwise)(told);
  say('contact', () => undefined);
  say('claim', () => told.claim());
  say('call', () => told.call());
  say('record', () => told.record('sent'));
  say('later', () => undefined);
  return told;
}

const enrollment = (over: { [name: string]: Value } = {}, { v = 1, ...item }: { [name: string]: Value } = {}): Item => {
  const inside = {
    campaign: 'news',
    occurrence: '1',
    status: 'inside',
    position: 'a',
    enteredAt: noon,
    dueAt: noon + hour,
    outbox: [],
    planned: 0,
    heldOut: 0,
    ...over,
  };
  return {
    table: 'relations',
    pk: 'ann',
    sk: 'ENR#news',
    v,
    enrollment: inside,
    ...(inside.dueAt !== null && { dueAt: inside.dueAt }),
    ...item,
  };
};
const out = (over: { [name: string]: Value } = {}) => ({
  kind: 'message',
  id: message.id,
  plannedAt: noon,
  expiresAt: noon + hour,
  ...over,
});

const account = (points: number, over: { [name: string]: Value } = {}): Item => ({
  table: 'relations',
  pk: 'ann',
  sk: 'LOY#circle',
  v: 1,
  account: { lots: points > 0 ? [{ points, from: noon, until: null }] : [], pending: [], owed: 0, ...over },
});
const line = (id: string, points: number, over: { [name: string]: Value } = {}): Item => ({
  table: 'activities',
  pk: 'ann',
  sk: `LED#circle#${id}`,
  entry: { id, program: 'circle', kind: 'granted', points, pending: 0, ...over },
});
/** A mail that asks ann to confirm the topic of letters. */
const asking = (state: string, over: { [name: string]: Value } = {}): Item => ({
  table: 'relations',
  pk: 'ann',
  sk: 'ASK#1',
  state,
  topic: 'letters',
  at: noon,
  ...over,
});
const redemption = (status: string): Item => ({ table: 'relations', pk: 'ann', sk: 'RDM#circle#k1', status });

const run = (status: string, tally: { [name: string]: Value }, over: { [name: string]: Value } = {}): Item => ({
  table: 'control',
  pk: 'RUN#news',
  sk: '2026-11-02T12:00',
  number: 1,
  status,
  broadcast: 'hello',
  targeted: 2,
  tally: { sent: 0, entered: 0, unknown: 0, suppressed: {}, failed: {}, ...tally },
  ...over,
});
const page = (cids: string[], heldOut: string[] = [], sk = '0#000000'): Item => ({
  table: 'control',
  pk: 'PAGE#news#2026-11-02T12:00',
  sk,
  cids,
  heldOut,
  failed: [],
});

/** A run to ann and to bob, who is in the control group. */
function closed(instead: { run?: (told: History) => void; page?: Item[]; call?: (told: History) => void } = {}): History {
  return delivered({
    contact: (told) => told.write(...(instead.page ?? [page(['ann'], ['bob'])])),
    ...(instead.call && { call: instead.call }),
    later: instead.run ?? ((told) => told.write(run('closed', { sent: 1, suppressed: { 'held-out': 1 } }))),
  });
}

describe('a history that is as it should be', () => {
  const refused = { outcome: 'throttled' as const, reason: 'too many' };
  it.each<[string, () => History]>([
    ['a message is claimed, sent and recorded', () => delivered()],
    [
      'a reply is lost, and the message stays unknown',
      () =>
        delivered({ call: (told) => told.call({ told: 'nothing' }), record: (told) => told.record('unknown', { reason: 'no-answer' }) }),
    ],
    [
      'the provider refuses, and another claim is called',
      () =>
        delivered({
          call: (told) => {
            told.call({ told: refused, accepted: false });
            told.release();
            told.claim({ nonce: 'second' });
            told.call();
          },
        }),
    ],
    [
      'a claim is forgotten an hour after its message has expired',
      () =>
        delivered({
          later: (told) => {
            told.at = noon + 26 * hour;
            told.release();
          },
        }),
    ],
    [
      'a withdrawal comes after the claim',
      () =>
        delivered({
          call: (told) => {
            told.change({ cons: { email: { offers: -noon } } });
            told.write(record('email', 'withdrawn'));
            told.call();
          },
          claim: () => undefined,
          contact: (told) => told.claim(),
        }),
    ],
    [
      'an enrollment moves on and plans its message once',
      () =>
        delivered({
          later: (told) => {
            told.write(enrollment());
            told.at += hour;
            told.write(enrollment({ position: 'b', dueAt: noon + 2 * hour, outbox: [out()], planned: 1 }, { v: 2, by: 'due#x' }));
          },
        }),
    ],
    [
      'points come, are pending and are spent',
      () =>
        delivered({
          later: (told) => {
            told.write(account(5, { pending: [{ points: 3 }] }), line('a', 5, { pending: 3 }));
            told.write(redemption('reserved'), account(1, { pending: [{ points: 3 }] }), line('b', -4, { kind: 'spent' }));
            told.write(redemption('cancelled'), account(5, { pending: [{ points: 3 }] }), line('c', 4, { kind: 'returned' }));
          },
        }),
    ],
    [
      'she is asked to confirm',
      () =>
        delivered({
          later: (told) => {
            for (const state of ['asked', 'claimed']) told.write(asking(state));
            told.ask();
            told.write(asking('sent'));
          },
        }),
    ],
    ['a run closes', () => closed()],
  ])('%s', async (_, make) => {
    expect(await make().judge(invariants)).toEqual([]);
  });
});

describe('a history that breaks an invariant', () => {
  const unknown = { outcome: 'unknown' as const, reason: 'lost' };
  const rejected = { outcome: 'rejected' as const, reason: 'no' };
  it.each<[expected: RegExp, () => History]>([
    // 1
    [/^1: .* accepted twice/, () => delivered({ later: (told) => told.call() })],
    [
      /^1: .* called again although it may be out/,
      () =>
        delivered({
          call: (told) => {
            told.call({ told: unknown, accepted: false });
            told.call();
          },
        }),
    ],
    [
      /^1: .* called again although it may be out/,
      () =>
        delivered({
          call: (told) => {
            told.call({ told: 'nothing', accepted: false });
            told.call();
          },
        }),
    ],
    [/^1: .* called without a claim/, () => delivered({ claim: () => undefined })],
    [
      /^1: .* called twice on one claim/,
      () =>
        delivered({
          call: (told) => {
            told.call({ told: rejected, accepted: false });
            told.call();
          },
        }),
    ],
    [/^1: the claim .* was taken over/, () => delivered({ later: (told) => told.claim({ nonce: 'second' }) })],
    [/^1: the claim .* was given back/, () => delivered({ later: (told) => told.release() })],
    [/^1: the record .* fell from sent to failed/, () => delivered({ later: (told) => told.record('failed', { reason: 'rejected' }) })],
    [
      /^1: the record .* fell from sent to nothing/,
      () => delivered({ later: (told) => told.remove({ table: 'relations', pk: 'ann', sk: message.sk }) }),
    ],
    [/^1: .* was accepted and is recorded as failed/, () => delivered({ record: (told) => told.record('failed', { reason: 'rejected' }) })],
    [/^1: .* was accepted and is recorded as nothing/, () => delivered({ record: () => undefined })],
    [/^1: .* was never accepted/, () => delivered({ call: () => undefined })],
    // 2
    [
      /^2: .* that withdrew offers by email/,
      () => delivered({ contact: (told) => told.write(ann({ cons: { email: { offers: -noon } } })) }),
    ],
    [/^2: .* that never agreed to news by email/, () => delivered({ claim: (told) => told.claim({ topic: 'news' }) })],
    [
      /^2: .* whose email is suppressed: complaint/,
      () => delivered({ contact: (told) => told.write(ann({ sup: { email: { reason: 'complaint', at: noon } } })) }),
    ],
    [
      /^2: a consent was given, and is not on record/,
      () => delivered({ later: (told) => told.change({ cons: { email: { offers: noon, news: noon } } }) }),
    ],
    [
      /^2: it is not on record that she withdrew: ann email offers withdrawn/,
      () => delivered({ later: (told) => told.change({ cons: { email: { offers: -noon } } }) }),
    ],
    [/^2: ASK#1: called without a claim/, () => delivered({ later: (told) => told.ask() })],
    [
      /^2: ASK#1: called again although it may be out/,
      () =>
        delivered({
          later: (told) => {
            told.write(asking('claimed'));
            told.ask();
            told.ask();
          },
        }),
    ],
    [
      /^2: ASK#1: claimed though her e-mail is suppressed/,
      () =>
        delivered({
          later: (told) => {
            told.change({ sup: { email: { reason: 'complaint', at: noon } } });
            told.write(asking('claimed'));
          },
        }),
    ],
    [
      /^2: ASK#1: a claim was taken over by another attempt/,
      () =>
        delivered({
          later: (told) => {
            told.write(asking('claimed', { claimedAt: noon }));
            told.write(asking('claimed', { claimedAt: noon + minute }));
          },
        }),
    ],
    [/^2: ann ASK#1 is still asked/, () => delivered({ later: (told) => told.write(asking('asked')) })],
    [/^2: the record CNS#.* was changed/, () => delivered({ later: (told) => told.write(...agreed) })],
    [/^2: .* that is paused until/, () => delivered({ contact: (told) => told.write(ann({ pausedUntil: noon + 1 })) })],
    [/^2: .* that was erased/, () => delivered({ contact: (told) => told.write(ann({ erasedAt: noon })) })],
    [
      /^2: .* was called 5001 ms after its claim/,
      () =>
        delivered({
          call: (told) => {
            told.at += 5001;
            told.call();
          },
        }),
    ],
    [/^2: .* no longer valid/, () => delivered({ claim: (told) => told.claim({ expiresAt: noon }) })],
    [/^2: .* claimed for sms and called by email/, () => delivered({ claim: (told) => told.claim({ channel: 'sms' }) })],
    [/^2: .* to another address/, () => delivered({ call: (told) => told.call({ to: 'old@private.example' }) })],
    [
      /^2: her withdrawal of offers by email was lost/,
      () =>
        delivered({
          later: (told) => {
            told.change({ cons: { email: { offers: -noon } } });
            told.change({ cons: { email: { offers: noon - 1 } } });
          },
        }),
    ],
    [
      /^2: the suppression of her email \(complaint\) was lost/,
      () =>
        delivered({
          later: (told) => {
            told.change({ sup: { email: { reason: 'complaint', at: noon } } });
            told.change({ email: 'new@private.example', sup: {} });
          },
        }),
    ],
    [
      /^2: she was erased, and that is forgotten/,
      () =>
        delivered({
          contact: (told) => {
            told.write(ann({ erasedAt: noon }));
            told.write(ann());
          },
        }),
    ],
    [
      /^2: she got an address whose email is suppressed/,
      () =>
        delivered({
          later: (told) =>
            told.write({ table: 'relations', pk: 'A#1', sk: '-', cids: ['ann'], sup: { email: { reason: 'hard-bounce', at: noon } } }),
        }),
    ],
    [
      /^2: an address of hers is suppressed for email/,
      () =>
        delivered({
          later: (told) => {
            for (const sup of [{}, { email: { reason: 'hard-bounce', at: noon } }])
              told.write({ table: 'relations', pk: 'A#1', sk: '-', cids: ['ann'], sup });
          },
        }),
    ],
    [
      /^2: she was erased, and activities .* holds an address/,
      () =>
        delivered({
          later: (told) => {
            told.change({ erasedAt: noon });
            told.write({ table: 'activities', pk: 'ann', sk: 'note#1', by: 'ann@private.example' });
            told.change({ erasedAt: noon, email: '' });
          },
        }),
    ],
    [
      /^2: .* and news is paused since/,
      () =>
        delivered({
          contact: (told) => {
            told.write({ table: 'control', pk: 'ORDERS', sk: 'news', pausedAt: noon });
            told.at += minute;
          },
        }),
    ],
    // 3
    [
      /^3: .* closed at 2026-11-02T22:00:00Z in Europe\/London/,
      () =>
        delivered({
          contact: (told) => {
            told.at = noon + 10 * hour;
          },
        }),
    ],
    [
      /^3: .* in America\/New_York/,
      () =>
        delivered({
          contact: (told) => {
            told.write(profile({ zone: 'America/New_York' }));
            told.at = noon + minute;
          },
        }),
    ],
    [
      /^3: .* in US/,
      () =>
        delivered({
          contact: (told) => {
            told.write(profile({ zone: '', country: 'US' }));
            told.write(ann({ zone: '' }));
            told.at = noon + 6 * hour - minute;
          },
        }),
    ],
    [
      /^3: .* in nowhere/,
      () =>
        delivered({
          contact: (told) => {
            told.write(profile({ zone: '' }));
            told.write(ann({ zone: '' }));
            told.at = noon + minute;
          },
        }),
    ],
    [
      /^3: .* to live until 2026-11-02T21:00:01Z: closed/,
      () =>
        delivered({ claim: (told) => told.claim({ channel: 'sms' }), call: (told) => told.call({ sms: { timeToLive: 9 * 3600 + 1 } }) }),
    ],
    // 4
    [
      /^4: .* is number 3 of at most 2 marketing per 7 days/,
      () =>
        delivered({
          later: (told) => {
            for (const id of ['a#1#x', 'b#1#x']) told.claim({ id });
          },
        }),
    ],
    [
      /^4: .* is number 3 of at most 2/,
      () =>
        delivered({
          claim: (told) => told.claim({ expiresAt: noon + hour }),
          later: (told) => {
            told.at += 48 * hour;
            told.release();
            for (const id of ['a#1#x', 'b#1#x']) told.claim({ id, expiresAt: told.at + hour });
          },
        }),
    ],
    [
      /^4: .* is over the budget of 0.02 GBP/,
      () => {
        const told = history();
        for (const cid of ['ann', 'bob', 'kei']) {
          const id = `news#${cid}#x`;
          told.write(ann({ pk: cid }), ...agreed.map((one) => ({ ...one, pk: cid })), { ...profile(), pk: cid });
          told.claim({ cid, id });
          told.call({ cid, sk: `MSG#${new Date(noon).toISOString()}#${id}` });
        }
        return told;
      },
    ],
    // 5
    [
      /^5: ENR#news: version 3 follows 1/,
      () =>
        delivered({
          later: (told) => {
            told.write(enrollment());
            told.write(enrollment({}, { v: 3 }));
          },
        }),
    ],
    [
      /^5: .* was planned twice/,
      () =>
        delivered({
          later: (told) => {
            told.write(enrollment({ outbox: [out()], planned: 1 }));
            told.write(enrollment({ planned: 1 }, { v: 2 }));
            told.write(enrollment({ outbox: [out()], planned: 2 }, { v: 3 }));
          },
        }),
    ],
    [/^5: .* says 2 planned, 1 were seen/, () => delivered({ later: (told) => told.write(enrollment({ outbox: [out()], planned: 2 })) })],
    [/^5: .* is inside and nothing is due/, () => delivered({ later: (told) => told.write(enrollment({ dueAt: null })) })],
    [
      /^5: .* was woken 3600000 ms before it was due/,
      () =>
        delivered({
          later: (told) => {
            told.write(enrollment());
            told.write(enrollment({ position: 'b' }, { v: 2, by: 'due#x' }));
          },
        }),
    ],
    [
      /^5: .* went back to a/,
      () =>
        delivered({
          later: (told) => {
            told.write(enrollment());
            told.write(enrollment({ position: 'b' }, { v: 2 }));
            told.write(enrollment({ position: 'a' }, { v: 3 }));
          },
        }),
    ],
    [
      /^5: .* expired and is recorded as nothing/,
      () =>
        delivered({
          later: (told) => {
            told.write(enrollment({ dueAt: noon + 9 * hour, outbox: [out({ id: 'news#1#other' })], planned: 1 }));
            told.at += 2 * hour;
          },
        }),
    ],
    [
      /^5: the event news#1#e was never told/,
      () => delivered({ later: (told) => told.write(enrollment({ outbox: [out({ kind: 'event', id: 'news#1#e' })] })) }),
    ],
    [
      /^5: nobody was told of news#1#n/,
      () => delivered({ later: (told) => told.write(enrollment({ outbox: [out({ kind: 'notice', id: 'news#1#n' })] })) }),
    ],
    [
      /^5: ENR#news was due at .* and acted on 60000 ms too late/,
      () =>
        delivered({
          later: (told) => {
            told.write(enrollment());
            told.tell({ kind: 'calm' });
            told.at += hour + 16 * minute;
            told.write(enrollment({ dueAt: noon + 5 * hour }, { v: 2 }));
          },
        }),
    ],
    [
      /^5: ENR#news is due since/,
      () =>
        delivered({
          later: (told) => {
            told.write(enrollment());
            told.at += 2 * hour;
          },
        }),
    ],
    [
      /^5: order.placed#1 was never applied/,
      () =>
        delivered({
          later: (told) =>
            told.write({ table: 'activities', pk: 'ann', sk: 'order.placed#1', kind: 'activity', activity: { type: 'order.placed' } }),
        }),
    ],
    [
      /^5: the profile counts 0 orders, 1 were placed/,
      () =>
        delivered({
          later: (told) =>
            told.write({
              table: 'activities',
              pk: 'ann',
              sk: 'order.placed#1',
              kind: 'activity',
              appliedAt: noon,
              activity: { type: 'order.placed' },
            }),
        }),
    ],
    [
      /^5: .* was called, and she left at .*: goal/,
      () =>
        delivered({
          contact: (told) => {
            told.write(enrollment({ occurrence: '2026-11-02T12:00', status: 'ended', dueAt: null, ended: { because: 'goal' } }));
            told.at += minute;
          },
        }),
    ],
    // 6
    [
      /^6: circle: the account holds 5 points, its ledger adds up to 4/,
      () => delivered({ later: (told) => told.write(account(5), line('a', 4)) }),
    ],
    [
      /^6: circle: 0 points are pending, the ledger adds up to 3/,
      () => delivered({ later: (told) => told.write(account(5), line('a', 5, { pending: 3 })) }),
    ],
    [
      /^6: circle: a lot is negative/,
      () => delivered({ later: (told) => told.write(account(0, { lots: [{ points: -1 }, { points: 1 }] })) }),
    ],
    [/^6: circle: points are owed while there are some/, () => delivered({ later: (told) => told.write(account(5, { owed: 5 })) })],
    [
      /^6: .* a line of the ledger was changed/,
      () =>
        delivered({
          later: (told) => {
            told.write(account(5), line('a', 5));
            told.write(account(5), line('a', 6));
          },
        }),
    ],
    [
      /^6: .* the line a was entered twice/,
      () =>
        delivered({
          later: (told) => {
            told.write(account(5), line('a', 5));
            told.write({ ...line('a', 5), sk: 'ORD#circle#1', points: {} });
          },
        }),
    ],
    [
      /^6: .* the order earned again/,
      () =>
        delivered({
          later: (told) => {
            for (const points of [5, 6]) told.write({ table: 'activities', pk: 'ann', sk: 'ORD#circle#1', points: { earned: { points } } });
          },
        }),
    ],
    [
      /^6: .* 6 points were taken back of 5/,
      () =>
        delivered({
          later: (told) =>
            told.write({ table: 'activities', pk: 'ann', sk: 'ORD#circle#1', points: { earned: { points: 5 }, takenBack: 6 } }),
        }),
    ],
    [/^6: .* was reserved, and its points were not taken/, () => delivered({ later: (told) => told.write(redemption('reserved')) })],
    [
      /^6: .* is cancelled, and its points did not go back/,
      () =>
        delivered({
          later: (told) => {
            told.write(redemption('reserved'), line('a', 0, { kind: 'spent' }));
            told.write(redemption('cancelled'));
          },
        }),
    ],
    [
      /^6: .* was confirmed and is cancelled/,
      () =>
        delivered({
          later: (told) => {
            told.write(redemption('confirmed'), line('a', 0, { kind: 'spent' }));
            told.write(redemption('cancelled'));
          },
        }),
    ],
    // 7
    [/^7: .* accounts for 3 of 2/, () => closed({ run: (told) => told.write(run('sending', { sent: 3 })) })],
    [/^7: .* was closed with 1 of 2 accounted for/, () => closed({ run: (told) => told.write(run('closed', { sent: 1 })) })],
    [
      /^7: .* was changed when it was closed/,
      () =>
        closed({
          run: (told) => {
            for (const _ of [1, 2]) told.write(run('closed', { sent: 2 }));
          },
        }),
    ],
    [
      /^7: .* was started again/,
      () =>
        closed({
          run: (told) => {
            for (const number of [1, 2]) told.write(run('selecting', {}, { number }));
          },
        }),
    ],
    [/^7: .* ann was selected twice/, () => closed({ page: [page(['ann']), page(['ann'], [], '1#000000')] })],
    [/^7: .* with 2 targeted, its pages name 1/, () => closed({ page: [page(['ann'])] })],
    [/^7: .* she is in the control group/, () => closed({ page: [page(['bob'], ['ann'])] })],
    [/^7: run .* is still sending: 1 of 2/, () => closed({ run: (told) => told.write(run('sending', { sent: 1 })) })],
    [/^7: run .* says 2 sent or unknown, the records say 1/, () => closed({ run: (told) => told.write(run('closed', { sent: 2 })) })],
    [/^7: .* is failed for no reason/, () => delivered({ record: (told) => told.record('failed') })],
    [/^7: .* is held for ever/, () => delivered({ record: (told) => told.record('held', { reason: 'paused' }) })],
  ])('%s', async (expected, make) => {
    const [first] = await make().judge(invariants);
    expect(first).toMatch(expected);
  });

  it('what is left in a queue is told', async () => {
    const waiting = { triggered: 0, bulk: 1, work: 0, pages: 0, 'dead-letters': 0 };
    expect(await delivered().judge(invariants, { waiting })).toEqual(['5: 1 tasks are left in bulk']);
  });
});
