import { AttributeType, Billing, ProjectionType, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { dueIndex, type StreamName, streamViews, type TableName, tableNames } from '../world.ts';
import type { StageSettings } from './stage.ts';

const isStreamed = (name: TableName): name is StreamName => name in streamViews;

/** The four tables: paid per request, restorable to any second of the last 35 days, in production not to be deleted by accident. */
export class DataTables extends Construct {
  readonly byName: Record<TableName, TableV2>;

  constructor(scope: Construct, id: string, stage: StageSettings) {
    super(scope, id);
    const table = (name: TableName): TableV2 =>
      new TableV2(this, name, {
        partitionKey: { name: 'pk', type: AttributeType.STRING },
        sortKey: { name: 'sk', type: AttributeType.STRING },
        billing: Billing.onDemand(),
        encryption: TableEncryptionV2.dynamoOwnedKey(),
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        deletionProtection: stage.deletionProtection,
        removalPolicy: stage.removalPolicy,
        ...(isStreamed(name) ? { dynamoStream: StreamViewType[streamViews[name]] } : {}),
        ...(name === 'relations' ? { timeToLiveAttribute: 'ttl' } : {}),
      });
    this.byName = Object.fromEntries(tableNames.map((name) => [name, table(name)])) as Record<TableName, TableV2>;
    this.byName.relations.addGlobalSecondaryIndex({
      indexName: dueIndex.name,
      partitionKey: { name: dueIndex.partitionKey, type: AttributeType.NUMBER },
      sortKey: { name: dueIndex.sortKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
}
