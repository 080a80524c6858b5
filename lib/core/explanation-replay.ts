import { setAttributes, stampOf } from './attributes.ts';
import { newProfile, uniqueNeeds } from './audience/counts.ts';
import { type Finding, findingOf } from './audience/findings.ts';
import type { ConsentRecord } from './consent.ts';
import type { Contact } from './contact.ts';
import type { Profile } from './customer.ts';
import type { Segment } from './definition/segment.ts';
import type { Enrollment } from './enrollment/enrollment.ts';
import { triggerOf } from './enrollment/enter.ts';
import type { LiveCampaign } from './enrollment/program.ts';
import { type Situation, subjectOf } from './enrollment/situation.ts';
import type { CustomerRecord, RecordedActivity } from './explanation-record.ts';
import type { LiveProgram } from './loyalty/live-program.ts';
import { toldBy } from './recorded-activity.ts';
import type { Change, Life, Told } from './rehearsal/life.ts';
import { rehearse } from './rehearsal/rehearse.ts';
import { type Instant, instantText, minute } from './time.ts';

/** A version of a campaign, and since when it is known to have been the one in force. */
export interface VersionInForce {
  campaign: LiveCampaign;
  segments: readonly Segment[];
  from: Instant;
  /** It is known to have been over by then. */
  until?: Instant;
}

/** What is played again. */
export interface Replay {
  record: CustomerRecord;
  /** As they are today. */
  situation: Situation;
  programs: LiveProgram[];
  versions: VersionInForce[];
  now: Instant;
}

/** Something that was told, with what was looked at then where it kept her out; of an entry, which one it is, and of when. */
export type Replayed = Told & { version?: string; findings?: Finding[]; entry?: Pick<Enrollment, 'occurrence' | 'enteredAt'> };

/** What Rapport itself tells of points: made anew by the programs. */
const ofPrograms = /^(tier|points|reward)\./;

/**
 * Makes every decision of a customer again, on what is recorded of her, by the versions that were in force then. What is not
 * kept with its time (attributes, addresses, settings, figures of the shop, budgets, orders to pause) is as it is today. `then`:
 * how she stood at each of the moments.
 */
export function replay(
  { record, situation, programs, versions, now }: Replay,
  moments: readonly Instant[],
): { told: Replayed[]; then: ReadonlyMap<Instant, Situation> } {
  const found = new Map<Told, Pick<Replayed, 'findings' | 'version' | 'entry'>>();
  const { liveFrom } = record;
  const inForce = (at: Instant) => {
    const byCampaign = new Map<string, VersionInForce>();
    for (const one of versions) if (one.from <= at && (one.until ?? now) >= at) byCampaign.set(one.campaign.id, one);
    return [...byCampaign.values()];
  };
  const occasions = new Map(record.activities.map((one) => [`${one.activity.type} ${one.activity.id}`, one]));
  const deeds = record.activities.filter(({ activity }) => programs.length === 0 || !ofPrograms.test(activity.type));
  const life: Life = {
    profile: profileAtFirst(situation, versions, record),
    contact: situation.contact && contactAtFirst(situation.contact, record),
    campaigns: inForce(liveFrom).map(({ campaign }) => campaign),
    older: versions.map(({ campaign }) => campaign),
    programs,
    settings: situation.settings,
    rhythm: situation.rhythm,
    figures: situation.shop,
    deeds: deeds.map(({ activity, recordedAt, appliedAt }) => ({
      activity,
      toldAt: Math.max(appliedAt ?? recordedAt, activity.occurredAt, liveFrom),
    })),
    decided: new Map(versions.flatMap((one) => decidedBefore(one, liveFrom))),
    changes: changesOf({ record, versions, inForce }),
    liveFrom,
    until: now,
    watch: (told, then) => {
      passed(told.at);
      latest = then;
      const version = inForce(told.at).find(({ campaign }) => campaign.id === told.campaign);
      if (version)
        found.set(told, { version: version.campaign.version, ...entryOf(told, then), ...keptOut(told, then, { version, occasions }) });
    },
  };
  const open = moments.toSorted((a, b) => a - b);
  const then = new Map<Instant, Situation>();
  let latest: Situation = { ...situation, profile: life.profile, contact: life.contact, enrollments: [] };
  const passed = (before: Instant) => {
    for (let [next] = open; next !== undefined && next < before; [next] = open) {
      then.set(next, latest);
      open.shift();
    }
  };
  const told = rehearse(life).map((one) => ({ ...one, ...found.get(one) }));
  passed(Infinity);
  return { told, then };
}

/** The enrollment that a reason made, as far as it says that it did. */
function entryOf(told: Told, { enrollments }: Situation): Pick<Replayed, 'entry'> {
  if (told.what !== 'because' || (told.reason.verdict !== 'entered' && told.reason.verdict !== 'held-out')) return {};
  const hers = enrollments.filter(({ campaign }) => campaign === told.campaign);
  const entry = hers.reduce<Enrollment | undefined>((last, one) => (last && last.enteredAt > one.enteredAt ? last : one), undefined);
  return entry ? { entry } : {};
}

