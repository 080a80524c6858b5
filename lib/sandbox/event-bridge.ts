import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Instant } from '../core/time.ts';
import { json, jsonError, type Service } from './gateway.ts';
import { compilePattern } from './pattern.ts';

/** Which function a bus hands which events to. */
export interface Rule {
  function: string;
  bus: string;
  pattern: unknown;
}

/** What someone puts on a bus. */
export interface BusEntry {
  bus: string;
  source: string;
  detailType: string;
  detail: unknown;
  resources?: string[];
}

export interface Bus {
  /** Hands the event to every rule that matches; returns its id. An event that nobody wants is dropped, as on AWS. */
  publish(entry: BusEntry): string;
}

/** `deliver` must be durable: it is called once for each matching rule with the event as Lambda gets it. */
export function openBus(rules: Rule[], now: () => Instant, deliver: (name: string, event: object) => void): Bus {
  const compiled = rules.map((rule) => ({ ...rule, matches: compilePattern(rule.pattern, `pattern of ${rule.function}`) }));
  return {
    publish(entry) {
      const id = randomUUID();
      const event = {
        version: '0',
        id,
        'detail-type': entry.detailType,
        source: entry.source,
        account: '000000000000',
        time: `${new Date(now()).toISOString().slice(0, 19)}Z`,
        region: 'eu-west-1',
        resources: entry.resources ?? [],
        detail: entry.detail,
      };
      for (const rule of compiled) if (rule.bus === entry.bus && rule.matches(event)) deliver(rule.function, event);
      return id;
    },
  };
}

const putEvents = z.looseObject({
  Entries: z
    .array(
      z.looseObject({
        Source: z.string().min(1).optional(),
        DetailType: z.string().min(1).max(128).optional(),
        Detail: z.string().optional(),
        EventBusName: z.string().default('default'),
        Resources: z.array(z.string()).optional(),
      }),
    )
    .min(1)
    .max(10),
});

/** PutEvents on the wire. An entry that AWS would refuse is refused alone, in its place of the answer. */
export function eventBridgeService(bus: Bus): Service {
  return ({ target, body }) => {
    if (target !== 'AWSEvents.PutEvents')
      return jsonError(400, 'UnknownOperationException', `the sandbox's EventBridge knows PutEvents, not "${target}"`);
    const input = putEvents.safeParse(JSON.parse(body));
    if (!input.success) return jsonError(400, 'ValidationException', z.prettifyError(input.error));
    const Entries = input.data.Entries.map((entry) => {
      const { Source, DetailType } = entry;
      if (!Source || !DetailType) return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source and DetailType are required' };
      if (Source.startsWith('aws.'))
        return {
          ErrorCode: 'NotAuthorizedForSourceException',
          ErrorMessage: 'only AWS services send from a source that begins with "aws."',
        };
      const detail = parseDetail(entry.Detail);
      if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is not a JSON object' };
      const EventId = bus.publish({
        bus: entry.EventBusName.split('/').at(-1) ?? '',
        source: Source,
        detailType: DetailType,
        detail,
        ...(entry.Resources && { resources: entry.Resources }),
      });
      return { EventId };
    });
    return json({ FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries });
  };
}

function parseDetail(text = ''): object | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}
