import type { World } from '../../lib/world.ts';

/** Counts what the provider answers, and in which second of virtual time. */
export function countSent() {
  const outcomes: Record<string, number> = {};
  const bySecond = new Map<number, number>();
  return {
    outcomes,
    total: () => outcomes.sent ?? 0,
    /** The same World, on which e-mails are counted. */
    counted(world: World): World {
      const sendEmail: World['sendEmail'] = async (email) => {
        const answer = await world.sendEmail(email);
        outcomes[answer.outcome] = (outcomes[answer.outcome] ?? 0) + 1;
        const second = Math.floor(world.now() / 1000);
        if (answer.outcome === 'sent') bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
        return answer;
      };
      return Object.create(Object.prototype, { ...Object.getOwnPropertyDescriptors(world), sendEmail: { value: sendEmail } });
    },
    /** Between the tenth and the ninetieth of a hundred messages: before and after them the rate is not to be filled. */
    steady(): { seconds: number; perSecond: number } {
      const sorted = [...bySecond].sort(([a], [b]) => a - b);
      let before = 0;
      const middle = sorted.filter(([, count]) => {
        before += count;
        return before > 0.1 * (outcomes.sent ?? 0) && before <= 0.9 * (outcomes.sent ?? 0);
      });
      const seconds = (middle.at(-1)?.[0] ?? 0) - (middle[0]?.[0] ?? 0) + 1;
      return { seconds, perSecond: middle.reduce((sum, [, count]) => sum + count, 0) / seconds };
    },
  };
}