/** Nothing that she did, but what is known of her otherwise. */
function profileAtFirst({ profile, needs = [] }: Situation, versions: VersionInForce[], { activities, liveFrom }: CustomerRecord): Profile {
  const all = uniqueNeeds([...needs, ...versions.flatMap(({ campaign }) => campaign.needs)]);
  const first = activities.reduce((earliest, { activity }) => Math.min(earliest, activity.occurredAt), liveFrom);
  const known = setAttributes(newProfile(profile.id, all), profile.attributes, stampOf(first - 1, 'known'));
  return { ...known, ...(profile.lists && { lists: profile.lists }) };
}

/** Of a consent that is recorded the record says when it came; one of which there is none is taken to have been there. */
function contactAtFirst(contact: NonNullable<Situation['contact']>, { consents, liveFrom }: CustomerRecord): Contact {
  const { pausedUntil: _, ...rest } = contact;
  const before = { ...rest, consent: { email: { ...contact.consent.email }, sms: { ...contact.consent.sms } }, claims: {}, days: {} };
  for (const { channel, topic } of consents.filter(isSaid)) delete before.consent[channel][topic];
  return consents.filter((one) => isSaid(one) && one.at <= liveFrom).reduce<Contact>(withConsent, before);
}

function isSaid({ said }: ConsentRecord): boolean {
  return said === 'given' || said === 'withdrawn';
}

function withConsent(contact: Contact, { channel, topic, said }: ConsentRecord): Contact {
  return { ...contact, consent: { ...contact.consent, [channel]: { ...contact.consent[channel], [topic]: said === 'given' } } };
}

function changesOf({
  record: { consents, liveFrom },
  versions,
  inForce,
}: Pick<Replay, 'record' | 'versions'> & { inForce: (at: Instant) => VersionInForce[] }): Change[] {
  const published = versions
    .flatMap(({ from, until, campaign }) => [
      { at: from, existing: campaign.entry.includeExisting ? [campaign.id] : [] },
      ...(until === undefined ? [] : [{ at: until + 1, existing: [] }]),
    ])
    .filter(({ at }) => at > liveFrom)
    .map(({ at, existing }): Change => {
      const live = inForce(at).map(({ campaign }) => campaign);
      return { at, existing, change: (situation) => ({ ...situation, live }) };
    });
  const agreed = consents
    .filter((one) => one.at > liveFrom && isSaid(one))
    .map((one): Change => {
      const change = (situation: Situation) =>
        situation.contact ? { ...situation, contact: withConsent(situation.contact, one) } : situation;
      return { at: one.at, change };
    });
  return [...published, ...agreed].sort((a, b) => a.at - b.at);
}

/** Runs that were due before the campaign was published are no business of it. */
function decidedBefore({ campaign, from }: VersionInForce, liveFrom: Instant): [string, string][] {
  const { trigger } = campaign.entry;
  if (trigger.kind !== 'schedule' || from <= liveFrom) return [];
  const zone = trigger.schedule.zone === 'customer' ? campaign.zone : trigger.schedule.zone;
  return [[campaign.id, instantText(from - minute, zone).replace(' ', 'T')]];
}

/** The conditions that were asked when something was told that kept her out. */
function keptOut(
  told: Told,
  situation: Situation,
  { version: { campaign, segments }, occasions }: { version: VersionInForce; occasions: ReadonlyMap<string, RecordedActivity> },
): Pick<Replayed, 'findings'> {
  const because = told.what === 'because' ? told.reason.because : told.what === 'not-selected' ? told.because : '';
  const isEntry = told.what === 'not-selected' || (told.what === 'because' && told.reason.verdict === 'not-entered');
  if (!isEntry) return {};
  const { entry, definition } = campaign;
  const done = occasions.get(because.slice(0, Math.max(0, because.indexOf(': '))))?.activity;
  const at = done?.occurredAt ?? told.at;
  const trigger = triggerOf(situation, campaign, { at, data: done?.data ?? {} });
  const subject = { ...subjectOf(situation, campaign), trigger };
  const asked = { subject, segments, now: told.at };
  if (entry.audience && definition.entry.audience && because.includes('in the audience'))
    return { findings: wanting(findingOf(entry.audience, definition.entry.audience, asked)) };
  const where = 'activity' in definition.entry.trigger ? definition.entry.trigger.where : undefined;
  if (entry.trigger.kind !== 'activity' || !entry.trigger.where || !where || !done || because.includes('she ')) return {};
  const finding = findingOf(entry.trigger.where, where, { ...asked, subject: { ...subject, activity: toldBy(done) } });
  return finding.verdict === 'yes' ? {} : { findings: wanting(finding) };
}

/** The leaves that are not as they should be; the whole where none says so. */
function wanting(finding: Finding): Finding[] {
  const leaves = (one: Finding): Finding[] => (one.inner ? one.inner.flatMap(leaves) : one.needs === undefined ? [] : [one]);
  const found = leaves(finding);
  return found.length > 0 ? found : [finding];
}
