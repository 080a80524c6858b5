import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { stopPage, stoppedPage, taskDonePage, taskPage } from '../../lib/templates/colleague-page.ts';
import { responsePage } from '../../lib/templates/response-page.ts';
import { unsubscribedPage, unsubscribePage } from '../../lib/templates/unsubscribe-page.ts';
import { finishTask, readTaskLink } from '../../lib/usecases/finish-task.ts';
import { followResponseLink, readResponseLink } from '../../lib/usecases/follow-response-link.ts';
import { readStopLink, stopRun } from '../../lib/usecases/stop-run.ts';
import { submitActivities } from '../../lib/usecases/submit-activities.ts';
import { submitRedemption, submitSettlement } from '../../lib/usecases/submit-redemption.ts';
import { submitResponse } from '../../lib/usecases/submit-response.ts';
import { readUnsubscribeLink, withdrawConsent } from '../../lib/usecases/withdraw-consent.ts';
import type { World } from '../../lib/world.ts';
import { answered, readJson, redeemed, shown, submitted } from './http-reply.ts';

export type Route = (world: World, event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** A page that a signed link opens: `act` is what the link stands for, or what became of it, and `page` shows it. */
function link<Subject>(act: (world: World, token: string) => Promise<Subject | undefined>, page: (subject: Subject) => string): Route {
  return async (world, { pathParameters }) => shown(await act(world, pathParameters?.token ?? ''), page);
}

/** A redemption is a few ids. */
const smallBody = 10_000;

/** What becomes of a reservation. */
function settling(as: 'confirm' | 'cancel'): Route {
  return async (world, event) => {
    const { key = '' } = event.pathParameters ?? {};
    return redeemed(await submitSettlement(world, { key, body: readJson(event, smallBody), as }));
  };
}

/** What the HTTP API answers. A GET of a link changes nothing: scanners follow every link. https://www.rfc-editor.org/rfc/rfc8058 */
export const routes: Record<string, Route> = {
  'POST /activities': async (world, event) => submitted(await submitActivities(world, readJson(event))),
  'POST /responses': async (world, event) => answered(await submitResponse(world, readJson(event))),
  'POST /redemptions': async (world, event) => redeemed(await submitRedemption(world, readJson(event, smallBody))),
  'POST /redemptions/{key}/confirm': settling('confirm'),
  'POST /redemptions/{key}/cancel': settling('cancel'),
  'GET /r/{token}': link(readResponseLink, responsePage),
  'POST /r/{token}': link(followResponseLink, responsePage),
  'GET /unsubscribe/{token}': link(readUnsubscribeLink, unsubscribePage),
  'POST /unsubscribe/{token}': link(withdrawConsent, unsubscribedPage),
  'GET /tasks/{token}': link(readTaskLink, taskPage),
  'POST /tasks/{token}': link(finishTask, taskDonePage),
  'GET /stop/{token}': link(readStopLink, stopPage),
  'POST /stop/{token}': link(stopRun, stoppedPage),
};
