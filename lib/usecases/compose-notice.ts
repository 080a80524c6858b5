import { metricsOf } from '../core/audience/metrics.ts';
import type { Profile } from '../core/customer.ts';
import type { Brand } from '../core/definition/settings.ts';
import type { LiveCampaign } from '../core/enrollment/program.ts';
import { ratesOf } from '../core/money.ts';
import { wasCancelled } from '../core/standing-orders.ts';
import { instantText } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { signTask } from '../store/colleague-tokens.ts';
import { enrollmentFromItem } from '../store/enrollments.ts';
import { fromJson } from '../store/json.ts';
import { keys } from '../store/keys.ts';
import type { StepNotice } from '../store/notices.ts';
import { loadSecrets } from '../store/secrets.ts';
import { versionOf } from '../store/situation.ts';
import { type RenderedEmail, renderEmail, TemplateRenderError } from '../templates/render.ts';
import type { World } from '../world.ts';
import { standingVariables } from './standing-variables.ts';
import { withProducts } from './with-products.ts';

/** A notice as its colleague will read it. */
export interface ComposedNotice {
  campaign: LiveCampaign;
  brand: Brand;
  /** By which the colleague says that it is done. */
  doneUrl: string;
  due: string | undefined;
  /** Why there is none: it would have a hole, and says where. */
  mail: RenderedEmail | { fault: string };
}

/**
 * Renders a notice about a customer in the default language of the brand. Resolves to why there is nothing to tell any more:
 * `erased`, `superseded` (she was entered again, so what it would say is gone), `cancelled`, `nothing-to-send`.
 */
export async function composeNotice(
  world: World,
  { cid, enrollment: sk, notice }: StepNotice,
): Promise<ComposedNotice | { dropped: string }> {
  const [catalogue, enrollmentItem, profileItem] = await Promise.all([
    loadCatalogue(world),
    world.table.get(keys.relation(cid, sk)),
    world.table.get(keys.profile(cid)),
  ]);
  if (!enrollmentItem || !profileItem?.profile) return { dropped: 'erased' };
  const { enrollment } = enrollmentFromItem(enrollmentItem);
  if (!notice.id.startsWith(`${enrollment.campaign}#${enrollment.occurrence}#`)) return { dropped: 'superseded' };
  if (wasCancelled(catalogue.orders(enrollment.campaign), notice.plannedAt)) return { dropped: 'cancelled' };
  const { settings, shop, rhythm } = catalogue;
  const campaign = await versionOf(catalogue, enrollment);
  const brand = settings.brands.find(({ id }) => id === campaign?.definition.brand) ?? settings.brands[0];
  const version = campaign && (await catalogue.version(campaign.id, campaign.version)).templates[notice.template];
  if (!campaign || !brand || !version) return { dropped: 'nothing-to-send' };
  const task = { cid, campaign: campaign.id, occurrence: enrollment.occurrence, step: notice.step };
  const doneUrl = `${world.publicUrl}/tasks/${signTask(await loadSecrets(world), task)}`;
  const profile = fromJson<Profile>(profileItem.profile);
  const template = await catalogue.template(notice.template, version);
  const scope = {
    customer: profile.attributes,
    metrics: metricsOf(profile, ratesOf(settings)),
    trigger: enrollment.trigger,
    steps: enrollment.steps,
    brand: { id: brand.id, name: brand.name, footer: brand.footer },
    ...{ assetsUrl: world.assetsUrl, task: { doneUrl, due: notice.dueAt } },
    ...standingVariables({ profile, campaign, settings, template, shop, rhythm }, { contact: undefined, now: world.now() }),
  };
  const mail = await withProducts(world, (products) =>
    rendered(() => renderEmail(template, scope, { zone: brand.zone, currency: brand.currency, products })),
  );
  return { campaign, brand, doneUrl, due: notice.dueAt === null ? undefined : instantText(notice.dueAt, brand.zone), mail };
}

function rendered(render: () => RenderedEmail): ComposedNotice['mail'] {
  try {
    return render();
  } catch (error) {
    if (error instanceof TemplateRenderError) return { fault: error.message };
    throw error;
  }
}
