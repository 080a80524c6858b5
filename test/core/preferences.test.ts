import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Choice, changesOf, type Preferences } from '../../lib/core/preferences.ts';

const topics = ['service', 'offers', 'news'];
const choiceOf = (on: boolean[]): Choice[] =>
  (['email', 'sms'] as const).flatMap((channel, row) =>
    topics.map((topic, column) => ({ channel, topic, on: on[row * 3 + column] ?? false })),
  );
const boxes = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }).map(choiceOf);
const name = ({ channel, topic }: Choice) => `${channel}.${topic}`;

/** A form that was shown one state and has another one ticked. */
const sent = (shown: Choice[], wanted: Choice[]): Preferences => ({
  shown: shown.map((choice) => `${name(choice)}.${choice.on ? 'on' : 'off'}`),
  ticked: wanted.filter(({ on }) => on).map(name),
  language: undefined,
  pause: undefined,
});
const known = (choices: Choice[]) => ({ choices, languages: ['en'], language: 'en', paused: false });
const saved = (choices: Choice[], form: Preferences): Choice[] => {
  const { consents } = changesOf(form, known(choices));
  return choices.map((choice) => consents.find((each) => name(each) === name(choice)) ?? choice);
};

describe('the changes of a form', () => {
  it('make what she touched as she left it, and leave the rest as it is by now', () => {
    fc.assert(
      fc.property(boxes, boxes, boxes, (shown, wanted, present) => {
        const result = saved(present, sent(shown, wanted));
        for (const [index, { on }] of result.entries()) {
          const touched = shown[index]?.on !== wanted[index]?.on;
          expect(on).toBe(touched ? wanted[index]?.on : present[index]?.on);
        }
      }),
    );
  });

  it('are none the second time', () => {
    fc.assert(
      fc.property(boxes, boxes, boxes, (shown, wanted, present) => {
        const form = sent(shown, wanted);
        expect(changesOf(form, known(saved(present, form))).consents).toEqual([]);
      }),
    );
  });

  it('hold nothing that is not to be chosen, whatever is sent', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('email.offers', 'email.offers.off', 'sms.secret.on', 'email.constructor.off'));
    fc.assert(
      fc.property(boxes, fc.array(text), fc.array(text), fc.string(), (present, shown, ticked, chosen) => {
        const form = { shown, ticked, language: { shown: 'en', chosen }, pause: undefined };
        const { consents, language } = changesOf(form, known(present));
        for (const each of consents) expect(present.map(name)).toContain(name(each));
        expect(language === undefined || language === 'en').toBe(true);
      }),
    );
  });
});
