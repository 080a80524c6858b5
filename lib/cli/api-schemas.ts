import * as z from 'zod';
import { activitySchema } from '../core/activity.ts';
import { exportSections } from '../store/export-entries.ts';
import { exportFormat } from '../usecases/export-customer.ts';
import { consentSchema } from '../usecases/submit-consents.ts';
import { customerSchema } from '../usecases/submit-customers.ts';
import { nameSchema, requestSchema } from '../usecases/submit-redemption.ts';
import { answerSchema } from '../usecases/submit-response.ts';

const count = z.int().nonnegative();
const instant = z.iso.datetime();

const taken = { recorded: count, same: count.describe('recorded before, word for word') };
const refused = z
  .array(z.object({ index: count.describe('in the list that was sent'), path: z.string(), detail: z.string() }))
  .describe('what was not taken: the good beside it was');
const problem = {
  type: z.string().describe('always "about:blank": the status says what kind of problem it is'),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string().describe('a sentence for a person: what was wrong, and what is allowed'),
};

/** What the functions answer, as they write it. */
const replies = {
  Submission: z.strictObject({ ...taken, refused: refused.max(0) }),
  Answered: z.strictObject({ campaign: z.string(), occurrence: z.string(), customer: z.string(), again: z.boolean() }),
  Redemption: z.strictObject({
    program: z.string(),
    key: z.string(),
    customer: z.string(),
    reward: z.string(),
    points: z.int().describe('what it costs'),
    status: z.enum(['reserved', 'confirmed', 'cancelled', 'expired']),
    balance: z.int().describe('what could be spent after it'),
    reservedAt: instant,
    until: instant.describe('the reservation ends then'),
    code: z.string().optional(),
    codeUntil: instant.optional(),
  }),
  CustomerExport: z.strictObject({
    format: z.literal(exportFormat),
    customer: z.string(),
    exportedAt: instant,
    erasedAt: instant.optional().describe('her data was erased then, and there is nothing else to tell'),
    entries: z.array(z.strictObject({ section: z.enum(exportSections), entry: z.record(z.string(), z.unknown()) })),
    next: z.string().optional().describe('ask again with this for the next part; absent after the last'),
  }),
  Erased: z.strictObject({ customer: z.string(), erasedAt: instant.describe('when that was first asked') }),
  Problem: z.strictObject(problem),
  RefusedProblem: z.strictObject({ ...problem, ...taken, refused: refused.min(1) }),
  GatewayMessage: z.object({ message: z.string() }).describe('from API Gateway, before any of this program'),
};

const requests = {
  Activity: activitySchema,
  Customer: customerSchema,
  Consent: consentSchema,
  Answer: answerSchema,
  RedemptionRequest: requestSchema,
  RedemptionName: nameSchema,
};

export type SchemaName = keyof typeof replies | keyof typeof requests;

/** The JSON Schemas of what is sent and answered, each from the very schema by which it is read. */
export function apiSchemas(): { [name: string]: object } {
  const all: Record<SchemaName, z.core.$ZodType> = { ...requests, ...replies };
  return Object.fromEntries(Object.entries(all).map(([name, schema]) => [name, jsonSchema(schema)]));
}

function jsonSchema(schema: z.core.$ZodType): object {
  const { $schema: _, ...plain } = z.toJSONSchema(schema, {
    // As it is sent: an instant is text there.
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: shown }) => {
      if (zodSchema === activitySchema.shape.data.def.innerType) shown.type = 'object';
      const told = z.core.safeParse(zodSchema, undefined).error?.issues[0]?.message ?? '';
      // The sentence that a sender reads who gets it wrong.
      if (told !== '' && !told.startsWith('Invalid')) shown.description ??= told;
    },
  });
  return plain;
}
