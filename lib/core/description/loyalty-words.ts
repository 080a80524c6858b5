import type { CouponPool, LoyaltyProgram } from '../definition/loyalty-program.ts';
import { conditionWords } from './condition-words.ts';

type Title = LoyaltyProgram['rewards'][number]['name'];

/** A loyalty program as plain sentences, in Markdown. What it leaves open stands there as its default. */
export function describeProgram(program: LoyaltyProgram): string {
  const { id, name, status, owner, brand, note, multiply, rewards } = program;
  const head = [
    'A loyalty program',
    ...(brand === undefined ? [] : [` of the brand ${brand}`]),
    `, owned by ${owner}; it is ${status}.`,
  ].join('');
  return [
    `## ${name} (${id})`,
    '',
    head,
    ...(note === undefined ? [] : ['', `> ${note.replaceAll('\n', '\n> ')}`]),
    '',
    ...[
      joinWords(program),
      ...program.earn.map(earnWords),
      ...multiply.map(multiplyWords),
      ...accountWords(program),
      ...tierWords(program),
    ].map(bullet),
    '',
    ...(rewards.length === 0 ? ['Points buy nothing yet.'] : ['Points buy', '', ...rewards.map(rewardWords).map(bullet)]),
    '',
  ].join('\n');
}

/** A pool of codes in one sentence. */
export function describePool({ id, name, codes, prefix, cost, note }: CouponPool): string {
  const made =
    codes === 'generated'
      ? `made up when they are drawn${prefix === undefined ? '' : `, beginning with ${prefix}`}`
      : 'loaded by "rapport coupons import"';
  const costs = cost === undefined ? '' : ` One costs the shop ${cost}.`;
  return [
    `## ${name} (${id})`,
    '',
    `A pool of codes, ${made}; each is handed out once.${costs}`,
    ...(note === undefined ? [] : ['', `> ${note}`]),
    '',
  ].join('\n');
}

function bullet(text: string): string {
  return `- ${text}`;
}

function joinWords({ join: { activity, where, lasts } }: LoyaltyProgram): string {
  const which = where ? ` where ${conditionWords(where)}` : '';
  return `A customer becomes a member by ${activity}${which}; ${lasts === undefined ? 'she stays one' : `it holds for ${lasts}, and the same again renews it`}.`;
}

function earnWords({ activity, where, points, per, of, categories, for: named, pending }: LoyaltyProgram['earn'][number]): string {
  const who = named === undefined ? 'A member' : `The member who is named by ${named}`;
  const many = typeof points === 'number' ? counted(points) : `as many points as ${points} says`;
  const each = per === undefined ? 'for each' : `for each ${listed(per)} of the ${of ?? 'total'} of`;
  const what = categories === undefined ? '' : `, counting lines of ${categories.join(', ')} only`;
  const which = where ? ` where ${conditionWords(where)}` : '';
  return `${who} gets ${many} ${each} ${activity}${which}${what}${pending === undefined ? '' : `, which can be spent after ${pending}`}.`;
}

function listed(per: string | string[]): string {
  return typeof per === 'string' ? per : per.join(' or ');
}

function counted(points: number): string {
  return points === 1 ? '1 point' : `${points} points`;
}

function multiplyWords({ id, by, earn, tiers, from, until, where }: LoyaltyProgram['multiply'][number]): string {
  const when = [
    ...(tiers ? [`for members of ${tiers.join(', ')}`] : []),
    ...daysWords({ from, until }),
    ...(where ? [`where ${conditionWords(where)}`] : []),
  ];
  return `${by} times the points of ${earn ? earn.join(', ') : 'all of these'} ${when.join(' ')}`
    .trimEnd()
    .concat(` (${id}). Of several that hold the highest counts.`);
}

function daysWords({ from, until }: { from?: string | undefined; until?: string | undefined }): string[] {
  if (from !== undefined && from === until) return [`on ${from}`];
  return [...(from === undefined ? [] : [`from ${from}`]), ...(until === undefined ? [] : [`to ${until}`])];
}

function accountWords({ pending, rounding, expiry, remind, redemptions, reservation, pointCost }: LoyaltyProgram): string[] {
  return [
    `What an activity earns in all is rounded ${rounding === 'nearest' ? 'to the nearest point' : `${rounding} to whole points`}.`,
    pending === undefined ? 'Points can be spent at once.' : `Points can be spent after ${pending}, unless a rule says otherwise.`,
    expiryWords(expiry),
    ...(remind.length === 0 ? [] : [`${remind.join(' and ')} before they end, points.expiring is told.`]),
    `Points that are reserved and not confirmed are free again after ${reservation}.`,
    ...(redemptions ? [`One member redeems at most ${redemptions.atMost} times in ${redemptions.per}.`] : []),
    ...(pointCost === undefined ? [] : [`An outstanding point counts as ${pointCost} of cost.`]),
  ];
}

function expiryWords(expiry: LoyaltyProgram['expiry']): string {
  if (!expiry) return 'Points never end.';
  if ('after' in expiry)
    return `Points end ${expiry.after} after they could first be spent${expiry.round === undefined ? '' : `, at the end of that ${expiry.round}`}.`;
  if ('idle' in expiry) return `All points end ${expiry.idle} after she last earned or spent some.`;
  return `All points end each year on ${expiry.each}${expiry.grace === undefined ? '' : `; those that are younger than ${expiry.grace} end a year later`}.`;
}

function tierWords({ tiers }: LoyaltyProgram): string[] {
  if (!tiers) return [];
  const { by, over, grace, levels } = tiers;
  const names = levels.map(({ id, name, from }) => `${titleWords(name)} (${id}) from ${typeof from === 'number' ? counted(from) : from}`);
  const held = grace === undefined ? '' : `, and ${grace} beyond`;
  return [
    `Tiers go by ${by === 'spend' ? 'what she spends' : 'the points that she earns'} in ${over === 'calendar year' ? 'a calendar year' : over}: ${names.join(', ')}.`,
    `She rises at once; a tier holds as long${held}, before a lower one follows.`,
  ];
}

function rewardWords({
  id,
  name,
  kind,
  points,
  coupon,
  validFor,
  stock,
  perCustomer,
  tiers,
  from,
  until,
  cost,
}: LoyaltyProgram['rewards'][number]): string {
  const told = [
    ...(coupon === undefined ? [] : [`by a code of ${coupon}${validFor === undefined ? '' : `, good for ${validFor}`}`]),
    ...(tiers ? [`for members of ${tiers.join(', ')} only`] : []),
    ...(stock === undefined ? [] : [`there are ${stock}`]),
    ...(perCustomer ? [`${perCustomer.atMost} for each${perCustomer.per === undefined ? '' : ` in ${perCustomer.per}`} at most`] : []),
    ...daysWords({ from, until }),
    ...(cost === undefined ? [] : [`costs the shop ${cost}`]),
  ];
  return `${titleWords(name)} (${id}, a ${kind}) for ${counted(points)}${told.map((each) => `; ${each}`).join('')}.`;
}

/** In the first language that stands there. */
function titleWords(title: Title): string {
  return typeof title === 'string' ? title : (Object.values(title)[0] ?? '');
}
