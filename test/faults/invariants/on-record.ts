import type { Checker, CheckerOf } from '../checker.ts';
import type { Change } from '../history.ts';
import { isContact } from './claim-book.ts';
import { consentIn, mapAt, textAt } from './image.ts';
import { violates } from './verdict.ts';

/**
 * A promise beside the numbered invariants, counted to the second: what she said of a consent stands on record. A consent is
 * never given without its record in the same write; a withdrawal may go first, but its record follows. No record is changed.
 */
export const onRecord: CheckerOf = (): Checker => {
  const owed = new Map<string, string>();
  const erased = new Set<string>();

  return {
    see(happening) {
      if (happening.kind !== 'write') return undefined;
      const records = new Set<string>();
      for (const { key, before, after } of happening.changes) {
        if (!key.sk.startsWith('CNS#') || !after) continue;
        if (before) return violates(happening, 2, { what: `the record ${key.sk} was changed`, about: key.pk });
        const { channel, topic, said } = mapAt(after.record);
        const name = `${key.pk} ${textAt(channel)} ${textAt(topic)} ${textAt(said)}`;
        records.add(name);
        owed.delete(name);
      }
      for (const change of happening.changes) {
        if (!isContact(change)) continue;
        if (change.after?.erasedAt !== undefined) erased.add(change.key.pk);
        for (const { name, said } of saidBy(change)) {
          if (records.has(name)) continue;
          if (said === 'given') return violates(happening, 2, { what: 'a consent was given, and is not on record', about: change.key.pk });
          owed.set(name, change.key.pk);
        }
      }
      return undefined;
    },
    end: (state) =>
      [...owed].flatMap(([name, about]) =>
        erased.has(about) ? [] : [violates(state, 2, { what: `it is not on record that she withdrew: ${name}`, about })],
      ),
  };
};

const addressOf = { email: 'email', sms: 'phone' } as const;

/** What she said that is news, by topic and channel. What comes along with a new address was said by whoever had it before. */
function saidBy({ key, before, after }: Change): { name: string; said: 'given' | 'withdrawn' }[] {
  return (['email', 'sms'] as const).flatMap((channel) =>
    Object.keys(mapAt(mapAt(after?.cons)[channel])).flatMap((topic) => {
      const [was, is] = [Math.sign(consentIn(before, channel, topic)), Math.sign(consentIn(after, channel, topic))];
      const said = is > 0 ? 'given' : 'withdrawn';
      const cameAlong = said === 'withdrawn' && textAt(before?.[addressOf[channel]]) !== textAt(after?.[addressOf[channel]]);
      return is === 0 || is === was || cameAlong ? [] : [{ name: `${key.pk} ${channel} ${topic} ${said}`, said }];
    }),
  );
}
