import { doubtsOf, type Effect } from './effect.ts';

/** Why an effect that is seen is not certain, as a person reads it; "" where it is. */
export function doubtsInWords(effect: Effect): string {
  const words: Record<ReturnType<typeof doubtsOf>[number], string> = {
    'too-few': `so few customers${effect.kind === 'rate' ? ' did it, or did not,' : ', or so few who make up the sum,'} that neither interval nor test holds`,
    interval: 'the interval takes in 0',
    test: 'the test beside the interval calls it chance',
    'other-arms': 'judged together with the other arms it can be chance',
    bootstrap: 'the bootstrap takes in 0',
  };
  return doubtsOf(effect)
    .map((doubt) => words[doubt])
    .join('; ');
}
