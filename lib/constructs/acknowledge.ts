import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts findings of cdk-nag on one construct and what it holds. Each id stands with a reason that was thought through. */
export function acknowledge(construct: IConstruct, reason: string, ids: string[]): void {
  Validations.of(construct).acknowledge(...ids.map((id) => ({ id, reason })));
}
