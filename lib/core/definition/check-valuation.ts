import { ratesOf } from '../money.ts';
import type { Library } from './library.ts';
import { error, type Problem } from './problem.ts';
import type { Settings } from './settings.ts';

/** What the settings say of the worth of a customer: costs that can be compared with what she pays, complaints that can come. */
export function checkValuation(settings: Settings, { data }: Pick<Library, 'data'>): Problem[] {
  const { base, toBase } = ratesOf(settings);
  const costs = (['order', 'return'] as const).flatMap((each) => {
    const cost = settings.costToServe?.[each];
    const currency = cost?.slice(-3) ?? base;
    if (currency === base || toBase[currency] !== undefined) return [];
    const what = `there is no rate for ${currency}: add what 1 ${currency} is worth in ${base} to "rates"`;
    return [error(['costToServe', each], what, { given: cost ?? '' })];
  });
  const declared = Object.keys(data?.activities ?? {});
  const complaints = (settings.complaints ?? []).flatMap((type, index) =>
    data === undefined || declared.includes(type)
      ? []
      : [error(['complaints', index], 'there is no such activity in data.json', { given: type, allowed: declared })],
  );
  return [...costs, ...complaints];
}
