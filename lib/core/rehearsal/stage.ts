import { type Need, uniqueNeeds } from '../audience/counts.ts';
import type { Segment } from '../definition/segment.ts';
import type { Cap } from '../definition/settings.ts';
import { nextRun } from '../due-runs.ts';
import type { LiveCampaign } from '../enrollment/program.ts';
import { activitiesIn } from '../enrollment/wanted.ts';
import type { OpenHours } from '../quiet-hours.ts';
import { addToDate, atLocal, day, durationOf, type Instant, localDate, minute } from '../time.ts';
import { asksConsentsAlone, audienceCalm, type Calm, calmOf, longestOf } from './calm.ts';
import type { Life, Run } from './life.ts';
import { rememberedHours } from './open-hours.ts';

/** What many lives have in common. */
export type Scene = Pick<Life, 'campaigns' | 'older' | 'programs' | 'settings' | 'liveFrom' | 'until'> & {
  /** With them, nights on which nothing can change are passed over: for lives without changes on the way. */
  segments?: readonly Segment[];
  /** Nobody reads why: whom a run leaves out since she is not in its audience is not told. */
  silent?: boolean;
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
  /** `longest`: what is longer ago it does not count, in milliseconds. */
  caps: { cap: Cap; longest: number }[];
  /** What is longer ago is counted by none. */
  longestCap: number;
  /** All runs of these campaigns, the earliest first. */
  runsOf(live: LiveCampaign[]): Run[];
  calm: Calm | undefined;
  /** Those that every night must ask, calm or not. */
  restless: LiveCampaign[];
  /** Those that tell by the shop's own rhythm when somebody has lapsed. */
  rhythmic: LiveCampaign[];
  hours: OpenHours;
  /** Until when a campaign's runs select her as the last one did; undefined = ask each time. */
  audienceCalm(campaign: LiveCampaign): Calm | undefined;
  /** Whose audience reads nothing of her profile. */
  ofConsentsAlone: ReadonlySet<LiveCampaign>;
  silent: boolean;
}

/** At three in the morning of the first brand. */
const atNight = 180;

/** The rest of a day, read in another zone, and changes of the clock may make a cap longer by less than this. */
const slack = 3 * day;

/** Makes a scene ready for any number of lives. */
export function stageOf(scene: Scene): Stage {
  const { campaigns, older = [], programs = [], segments, settings } = scene;
  const caps = settings.caps.map((cap) => ({ cap, longest: slack + longestOf(durationOf(cap.per)) }));
  const versions = [...campaigns, ...older];
  const runs = new WeakMap<LiveCampaign[], Run[]>();
  const calms = new Map<LiveCampaign, Calm | undefined>();
  return {
    version: (id, version) => versions.find((one) => one.id === id && one.version === version),
    needs: uniqueNeeds(campaigns.flatMap((campaign) => campaign.needs)),
    asked: askedBy(versions, programs),
    existing: campaigns.filter(({ entry }) => entry.includeExisting).map(({ id }) => id),
    nights: nightsOf(scene),
    caps,
    longestCap: Math.max(0, ...caps.map(({ longest }) => longest)),
    hours: rememberedHours(),
    runsOf: (live) => {
      const known = runs.get(live) ?? live.flatMap((campaign) => runsOf(campaign, scene)).sort((one, other) => one.at - other.at);
      runs.set(live, known);
      return known;
    },
    rhythmic: campaigns.filter(({ entry: { trigger } }) => trigger.kind === 'lapse' && !('fixed' in trigger.lapse)),
    restless: [],
    ofConsentsAlone: new Set(segments && campaigns.filter((campaign) => asksConsentsAlone(campaign, segments))),
    silent: scene.silent ?? false,
    ...(segments ? calmOf(campaigns, segments, settings) : { calm: undefined }),
    audienceCalm: (campaign) => {
      if (!calms.has(campaign)) calms.set(campaign, segments && audienceCalm(campaign, segments, settings));
      return calms.get(campaign);
    },
  };
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
    runs.push({ at: Math.ceil(Math.max(next.opensAt, liveFrom) / minute) * minute, campaign, occurrence: next, arrivals: new Map() });
    next = nextRun(campaign, { since: liveFrom, done: next.name });
  }
  return runs;
}
