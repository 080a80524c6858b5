import * as z from 'zod';
// By its own path: `z.core` as a value would bring all of zod's languages into every function that reads definitions.
import { $constructor } from 'zod/v4/core';

/** Schemas by the key that chooses between them; where two keys may stand together the earlier one chooses. */
interface Verbs {
  [verb: string]: z.ZodObject;
}

interface VerbUnionDef extends z.core.$ZodUnionDef {
  what: string;
  verbs: Verbs;
}

export interface VerbUnion<V extends Verbs> extends z.ZodUnion<readonly V[keyof V][]> {}

const unionType: z.core.$constructor<z.ZodUnion> = z.ZodUnion;

const VerbUnionType = $constructor<z.ZodUnion, VerbUnionDef>('VerbUnion', (schema, def) => {
  unionType.init(schema, def);
  schema._zod.parse = (payload, context) => {
    const { value } = payload;
    const fail = (message: string, more: object = {}) => {
      payload.issues.push({ code: 'custom', message, input: value, inst: schema, ...more });
      return payload;
    };
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(`${def.what}: an object with one of ${list(def)}`);
    const keys = Object.keys(value);
    const verbs = Object.keys(def.verbs);
    const [verb, ...others] = verbs.filter((key) => Object.hasOwn(value, key));
    const chosen = verb === undefined ? undefined : def.verbs[verb];
    if (!chosen) {
      const stray = keys.find((key) => !Object.values(def.verbs).some((option) => Object.hasOwn(option.shape, key)));
      return fail(`${def.what} needs exactly one of ${list(def)}`, { params: { verbs, stray } });
    }
    const second = others.filter((key) => !Object.hasOwn(chosen.shape, key));
    if (second.length === 0) return chosen._zod.run(payload, context);
    fail(`${def.what} has exactly one verb; here are ${[verb, ...second].join(' and ')}`, { params: { verbs, second: second[0] } });
    const rest = Object.fromEntries(Object.entries(value).filter(([key]) => !second.includes(key)));
    return chosen._zod.run({ ...payload, value: rest }, context);
  };
});

function list(def: VerbUnionDef): string {
  return Object.keys(def.verbs).join(', ');
}

/**
 * A union that is chosen by its verb: only the chosen schema is parsed, so that paths and messages are exact.
 * In the JSON Schema it becomes `if required verb then …` (see `json-schema.ts`).
 */
export function verbUnion<V extends Verbs>(what: string, verbs: V): VerbUnion<V>;
export function verbUnion(what: string, verbs: Verbs): z.ZodUnion {
  return new VerbUnionType({ type: 'union', options: Object.values(verbs), what, verbs });
}

/** The verbs of a verbUnion, in their order, or undefined for any other schema. */
export function verbsOf(schema: z.core.$ZodType): string[] | undefined {
  const { def } = schema._zod;
  return 'verbs' in def && typeof def.verbs === 'object' && def.verbs !== null ? Object.keys(def.verbs) : undefined;
}
