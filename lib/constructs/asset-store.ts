import { Distribution, ViewerProtocolPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { StageSettings } from './stage.ts';

/** The pictures of e-mails: a private bucket, and the content network that shows it to mail programs everywhere. Costs nothing while nobody looks. */
export class AssetStore extends Construct {
  readonly bucket: Bucket;
  readonly url: string;

  constructor(scope: Construct, id: string, stage: StageSettings) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Mails that were sent show these pictures for years.
      removalPolicy: stage.removalPolicy,
    });
    const distribution = new Distribution(this, 'Network', {
      comment: `pictures of rapport-${stage.name}`,
      defaultBehavior: {
        // The library's own types disagree where an optional property may not be undefined.
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket as IBucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      },
    });
    this.url = `https://${distribution.distributionDomainName}`;
    acknowledge(this.bucket, 'public pictures that only the deploy writes: who read them says nothing', ['AwsSolutions-S1']);
    acknowledge(distribution, 'pictures of e-mails are for every country, hold nothing secret, and are opened by unknown people', [
      'AwsSolutions-CFR1',
      'AwsSolutions-CFR2',
      'AwsSolutions-CFR3',
    ]);
    acknowledge(distribution, 'the network’s own name comes with its own certificate; a shop that wants its own name adds both', [
      'AwsSolutions-CFR4',
    ]);
  }
}
