import type { Mutation } from './mutation.ts';

/**
 * Mistakes that somebody could make in the places on which the promises rest. Each is found by the simulator; `quickly` marks
 * those that the tests look for each time. What stands in a `find` stands exactly once in its file: when it is changed, the
 * mutation is changed with it.
 */
export const mutations: (Mutation & { quickly?: true })[] = [
  // Claims.
  one('claims without a condition', 'lib/store/claims.ts', {
    find: "if: { all: [{ equals: [['v'], contact.v] }, { absent: ['c', key] }, { absent: ['erasedAt'] }] },",
    replace: "if: { present: ['pk'] },",
    quickly: true,
  }),
  one('claims on whatever version there is', 'lib/store/claims.ts', {
    find: "{ equals: [['v'], contact.v] }, ",
    replace: '',
  }),
  one('after a conflict takes over the version alone', 'lib/usecases/attempt-send.ts', {
    find: 'const again = await prepareSend(world, context, { contact: claimed.changed, nonce });',
    replace: 'const again = await prepareSend(world, context, { contact: { ...current.contact, v: claimed.changed.v }, nonce });',
  }),
  {
    name: 'sends before it claims',
    changes: [
      {
        file: 'lib/usecases/attempt-send.ts',
        find: 'const claimed = decided ? await claimSend(world, current) : { changed: current.contact };',
        replace:
          'const early = decided ? await deliver(world, current, undefined) : undefined; const claimed = decided ? await claimSend(world, current) : { changed: current.contact };',
      },
      {
        file: 'lib/usecases/attempt-send.ts',
        find: 'const outcome = await deliver(world, current, claimed.claim);',
        replace: 'const outcome = early;',
      },
    ],
    quickly: true,
  },
  one('gives every attempt the same nonce, one by one', 'functions/send-message.ts', {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program
    find: 'const nonce = `${context.awsRequestId.slice(-12)}.${index}`;',
    replace: "const nonce = 'attempt';",
  }),
  one('gives every attempt the same nonce, in chunks', 'functions/send-broadcasts.ts', {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program
    find: 'const nonce = `${context.awsRequestId.slice(-12)}.${index}`;',
    replace: "const nonce = 'attempt';",
  }),
  one('takes every claim that stands for its own', 'lib/store/claims.ts', {
    find: "return standing.nonce === claim.nonce ? 'claimed' : { taken: standing };",
    replace: "return 'claimed';",
  }),
  one('forgets claims at once', 'lib/store/claims.ts', {
    find: 'known.expiresAt + wordWithin < claim.at',
    replace: 'known.at < claim.at',
  }),
  one('uses a claim however old', 'lib/usecases/attempt-send.ts', {
    find: 'return now < until && now - since < usedWithin;',
    replace: 'return now < until;',
  }),
  one('does not look at the clock after the claim', 'lib/usecases/attempt-send.ts', {
    find: "if ('claim' in claimed && !isFresh(world, current, claimed.claim.at)) {",
    replace: 'if (false) {',
  }),
  {
    name: 'sends again what died two minutes ago',
    changes: [
      {
        file: 'lib/usecases/prepare-send.ts',
        find: 'if (standing && standing.nonce !== nonce) return',
        replace: 'if (standing && standing.nonce !== nonce && now - standing.at < 120_000) return',
      },
      { file: 'lib/store/claims.ts', find: "{ absent: ['c', key] }, ", replace: '' },
    ],
  },
  // Calls and records.
  one('takes a lost reply for a refusal', 'lib/usecases/attempt-send.ts', {
    find: "if (sent.outcome === 'unknown') return { state: 'unknown', reason: 'no-answer', ...spent };",
    replace: '',
    quickly: true,
  }),
  {
    name: 'takes a lost reply for a throttle',
    changes: [
      {
        file: 'lib/usecases/attempt-send.ts',
        find: "if (sent.outcome === 'unknown') return { state: 'unknown', reason: 'no-answer', ...spent };",
        replace: '',
      },
      {
        file: 'lib/usecases/attempt-send.ts',
        find: "return sent.outcome === 'throttled' ? {",
        replace: "return sent.outcome !== 'rejected' ? {",
      },
    ],
  },
  one('calls again when no reply came', 'lib/usecases/attempt-send.ts', {
    find: 'await world.sendEmail(composed.email)',
    replace: "await world.sendEmail(composed.email).then((s) => (s.outcome === 'unknown' ? world.sendEmail(composed.email) : s))",
  }),
  one('calls again at once when throttled, on the same claim', 'lib/usecases/attempt-send.ts', {
    find: 'await world.sendEmail(composed.email)',
    replace: "await world.sendEmail(composed.email).then((s) => (s.outcome === 'throttled' ? world.sendEmail(composed.email) : s))",
  }),
  one('records an outcome whatever is known', 'lib/store/messages.ts', {
    find: "if: { any: [{ absent: ['pk'] }, { oneOf: [['state'], below] }] },",
    replace: '',
  }),
  one('holds a message until nobody knows when', 'lib/store/messages.ts', {
    find: '...dueAttributes(key, dueAt),',
    replace: '',
  }),
  one('holds a message for no reason', 'lib/core/eligibility.ts', {
    find: 'return longest.hold >= message.expiresAt ? { drop: longest.reason } : longest;',
    replace: 'return longest.hold >= message.expiresAt ? { drop: longest.reason } : { hold: longest.hold };',
  }),
  // Consent, suppression, pause.
  one('skips the consent', 'lib/core/eligibility.ts', {
    find: "if (consent === false || (messageClass === 'marketing' && consent !== true)) return 'no-consent';",
    replace: '',
    quickly: true,
  }),
  one('takes silence for consent', 'lib/core/eligibility.ts', {
    find: "if (consent === false || (messageClass === 'marketing' && consent !== true)) return 'no-consent';",
    replace: "if (consent === false) return 'no-consent';",
  }),
  one('skips the suppression', 'lib/core/eligibility.ts', {
    find: "return contact.suppressed[channel] ? 'suppressed' : undefined;",
    replace: 'return undefined;',
  }),
  one('lets older knowledge bring a consent back', 'lib/store/contact-plan.ts', {
    find: 'const moves = Math.abs(instant) > latest || (-instant === before && before > 0);',
    replace: 'const moves = instant !== before;',
  }),
  one('withdraws and leaves the version', 'lib/store/contacts.ts', {
    find: "set: [[path, -Math.max(at, Math.abs(known))]],\n    add: [[['v'], 1]],",
    replace: 'set: [[path, -Math.max(at, Math.abs(known))]],',
  }),
  {
    name: 'suppresses and leaves the version',
    changes: [
      {
        file: 'lib/store/addresses.ts',
        find: "set: [[['sup', channel], { reason, at }]], add: [[['v'], 1]], if: condition };",
        replace: "set: [[['sup', channel], { reason, at }]], if: condition };",
      },
      {
        file: 'lib/store/contacts.ts',
        find: "set: [[['sup', channel], { reason, at }]],\n      add: [[['v'], 1]],",
        replace: "set: [[['sup', channel], { reason, at }]],",
      },
    ],
  },
  one('forgets what is known of a new address', 'lib/store/contacts.ts', {
    find: "if (suppression) plan.set.push([['sup', channel], { ...suppression }]);",
    replace: '',
  }),
  one('suppresses an address and tells nobody who has it', 'lib/store/addresses.ts', {
    find: 'for (const cid of new Set([...known.cids, ...(also === undefined ? [] : [also])]))',
    replace: 'for (const cid of [])',
  }),
  one('leaves what she said with others at her address', 'lib/store/addresses.ts', {
    find: 'own && rest.length === 0 && ',
    replace: 'own && ',
  }),
  one('goes on while a campaign is paused', 'lib/core/eligibility.ts', {
    find: "{ hold: afterPause(request, request.orders.pausedAt), reason: 'campaign-paused' }",
    replace: "{ hold: -Infinity, reason: 'campaign-paused' }",
  }),
  one('goes on when she has left', 'lib/core/eligibility.ts', {
    find: "if (because === 'goal' || because === 'exit') return 'exited';",
    replace: '',
  }),
  one('asks her to confirm on whatever version there is', 'lib/store/confirmation-mails.ts', {
    find: "{ check: keys.contact(cid), if: { all: [{ equals: [['v'], v] }, { absent: ['erasedAt'] }] } },",
    replace: "{ check: keys.contact(cid), if: { present: ['pk'] } },",
  }),
  one('asks her to confirm, whoever is asking her', 'lib/store/confirmation-mails.ts', {
    find: "set: claim, remove: [['dispatch']], if: { equals: [['state'], 'asked'] } },",
    replace: "set: claim, remove: [['dispatch']], if: { present: ['pk'] } },",
  }),
  {
    name: 'asks her again when an attempt died two minutes ago',
    changes: [
      {
        file: 'lib/store/confirmation-mails.ts',
        find: "return { state: 'unknown', reason: 'interrupted' };",
        replace: "asked.state = 'asked';",
      },
      {
        file: 'lib/store/confirmation-mails.ts',
        find: "set: claim, remove: [['dispatch']], if: { equals: [['state'], 'asked'] } },",
        replace: "set: claim, remove: [['dispatch']], if: { oneOf: [['state'], ['asked', 'claimed']] } },",
      },
    ],
  },
  // Hours and caps.
  one('keeps the hours of the brand', 'lib/core/quiet-hours.ts', {
    find: 'if (isZone(zone)) return [zone];',
    replace: "return ['Europe/London'];",
  }),
  one('takes the first zone of her country', 'lib/core/quiet-hours.ts', {
    find: 'return country === undefined ? undefined : zonesOfCountry(country);',
    replace: 'return country === undefined ? undefined : zonesOfCountry(country)?.slice(0, 1);',
  }),
  one('sends when nobody can tell what time it is', 'lib/core/eligibility.ts', {
    find: "if (open === 'unknown') return { drop: 'zone-unknown' };",
    replace: "if (open === 'unknown') return undefined;",
  }),
  one('lets a text live as long as its message', 'lib/usecases/attempt-send.ts', {
    find: 'const timeToLive = Math.floor((until - world.now()) / 1000);',
    replace: 'const timeToLive = Math.floor((context.intent.message.expiresAt - world.now()) / 1000);',
  }),
  one('counts no claims that were folded into days', 'lib/core/frequency-caps.ts', {
    find: 'const places = [...claims, ...folded]',
    replace: 'const places = [...claims]',
  }),
  one('forgets old claims without counting them', 'lib/store/claims.ts', {
    find: "return [...byDay].map(([name, claims]) => [['d', name], claims.length]);",
    replace: 'return [];',
  }),
  one('counts no claims at all', 'lib/core/frequency-caps.ts', {
    find: 'return free;',
    replace: 'return -Infinity;',
  }),
  one('spends what a budget does not have', 'lib/store/budgets.ts', {
    find: "{ atLeast: [['left'], amount] }, ",
    replace: '',
  }),
  // Streams, queues and due rows.
  one('reports no failure of a queue', 'functions/middleware/batch.ts', {
    find: 'batchItemFailures.push({ itemIdentifier: record.messageId });',
    replace: 'void 0;',
  }),
  one('reports no failure of a stream', 'functions/middleware/batch.ts', {
    find: 'return { batchItemFailures: lowest === undefined ? [] : [{ itemIdentifier: lowest }] };',
    replace: 'return { batchItemFailures: [] };',
  }),
  one('reports the highest failure of a stream', 'functions/middleware/batch.ts', {
    find: '(sequence(a) < sequence(b) ? -1 : 1)',
    replace: '(sequence(a) < sequence(b) ? 1 : -1)',
  }),
  one('does not look at what the queue refused', 'lib/usecases/dispatch-outbox.ts', {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program
    find: 'if (rejected.length > 0) throw new Error(`the queue refused ${rejected.length} messages: ${rejected[0]?.reason}`);',
    replace: '',
  }),
  one('does not look at what the bus refused', 'lib/usecases/dispatch-outbox.ts', {
    find: "(one.kind === 'event' ? [world.emit(busEvent(cid, one))] : [])",
    replace: "(one.kind === 'event' ? [world.emit(busEvent(cid, one)).catch(() => undefined)] : [])",
  }),
  one('sweeps the last minute only', 'lib/usecases/sweep-due.ts', {
    find: 'await higherFirst(world, shards.flat());',
    replace: 'await higherFirst(world, shards.flat().filter(({ dueAt }) => dueAt > now - 60_000));',
  }),
  {
    name: 'wakes whoever is named, due or not',
    changes: [
      {
        file: 'lib/usecases/wake-enrollment.ts',
        find: ' || enrollment.dueAt !== dueAt) return undefined;',
        replace: ') return undefined;',
      },
      {
        file: 'lib/core/enrollment/apply-due.ts',
        find: 'if (dueAt === null || dueAt > now) return',
        replace: 'if (dueAt === null) return',
      },
    ],
  },
  // Customers.
  one('writes over what others wrote', 'lib/store/customers.ts', {
    find: "const condition: Condition = v === undefined ? { absent: ['pk'] } : { equals: [['v'], v] };",
    replace: "const condition: Condition = v === undefined ? { absent: ['pk'] } : { present: ['pk'] };",
  }),
  one('makes what is there already', 'lib/store/customers.ts', {
    find: "const condition: Condition = v === undefined ? { absent: ['pk'] } : { equals: [['v'], v] };",
    replace: "const condition: Condition = v === undefined ? { any: [{ absent: ['pk'] }, { present: ['pk'] }] } : { equals: [['v'], v] };",
  }),
  one('takes every conflict for its own work', 'lib/store/customers.ts', {
    find: "const stands = !conflict || (conflict.reason === 'condition' && conflict.found?.by === change.by);",
    replace: 'const stands = true;',
    quickly: true,
  }),
  one('applies an activity again', 'lib/store/activities.ts', {
    find: "set: [[['appliedAt'], now]], if: { absent: ['appliedAt'] } };",
    replace: "set: [[['appliedAt'], now]] };",
  }),
  one('records an activity over itself', 'lib/store/activities.ts', {
    find: "await world.table.write([{ put, if: { absent: ['pk'] } }]);",
    replace: 'await world.table.write([{ put }]);',
  }),
  // Runs.
  {
    name: 'starts a run that was started',
    changes: [
      {
        file: 'lib/store/runs.ts',
        find: "{ put: runItem(world, run, { number: number + 1, since: pointer.from.since }), if: { absent: ['pk'] } },\n      pointerOperation(pointer.to, pointer.from),",
        replace:
          '{ put: runItem(world, run, { number: number + 1, since: pointer.from.since }) },\n      { put: pointerOperation(pointer.to, pointer.from).put },',
      },
    ],
  },
  one('selects a page anew', 'lib/store/run-pages.ts', {
    find: "...toJson(selected) }, if: { absent: ['pk'] } }",
    replace: '...toJson(selected) } }',
  }),
  one('counts a page twice', 'lib/store/run-pages.ts', {
    find: "{ put: { ...headKey(run, segment, page), ...(next !== undefined && { next }) }, if: { absent: ['pk'] } },",
    replace: '{ put: { ...headKey(run, segment, page), ...(next !== undefined && { next }) } },',
  }),
  one('settles a stretch twice', 'lib/store/run-pages.ts', {
    find: "auditKey(run, stretch) : releaseKey(run, stretch), if: { present: ['pk'] } },",
    replace: 'auditKey(run, stretch) : releaseKey(run, stretch) },',
  }),
  one('never looks at what was lost', 'lib/usecases/audit-stretch.ts', {
    find: 'if (moved && lost)',
    replace: 'if (false)',
  }),
  one('leaves a selection where it stands', 'lib/usecases/tend-run.ts', {
    find: 'still.map(([segment, { pages }]) => selectTask({ ...run, segment: Number(segment), page: pages })),',
    replace: '[],',
  }),
  one('selects the control group too', 'lib/usecases/select-page.ts', {
    find: 'heldOut.push(item.pk);',
    replace: 'found.push({ cid: item.pk, dueAt: run.opensAt }) && heldOut.push(item.pk);',
  }),
  // Points.
  one('lets an order earn by each of its activities', 'lib/core/loyalty/credit.ts', {
    find: 'if (!record?.earned) {',
    replace: 'if (true) {',
  }),
  one('lets points end without a line', 'lib/core/loyalty/settle.ts', {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program
    find: 'expired(books, lots, { id: `expired#${stamp(due)}`, at: due });',
    replace: '',
  }),
  one('settles a redemption that was settled', 'lib/store/redemptions.ts', {
    find: "return { put: itemOf(cid, redemption, by), if: { equals: [['status'], 'reserved'] } };",
    replace: 'return { put: itemOf(cid, redemption, by) };',
  }),
];

function one(
  name: string,
  file: string,
  { find, replace, quickly }: { find: string; replace: string; quickly?: true },
): Mutation & { quickly?: true } {
  return { name, changes: [{ file, find, replace }], ...(quickly && { quickly }) };
}
