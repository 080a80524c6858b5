import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { create as http } from '../../functions/http.ts';
import { create as httpPublic } from '../../functions/http-public.ts';
import { wiring } from '../../lib/wiring.ts';
import type { Wiring } from '../../lib/wiring-shape.ts';
import type { Cloud } from './cloud.ts';

const functions = { http, 'http-public': httpPublic };

/** Calls the function that serves the route of an event, with its own rights. An unknown route goes to `http`. */
export function callHttp(cloud: Cloud, event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const serves = ({ source }: Wiring) =>
    'routes' in source && source.routes.some(({ method, path }) => `${method} ${path}` === event.routeKey);
  const name = serves(wiring['http-public']) ? 'http-public' : 'http';
  return functions[name](cloud.limited(name).world)(event, { awsRequestId: 'r' } as Context);
}
