import { Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type CfnStage, HttpApi, HttpMethod, HttpNoneAuthorizer, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Source } from '../wiring-shape.ts';
import { acknowledge } from './acknowledge.ts';
import type { HouseFunction } from './house-function.ts';
import type { StageSettings } from './stage.ts';

type Route = Extract<Source, { routes: unknown }>['routes'][number];

/**
 * Requests a second. The shop's own back end may send a sale's rush; people who unsubscribe come one by one, and who asks for
 * her data even more rarely.
 */
const limits = { signed: { rate: 500, burst: 1000 }, open: { rate: 50, burst: 100 }, rare: { rate: 5, burst: 10 } };

/** The one door from outside. The shop signs its requests (IAM); a customer's link carries its proof in the token. */
export class PublicApi extends Construct {
  readonly api: HttpApi;
  readonly url: string;
  private readonly stage: CfnStage;
  private readonly authorizer = new HttpIamAuthorizer();
  private readonly throttles: Record<string, object> = {};

  constructor(scope: Construct, id: string, stage: StageSettings) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { apiName: `rapport-${stage.name}`, createDefaultStage: false });
    const log = new LogGroup(this, 'AccessLog', { retention: stage.logRetention, removalPolicy: stage.removalPolicy });
    const defaultStage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: limits.open.rate, burstLimit: limits.open.burst },
      // The route, never the path: a path holds a customer's token. No address either.
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            time: '$context.requestTimeEpoch',
            route: '$context.routeKey',
            status: '$context.status',
            latency: '$context.responseLatency',
            error: '$context.integrationErrorMessage',
          }),
        ),
      },
    });
    this.stage = defaultStage.node.defaultChild as CfnStage;
    this.url = this.api.apiEndpoint;
  }

  /** Adds a function's routes, each with its own throttle. */
  serve(house: HouseFunction, routes: Route[]): void {
    const integration = new HttpLambdaIntegration('Integration', house.lambda);
    for (const { method, path, signed, rare } of routes) {
      const [route] = this.api.addRoutes({
        path,
        methods: [HttpMethod[method]],
        integration,
        authorizer: signed ? this.authorizer : new HttpNoneAuthorizer(),
      });
      const limit = rare ? limits.rare : signed ? limits.signed : limits.open;
      // CloudFormation knows these names in capitals only.
      this.throttles[`${method} ${path}`] = { ThrottlingRateLimit: limit.rate, ThrottlingBurstLimit: limit.burst };
      if (route) this.stage.node.addDependency(route);
      if (route && !signed) {
        acknowledge(route, 'a customer follows this link from her mail and has no login; the token in it is signed', [
          'AwsSolutions-APIG4',
        ]);
      }
    }
    this.stage.addPropertyOverride('RouteSettings', this.throttles);
  }

  /** The ARN by which a shop's back end is allowed to post activities. */
  invokeArn(method: string, path: string): string {
    return Stack.of(this).formatArn({ service: 'execute-api', resource: this.api.apiId, resourceName: `*/${method}${path}` });
  }
}
