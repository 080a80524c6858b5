import { stopPage, stoppedPage, taskDonePage, taskPage } from '../../lib/templates/colleague-page.ts';
import { confirmPage } from '../../lib/templates/confirm-page.ts';
import { preferencePage } from '../../lib/templates/preference-page.ts';
import { responsePage } from '../../lib/templates/response-page.ts';
import { surveyPage } from '../../lib/templates/survey-page.ts';
import { unsubscribedPage, unsubscribePage } from '../../lib/templates/unsubscribe-page.ts';
import { answerSurvey, readSurveyLink } from '../../lib/usecases/answer-survey.ts';
import { confirmConsent, readConfirmLink } from '../../lib/usecases/confirm-consent.ts';
import { finishTask, readTaskLink } from '../../lib/usecases/finish-task.ts';
import { followResponseLink, readResponseLink } from '../../lib/usecases/follow-response-link.ts';
import { savePreferences } from '../../lib/usecases/save-preferences.ts';
import { readPreferenceLink } from '../../lib/usecases/show-preferences.ts';
import { readStopLink, stopRun } from '../../lib/usecases/stop-run.ts';
import { readUnsubscribeLink, withdrawConsent } from '../../lib/usecases/withdraw-consent.ts';
import type { Routes } from './http-routes.ts';
import { form, link } from './page-reply.ts';

/** Pages that links in messages open. A GET changes nothing: scanners follow every link. https://www.rfc-editor.org/rfc/rfc8058 */
export const publicRoutes: Routes = {
  'GET /r/{token}': link(readResponseLink, responsePage),
  'POST /r/{token}': link(followResponseLink, responsePage),
  'GET /unsubscribe/{token}': link(readUnsubscribeLink, unsubscribePage),
  'POST /unsubscribe/{token}': link(withdrawConsent, unsubscribedPage),
  'GET /preferences/{token}': link(readPreferenceLink, preferencePage),
  'POST /preferences/{token}': form(savePreferences, preferencePage),
  'GET /survey/{token}': form(readSurveyLink, surveyPage),
  'POST /survey/{token}': form(answerSurvey, surveyPage),
  'GET /confirm/{token}': link(readConfirmLink, confirmPage),
  'POST /confirm/{token}': link(confirmConsent, confirmPage),
  'GET /tasks/{token}': link(readTaskLink, taskPage),
  'POST /tasks/{token}': link(finishTask, taskDonePage),
  'GET /stop/{token}': link(readStopLink, stopPage),
  'POST /stop/{token}': link(stopRun, stoppedPage),
};
