import { build, type Metafile } from 'esbuild';
import { bundling } from '../../lib/constructs/bundling.ts';
import { type FunctionName, wiring } from '../../lib/wiring.ts';
import type { Wiring } from '../../lib/wiring-shape.ts';

export interface Bundle {
  code: Uint8Array;
  meta: Metafile;
}

export const functionNames = Object.keys(wiring) as FunctionName[];

/** Largest size and import time of a function, as a multiple of a bundle that holds only its SDK clients and middy. */
export const budgetOf = (name: FunctionName): { size: number; time: number } =>
  name === 'send-message' || name === 'send-broadcasts' || name === 'send-reports' ? { size: 2.2, time: 1.5 } : { size: 1.6, time: 1.3 };

/** A function as the stack bundles it. */
export function bundleFunction(name: FunctionName): Promise<Bundle> {
  return bundle(`export { handler } from './functions/${name}.ts';`);
}

/** Only middy and the clients that the wiring grants the function; every function may send to the dead-letter queue. */
export function bundleBase(name: FunctionName): Promise<Bundle> {
  const { access }: Wiring = wiring[name];
  const clients = [
    `export { SQSClient, SendMessageBatchCommand${access.waiting ? ', GetQueueAttributesCommand' : ''} } from '@aws-sdk/client-sqs';`,
    ...(access.tables
      ? [
          "export { DynamoDBClient } from '@aws-sdk/client-dynamodb';",
          `export { DynamoDBDocumentClient, ${['Get', 'Query', 'Scan', 'Put', 'Update', 'Delete', 'TransactWrite'].map((name) => `${name}Command`).join(', ')} } from '@aws-sdk/lib-dynamodb';`,
        ]
      : []),
    ...(access.email ? ["export { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';"] : []),
    ...(access.quota ? ["export { SESClient as QuotaClient, GetSendQuotaCommand } from '@aws-sdk/client-ses';"] : []),
    ...(access.sms ? ["export { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';"] : []),
    ...(access.assets ? ["export { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';"] : []),
    ...(access.bus ? ["export { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';"] : []),
  ];
  return bundle(["export { default as handler } from '@middy/core';", ...clients].join('\n'));
}

async function bundle(contents: string): Promise<Bundle> {
  const { banner, sourceMap, ...options } = bundling;
  const { outputFiles, metafile } = await build({
    ...options,
    sourcemap: sourceMap,
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    banner: { js: banner },
    bundle: true,
    platform: 'node',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild wrote nothing');
  return { code: file.contents, meta: metafile };
}
