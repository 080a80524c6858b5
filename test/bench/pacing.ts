import { type Play, type Played, play, quantile, stream, usedOf } from '../functions/paced-shop.ts';

// How well the provider's rate is filled, and how long triggered messages wait, on virtual time: twenty workers, and a provider
// that refuses what is over its rate. node test/bench/pacing.ts [messages a second] [seconds] [seconds of its rate that it takes at once]

const [perSecond = 14, seconds = 150, burst = 2] = process.argv.slice(2).map(Number);
const bulk = perSecond * seconds;
const thanks = (share: number) => stream(share * perSecond, [20, seconds - 20]);
const plays: Record<string, Omit<Play, 'perSecond' | 'burst'> & { from?: number; later?: number }> = {
  'broadcast alone': { bulk, seconds },
  'rush of thank-yous alone': { triggered: Array.from({ length: bulk }, () => 10), seconds },
  'broadcast, thank-yous 10 %': { bulk, triggered: thanks(0.1), seconds },
  'broadcast, thank-yous 30 %': { bulk, triggered: thanks(0.3), seconds },
  'rate doubled after 60 s': {
    bulk: 4 * bulk,
    seconds: 2 * seconds,
    change: { at: 60, perSecond: 2 * perSecond },
    from: 1.6 * seconds,
    later: 2,
  },
  'rate halved after 60 s': {
    bulk: 2 * bulk,
    seconds: 2 * seconds,
    change: { at: 60, perSecond: perSecond / 2 },
    from: 1.2 * seconds,
    later: 0.5,
  },
  '5 % of invocations die': { bulk, triggered: thanks(0.2), seconds, dying: 5 },
  'clocks a second apart': { bulk, triggered: thanks(0.2), seconds, clocks: [-500, 500] },
};

const { log } = console;
for (const to of [process.stdout, process.stderr]) mute(to);
const rows: Record<string, object> = {};
for (const [name, { from = 40, later = 1, ...asked }] of Object.entries(plays))
  rows[name] = figures(await play({ perSecond, burst, ...asked }), later * perSecond, [from, asked.seconds]);
for (const to of [process.stdout, process.stderr]) Reflect.deleteProperty(to, 'write');
log(`${perSecond} messages a second; the provider takes ${burst} s of them at once`);
console.table(rows);

function figures(played: Played, allowed: number, span: [number, number]) {
  const { refused, waits, writes, receives, sent, twice } = played;
  const all = sent.bulk + sent.triggered;
  const wait = (share: number) => (waits.length === 0 ? '' : quantile(waits, share).toFixed(1));
  return {
    'used %': Number((100 * usedOf(played, allowed, span)).toFixed(1)),
    refused: refused.length,
    'p50 s': wait(0.5),
    'p95 s': wait(0.95),
    'p99 s': wait(0.99),
    'writes of the rate a message': Number((writes / all).toFixed(3)),
    'receives a thank-you': sent.triggered === 0 ? '' : (receives / sent.triggered).toFixed(2),
    twice,
  };
}

/** What the functions log. */
function mute(to: NodeJS.WriteStream): void {
  Object.defineProperty(to, 'write', { value: () => true, configurable: true });
}
