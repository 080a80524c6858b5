import { doubtsInWords } from '../core/experiment/doubt-words.ts';
import { bootstrapDiffers, type Effect } from '../core/experiment/effect.ts';
import { quotedList } from '../orders/columns.ts';
import { counted } from './counted.ts';
import { numberOf, percent } from './figure-text.ts';
import { type Lift, verdictIn } from './lift-effects.ts';
import { doubtText } from './lift-money.ts';
import { wrapped } from './report-table.ts';

/** The experiment as a person reads it in a terminal. */
export function liftText(lift: Lift): string {
  const { trial, control, effects, alike } = lift;
  const arms = [...trial.arms].map(([name, { n }]) => `${name}${name === control ? ' (control)' : ''} ${counted(n)}`);
  const judged = effects.some(({ pHolm }) => pHolm !== undefined);
  return [
    '',
    `${numberOf(trial.customers, 'customer')}, each in the arm that she was assigned to: ${arms.join(' · ')}`,
    ...alike.map((names) => `! ${quotedList(names)} differ in case or spaces only: if they are one arm, give them one name in the file.`),
    ...(trial.decimal.doubtful === undefined ? [] : wrapped(doubtText(trial.decimal), '! ')),
    ratioSentence(lift),
    '',
    ...table([headingOf(judged), ...effects.map(rowOf)]),
    '',
    ...effects.flatMap((effect) => effectLines(lift, effect)),
    '',
    ...(judged ? ['p is judged by Holm: with several arms one of them looks good by chance more easily.'] : []),
    'The interval is for one look at a time that was fixed beforehand; "always" holds however often you look.',
    '',
  ].join('\n');
}

function ratioSentence({ trial, ratio: { p, alarm, warning, assumed, shares } }: Lift): string {
  const planned = [...shares].map(([name, share]) => `${name} ${percent(share, 1)}`).join(', ');
  const emptyArms = [...shares].flatMap(([name, share]) => (share > 0 && !trial.arms.has(name) ? [name] : []));
  const against = assumed ? 'equal shares, which is assumed: say others with --shares' : `the shares ${planned}`;
  if (alarm)
    return `! The arms do not fit ${against} (p ${pText(p)}): ${emptyArms.length > 0 ? `nobody is in ${quotedList(emptyArms)}` : 'customers of one arm were lost or added on the way'}.\n! Do not believe the effects before the reason is found.`;
  if (warning) return `! The arms fit ${against} badly (p ${pText(p)}): look whether customers of one arm were lost on the way.`;
  return `The arms fit ${against} (sample ratio p ${pText(p)}).`;
}

function headingOf(judged: boolean): string[] {
  return ['outcome', 'arm', 'value', 'control', 'difference', '95% interval', judged ? 'p (Holm)' : 'p', 'always', 'bootstrap'];
}

function rowOf(effect: Effect): string[] {
  const { outcome, arm, kind, value, control, difference, p, pHolm = p, always, bootstrap } = effect;
  const level = (one: number) => (kind === 'rate' ? percent(one, 3) : amountText(one));
  const bounds = (interval: { low: number; high: number } | undefined) => (interval ? boundsText(interval, kind) : '');
  return [
    outcome,
    arm,
    level(value),
    level(control),
    signed(difference, kind),
    bounds(effect),
    pText(pHolm),
    bounds(always),
    bounds(bootstrap),
  ];
}

/** Names to the left, figures to the right. */
function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number) => (column < 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0));
  return rows.map((row) => `  ${row.map(cell).join('  ').trimEnd()}`);
}

/** What an arm did to an outcome, in sentences for who does not know statistics; below them what they rest on. */
function effectLines(lift: Lift, effect: Effect): string[] {
  const { arm, outcome, kind, difference } = effect;
  const unit = kind === 'rate' ? ' points' : '';
  const seen = `${arm}: ${outcome} ${signed(difference, kind)}${unit} ${boundsText(effect, kind)}`;
  const verdict = verdictIn(lift, effect);
  if (verdict === 'not-judged') return [`${seen}; not judged, since the arms do not fit`];
  const below = [...relativeText(effect), ...plannedText(effect, verdict), ...weaknesses(effect)];
  return [`${seen}; ${verdictText(effect, verdict)}`, ...below.flatMap((text) => wrapped(text, '    '))];
}

