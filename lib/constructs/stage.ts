import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

export const stageNames = ['dev', 'prod'] as const;
export type StageName = (typeof stageNames)[number];

/** What differs between the stages; everything else is the same cloud twice. */
export interface StageSettings {
  name: StageName;
  /** What becomes of customers' data when the stack is deleted or a table is replaced. */
  removalPolicy: RemovalPolicy;
  deletionProtection: boolean;
  logRetention: RetentionDays;
}

const settings: Record<StageName, StageSettings> = {
  dev: { name: 'dev', removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false, logRetention: RetentionDays.ONE_WEEK },
  prod: { name: 'prod', removalPolicy: RemovalPolicy.RETAIN, deletionProtection: true, logRetention: RetentionDays.THREE_MONTHS },
};

/** The stages to synthesize: the one that was asked for, or all. Throws on a name that is none. */
export function chooseStages(asked: string | undefined): StageSettings[] {
  if (!asked) return stageNames.map((name) => settings[name]);
  const known = stageNames.find((name) => name === asked);
  if (!known) throw new Error(`There is no stage "${asked}". Stages are ${stageNames.join(', ')}: cdk synth -c stage=${stageNames[0]}`);
  return [settings[known]];
}
