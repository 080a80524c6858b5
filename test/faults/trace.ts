import { Buffer } from 'node:buffer';
import { customerKey } from '../../lib/store/keys.ts';
import type { Change, Happening, Violation } from './history.ts';
import { secrets } from './opening.ts';
import type { Story } from './people.ts';
import type { Options } from './simulation.ts';

export interface Traced {
  happenings: Happening[];
  violations: Violation[];
  story: Story;
  without: NonNullable<Options['without']>;
  /** Also what concerns others. */
  all: boolean;
}

/** A simulation as lines to read: who and what is in it, and then what happened to whom the violation is about. */
export function linesOf({ happenings, violations, story, without, all }: Traced): string[] {
  const names = new Map(story.people.map(({ id }) => [customerKey(secrets.pepper, id), id]));
  const named = (text: string) => [...names].reduce((before, [cid, name]) => before.replaceAll(cid, `<${name}>`), text);
  const about = violations[0]?.about;
  const until = violations[0]?.step ?? Infinity;
  const narrow = (happening: Happening) => (about === undefined ? quieter(happening) : narrowed(happening, about));
  const shown = happenings.filter(({ step }) => step <= until).flatMap((happening) => (all ? happening : (narrow(happening) ?? [])));
  return [
    `shop: ${story.shop.parts.join(', ')}${story.shop.capped ? `, with ${story.shop.long ? 'long ' : ''}caps` : ''}; it begins ${time(story.from)}; ${story.perSecond} mails a second`,
    ...story.people.filter((_, index) => !without.people?.has(index)).map(({ details }) => `customer: ${JSON.stringify(details)}`),
    ...story.doings.flatMap((doing, index) =>
      without.doings?.has(index)
        ? []
        : [`does: ${JSON.stringify({ ...doing, when: 'at' in doing.when ? time(doing.when.at) : doing.when })}`],
    ),
    '',
    ...shown.flatMap((happening) =>
      lineOf(happening).map((line) =>
        named(`${time(happening.at)} ${String(happening.step).padStart(5)} ${happening.by.padEnd(22)} ${line}`),
      ),
    ),
    '',
    ...(violations.length === 0
      ? ['nothing is violated']
      : violations.map(({ invariant, what, at, step }) => named(`VIOLATED ${invariant} at ${time(at)}, step ${step}: ${what}`))),
  ];
}

const time = (at: number) => new Date(at).toISOString().slice(0, 23);

/** What of it concerns a customer or a run; nothing when it does not. */
function narrowed(happening: Happening, about: string): Happening | undefined {
  if (happening.kind === 'calm' || happening.kind === 'fault') return happening;
  if (happening.kind === 'emit') return happening.id.includes(about) ? happening : undefined;
  if (happening.kind === 'call' || happening.kind === 'asking') {
    const names = 'tags' in happening.message ? happening.message.tags : happening.message.context;
    return Object.values(names).some((name) => name.includes(about)) ? happening : undefined;
  }
  const changes = happening.changes.filter(
    ({ key, after }) => key.pk.includes(about) || isOrder(key) || (key.table === 'control' && JSON.stringify(after ?? {}).includes(about)),
  );
  return changes.length > 0 ? { ...happening, changes } : undefined;
}

/** What a colleague ordered concerns everybody. */
const isOrder = ({ pk, sk }: Change['key']) => pk === 'ORDERS' && !sk.startsWith('#');

/** Without what each night and each minute writes for itself. */
function quieter(happening: Happening): Happening {
  if (happening.kind !== 'write') return happening;
  return { ...happening, changes: happening.changes.filter(({ key }) => !key.pk.startsWith('PASS') && key.pk !== 'RATE') };
}

function lineOf(happening: Happening): string[] {
  if (happening.kind === 'calm') return ['from here on nothing goes wrong'];
  if (happening.kind === 'fault') return [`! ${happening.fault}: ${happening.on}`];
  if (happening.kind === 'emit') return [`emits ${happening.type} ${happening.id}`];
  if (happening.kind === 'call' || happening.kind === 'asking') {
    const { channel, message, accepted, told, calledAt } = happening;
    const names = 'tags' in message ? message.tags : message.context;
    const key = Object.values(names)
      .map((value) => Buffer.from(value, 'base64url').toString('utf8'))
      .find((text) => text.startsWith('MSG#') || text.startsWith('ASK#'));
    const outcome = told === 'nothing' ? 'nothing' : told.outcome;
    return [
      `calls ${channel} ${message.to} ${key ?? JSON.stringify(names)} called at ${time(calledAt).slice(11)}: ${accepted ? 'accepted' : 'not accepted'}, told ${outcome}`,
    ];
  }
  if (happening.changes.length > 8) return [`writes ${happening.changes.length} items`];
  return happening.changes.map(changeOf);
}

function changeOf({ key, before, after }: Change): string {
  const place = `${key.table} ${key.pk} ${key.sk}`;
  if (!after) return `deletes ${place}`;
  const changed = Object.entries(after).filter(
    ([name, value]) => !['pk', 'sk', 'table'].includes(name) && JSON.stringify(before?.[name]) !== JSON.stringify(value),
  );
  const gone = Object.keys(before ?? {}).filter((name) => !(name in after));
  const text = changed.map(([name, value]) => `${name}=${cut(JSON.stringify(value))}`).join(' ');
  return `${before ? 'changes' : 'makes'} ${place} ${text}${gone.length > 0 ? ` without ${gone.join(', ')}` : ''}`;
}

const cut = (text: string) => (text.length > 160 ? `${text.slice(0, 160)}…` : text);
