import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { World } from '../world.ts';
import { environmentNames, readVariable } from './env.ts';
import { once, type PartOptions } from './parts.ts';

/** Assets as objects of a bucket. The name holds the hash of the content, so a copy may be kept for ever. */
export function s3Assets({ environment, config }: PartOptions): World['putAsset'] {
  const client = once(() => new S3Client(config));
  return async ({ name, type, content }) => {
    await client().send(
      new PutObjectCommand({
        Bucket: readVariable(environment, environmentNames.assetsBucket),
        Key: name,
        Body: content,
        ContentType: type,
        CacheControl: 'public, max-age=31536000, immutable',
      }),
    );
  };
}
