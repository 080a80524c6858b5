import type { Campaign } from './campaign.ts';
import type { Data } from './data.ts';
import type { CouponPool, LoyaltyProgram } from './loyalty-program.ts';
import type { Problem } from './problem.ts';
import type { Segment } from './segment.ts';
import type { Settings } from './settings.ts';

/** A definition and the file that it stands in. */
export interface Placed<T> {
  file: string;
  value: T;
}

/** What a template shows, as far as its definition and its parsed Liquid tell. */
export interface KnownTemplate {
  id: string;
  file: string;
  /** Undefined when template.json is not valid: then only its id is known. */
  languages?: { email: string[]; subject: string[]; sms: { [language: string]: string } };
  variables: ShownVariable[];
}

/** `path` as `{{ … }}` has it; elements of a list are the segment "[]". */
export interface ShownVariable {
  path: string[];
  file: string;
  line: number;
  column: number;
  /** It may be missing: guarded by `default`, or inside an `if` that asks for it. */
  optional: boolean;
  /** The part of the path, without "[]", that is surely there: it is looped over, or a condition asked for it. */
  present?: string;
}

/** Everything that definitions may refer to. What is undefined was not valid, and nothing is said about references to it. */
export interface Library {
  settings: Settings | undefined;
  /** With what every shop has. */
  data: Data | undefined;
  campaigns: Placed<Campaign>[];
  segments: Placed<Segment>[];
  /** Also of segments that are not valid. */
  segmentIds: string[];
  templates: KnownTemplate[];
  programs: Placed<LoyaltyProgram>[];
  /** Also of programs that are not valid. */
  programIds: string[];
  pools: Placed<CouponPool>[];
  poolIds: string[];
}

export interface PlacedProblem extends Problem {
  file: string;
  /** Where the file is no JSON: a template. */
  line?: number;
  column?: number;
}
