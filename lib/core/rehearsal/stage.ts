import { type Need, uniqueNeeds } from '../audience/counts.ts';
import type { Segment } from '../definition/segment.ts';
import { nextRun, scheduleOf } from '../due-runs.ts';
import { asEnrolled, broadcastMessage, type Standing } from '../enrollment/broadcast.ts';
import type { Enrollment, PlannedMessage } from '../enrollment/enrollment.ts';
import type { LiveCampaign } from '../enrollment/program.ts';
import { type Situation, zoneOf } from '../enrollment/situation.ts';
import { activitiesIn } from '../enrollment/wanted.ts';
import type { OpenHours } from '../quiet-hours.ts';
import { dueIn } from '../schedule.ts';
import { addToDate, atLocal, day, durationOf, type Instant, localDate, minute } from '../time.ts';
import { audienceCalm, type Calm, calmOf, longestOf } from './calm.ts';
import type { Life, Run } from './life.ts';
import { rememberedHours } from './open-hours.ts';

/** What many lives have in common. */
export type Scene = Pick<Life, 'campaigns' | 'older' | 'programs' | 'settings' | 'liveFrom' | 'until'> & {
  /** With them, nights on which nothing can change are passed over: for lives without changes on the way. */
  segments?: readonly Segment[];
};

/** A scene made ready: what does not depend on the customer is computed once. */
export interface Stage {
  version(id: string, version: string): LiveCampaign | undefined;
  /** What is counted of her. */
  needs: readonly Need[];
  /** Types of activities that a definition in force asks for: of its own, Rapport tells no others. */
  asked: ReadonlySet<string>;
  /** Campaigns that also want whom they find. */
  existing: string[];
  nights: Instant[];
  /** What is longer ago is counted by no cap, in milliseconds. */
  longestCap: number;
  /** All runs of these campaigns, the earliest first. */
  runsOf(live: LiveCampaign[]): Run[];
  calm: Calm | undefined;
  /** Those that every night must ask, calm or not. */
  restless: LiveCampaign[];
  /** Those that tell by the shop's own rhythm when somebody has lapsed. */
  rhythmic: LiveCampaign[];
  hours: OpenHours;
  /** When a run is due in a zone. */
  dueIn(campaign: LiveCampaign, occurrence: string, zone: string): Instant;
  /** A recipient of a broadcast as if she were inside, and her message: the same for all of a zone, unless it has a sender. */
  letterOf(situation: Situation, campaign: LiveCampaign, standing: Standing): Letter;
  /** Until when a campaign's runs select her as the last one did; undefined = ask each time. */
  audienceCalm(campaign: LiveCampaign): Calm | undefined;
}

interface Letter {
  enrollment: Enrollment;
  message: PlannedMessage | undefined;
}

/** At three in the morning of the first brand. */
const atNight = 180;

/** Month ends, changes of the clock and the rest of a day may make a cap longer by less than this. */
const slack = 5 * day;

/** Makes a scene ready for any number of lives. */
export function stageOf(scene: Scene): Stage {
  const { campaigns, older = [], programs = [], segments, settings } = scene;
  const versions = [...campaigns, ...older];
  const runs = new WeakMap<LiveCampaign[], Run[]>();
  const dues = new Map<LiveCampaign, Map<string, Map<string, Instant>>>();
  const letters = new Map<LiveCampaign, Map<string, Map<Instant, Letter>>>();
  const calms = new Map<LiveCampaign, Calm | undefined>();
  return {
    version: (id, version) => versions.find((one) => one.id === id && one.version === version),
    needs: uniqueNeeds(campaigns.flatMap((campaign) => campaign.needs)),
    asked: askedBy(versions, programs),
    existing: campaigns.filter(({ entry }) => entry.includeExisting).map(({ id }) => id),
    nights: nightsOf(scene),
    longestCap: slack + Math.max(0, ...settings.caps.map(({ per }) => longestOf(durationOf(per)))),
    hours: rememberedHours(),
    dueIn: (campaign, occurrence, zone) =>
      remembered(inner(inner(dues, campaign), zone), occurrence, () => dueIn(scheduleOf(campaign), occurrence, zone)),
    letterOf: (situation, campaign, standing) => {
      const letter = () => letterOf(situation, campaign, standing);
      if (campaign.broadcast?.sender) return letter();
      const zone = zoneOf(situation, campaign.zone);
      const known = remembered(inner(inner(letters, campaign), zone), standing.dueAt, letter);
      return known.enrollment.occurrence === standing.occurrence ? known : letter();
    },
    runsOf: (live) => {
      const known = runs.get(live) ?? live.flatMap((campaign) => runsOf(campaign, scene)).sort((one, other) => one.at - other.at);
      runs.set(live, known);
      return known;
    },
    rhythmic: campaigns.filter(({ entry: { trigger } }) => trigger.kind === 'lapse' && !('fixed' in trigger.lapse)),
    restless: [],
    ...(segments ? calmOf(campaigns, segments, settings) : { calm: undefined }),
    audienceCalm: (campaign) => {
      if (!calms.has(campaign)) calms.set(campaign, segments && audienceCalm(campaign, segments, settings));
      return calms.get(campaign);
    },
  };
}

function letterOf(situation: Situation, campaign: LiveCampaign, standing: Standing): Letter {
  const enrollment = asEnrolled(situation, campaign, standing);
  return { enrollment, message: broadcastMessage(situation, campaign, enrollment) };
}

function inner<Key, InnerKey, Value>(map: Map<Key, Map<InnerKey, Value>>, key: Key): Map<InnerKey, Value> {
  const known = map.get(key) ?? new Map<InnerKey, Value>();
  map.set(key, known);
  return known;
}

/** Many get a letter in the same minute. */
function remembered<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  if (map.size > 10_000) map.clear();
  const made = make();
  map.set(key, made);
  return made;
}

/** What a definition in force names; of what it asks by a segment, the campaign knows. */
function askedBy(campaigns: LiveCampaign[], programs: NonNullable<Scene['programs']>): ReadonlySet<string> {
  return new Set([
    ...activitiesIn([...campaigns, ...programs].map(({ definition }) => definition)),
    ...campaigns.flatMap(({ asked }) => [...asked]),
  ]);
}

function nightsOf({ settings, liveFrom, until }: Scene): Instant[] {
  const zone = settings.brands[0]?.zone ?? 'UTC';
  const nights: Instant[] = [];
  for (let date = localDate(liveFrom, zone); ; date = addToDate(date, { months: 0, days: 1, ms: 0 })) {
    const night = atLocal(date, atNight, zone);
    if (night > until) return nights;
    if (night > liveFrom) nights.push(night);
  }
}

function runsOf(campaign: LiveCampaign, { liveFrom, until }: Scene): Run[] {
  const runs: Run[] = [];
  for (let next = nextRun(campaign, { since: liveFrom }); next && next.opensAt <= until; ) {
    runs.push({ at: Math.ceil(Math.max(next.opensAt, liveFrom) / minute) * minute, campaign, occurrence: next });
    next = nextRun(campaign, { since: liveFrom, done: next.name });
  }
  return runs;
}
