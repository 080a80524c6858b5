import { stopPage, stoppedPage, taskDonePage, taskPage } from '../../lib/templates/colleague-page.ts';
import { responsePage } from '../../lib/templates/response-page.ts';
import { unsubscribedPage, unsubscribePage } from '../../lib/templates/unsubscribe-page.ts';
import { finishTask, readTaskLink } from '../../lib/usecases/finish-task.ts';
import { followResponseLink, readResponseLink } from '../../lib/usecases/follow-response-link.ts';
import { readStopLink, stopRun } from '../../lib/usecases/stop-run.ts';
import { readUnsubscribeLink, withdrawConsent } from '../../lib/usecases/withdraw-consent.ts';
import type { World } from '../../lib/world.ts';
import { shown } from './http-reply.ts';
import type { Routes } from './http-routes.ts';

/** A page that a signed link opens: `act` is what the link stands for, or what became of it, and `page` shows it. */
function link<Subject>(
  act: (world: World, token: string) => Promise<Subject | undefined>,
  page: (subject: Subject) => string,
): Routes[string] {
  return async (world, { pathParameters }) => shown(await act(world, pathParameters?.token ?? ''), page);
}

/** Pages that links in messages open. A GET changes nothing: scanners follow every link. https://www.rfc-editor.org/rfc/rfc8058 */
export const publicRoutes: Routes = {
  'GET /r/{token}': link(readResponseLink, responsePage),
  'POST /r/{token}': link(followResponseLink, responsePage),
  'GET /unsubscribe/{token}': link(readUnsubscribeLink, unsubscribePage),
  'POST /unsubscribe/{token}': link(withdrawConsent, unsubscribedPage),
  'GET /tasks/{token}': link(readTaskLink, taskPage),
  'POST /tasks/{token}': link(finishTask, taskDonePage),
  'GET /stop/{token}': link(readStopLink, stopPage),
  'POST /stop/{token}': link(stopRun, stoppedPage),
};
