import { submitActivities } from '../../lib/usecases/submit-activities.ts';
import { submitConsents } from '../../lib/usecases/submit-consents.ts';
import { submitCustomers } from '../../lib/usecases/submit-customers.ts';
import { submitRedemption, submitSettlement } from '../../lib/usecases/submit-redemption.ts';
import { submitResponse } from '../../lib/usecases/submit-response.ts';
import { customerRoutes } from './customer-routes.ts';
import { answered, readJson, redeemed, submitted } from './http-reply.ts';
import type { Routes } from './http-routes.ts';

/** A redemption is a few ids. */
const smallBody = 10_000;

/** What becomes of a reservation. */
function settling(as: 'confirm' | 'cancel'): Routes[string] {
  return async (world, event) => {
    const { key = '' } = event.pathParameters ?? {};
    return redeemed(await submitSettlement(world, { key, body: readJson(event, smallBody), as }));
  };
}

/** What the shop's own systems may ask; each request is signed (IAM). */
export const signedRoutes: Routes = {
  'POST /activities': async (world, event) => submitted(await submitActivities(world, readJson(event))),
  'POST /customers': async (world, event) => submitted(await submitCustomers(world, readJson(event))),
  'POST /consents': async (world, event) => submitted(await submitConsents(world, readJson(event))),
  'POST /responses': async (world, event) => answered(await submitResponse(world, readJson(event))),
  'POST /redemptions': async (world, event) => redeemed(await submitRedemption(world, readJson(event, smallBody))),
  'POST /redemptions/{key}/confirm': settling('confirm'),
  'POST /redemptions/{key}/cancel': settling('cancel'),
  ...customerRoutes,
};