function verdictText(effect: Effect, verdict: 'beyond-chance' | 'uncertain' | 'none-seen' | 'not-enough'): string {
  const { kind, detectable = NaN, always } = effect;
  switch (verdict) {
    case 'beyond-chance':
      return `the effect is real beyond chance${always.p < 0.05 ? '' : ', if this is the one look that was planned'}${incrementalText(effect)}`;
    case 'uncertain':
      return `an effect is seen, and it is not certain: ${doubtsInWords(effect)}`;
    case 'none-seen':
      return `no effect is to be seen: one of ${sizeText(detectable, kind)} would have shown, four times in five`;
    case 'not-enough':
      return `not enough data yet: ${
        effect.detectable === undefined
          ? nothingShows(effect)
          : `only a difference of ${sizeText(effect.detectable, kind)} or more would show with these customers`
      }`;
  }
}

/** Why no difference at all would show. */
function nothingShows({ kind, value, control, tooFew, n, controlN }: Effect): string {
  if (kind === 'rate' && value === control && (value === 0 || value === 1))
    return `${value === 0 ? 'nobody' : 'everybody'} did it, so there is nothing to compare`;
  return tooFew || Math.min(n, controlN) < 2
    ? 'so few customers show no difference, however large'
    : 'customers who are all alike show no difference';
}

/** The difference as a share of the control group's value. */
function relativeText({ relative }: Effect): string[] {
  if (!relative) return [];
  const share = (one: number) => `${(100 * one + 0).toFixed(1)}%`.replace('-0.0%', '0.0%');
  const { value, low, high } = relative;
  return [`Of the control group's value that is ${value < 0 ? '' : '+'}${share(value)} [${share(low)}, ${share(high)}].`];
}

/** Apart from what was found: whether the customers are there whom the smallest effect worth seeing asks for. */
function plannedText({ kind, smallest, needed }: Effect, verdict: string): string[] {
  if (needed === undefined || smallest === undefined)
    return verdict === 'not-enough' ? ['How many more are needed cannot be said yet.'] : [];
  const size = `${sizeText(smallest, kind)}, a tenth of the control group's`;
  if (needed === 0) return [`The sample is large enough to show one of ${size}, four times in five.`];
  const early = verdict === 'beyond-chance' ? ' What is found before that tends to look larger than it is.' : '';
  return [`The sample is not complete: ${numberOf(needed, 'more customer')} in each arm would show one of ${size}.${early}`];
}

/** Where Welch's interval rests on too few large amounts. */
function weaknesses(effect: Effect): string[] {
  const { skewed, bootstrap: drawn } = effect;
  const parts = [
    ...(skewed
      ? [
          `a few large amounts make up much of the sum (skewness ${skewed.skewness.toFixed(1)}), for which ${numberOf(skewed.n, 'customer')} in a group are few: ${counted(skewed.wanted)} would do`,
        ]
      : []),
    ...(drawn && bootstrapDiffers(effect) ? [`the bootstrap says ${boundsText(drawn, effect.kind)}`] : []),
  ];
  return parts.length === 0 ? [] : [`The interval is weak: ${parts.join('; ')}.`];
}

function incrementalText({ kind, outcome, n, incremental: { value, low, high } }: Effect): string {
  const whole = (one: number) => counted(Math.round(Math.abs(one)));
  const range = `[${[low, high].map((one) => counted(Math.round(one))).join(', ')}]`;
  const more = value < 0 ? 'fewer' : 'more';
  if (kind === 'rate') return `: ${whole(value)} ${range} ${more} of its ${numberOf(n, 'customer')} than without it`;
  return `: ${whole(value)} ${range} ${value < 0 ? 'less' : 'more'}, in the unit of "${outcome}", from its ${numberOf(n, 'customer')} than without it`;
}

function sizeText(size: number, kind: Effect['kind']): string {
  return kind === 'rate' ? `${figure(100 * size)} points` : amountText(size);
}

function signed(difference: number, kind: Effect['kind']): string {
  const text = kind === 'rate' ? figure(100 * difference) : amountText(difference);
  return text.startsWith('-') ? text : `+${text}`;
}

function boundsText({ low, high }: { low: number; high: number }, kind: Effect['kind']): string {
  // Both ends with the same decimals: those of the larger.
  const isLarge = Math.max(Math.abs(low), Math.abs(high)) >= 100;
  const bound = (one: number) => (kind === 'rate' ? figure(100 * one) : isLarge ? cents(one) : figure(one));
  return Number.isFinite(high - low) ? `[${bound(low)}, ${bound(high)}]` : '[no bounds]';
}

function amountText(amount: number): string {
  return Math.abs(amount) < 100 ? figure(amount) : cents(amount);
}

function cents(amount: number): string {
  return counted((Math.round(amount * 100) / 100 + 0).toFixed(2));
}

/** Three digits behind the point, and never "-0.000". */
function figure(value: number): string {
  return (Math.round(value * 1000) / 1000 + 0).toFixed(3);
}

function pText(p: number): string {
  if (p < 0.0001) return '<.0001';
  return p.toFixed(p < 0.01 ? 4 : 3).replace(/^0/, '');
}
