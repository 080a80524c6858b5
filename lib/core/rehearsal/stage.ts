import { type Need, uniqueNeeds } from '../audience/counts.ts';
import type { Segment } from '../definition/segment.ts';
import { nextRun } from '../due-runs.ts';
import type { LiveCampaign } from '../enrollment/program.ts';
import { activitiesIn } from '../enrollment/wanted.ts';
import { countedFrom } from '../frequency-caps.ts';
import { addToDate, atLocal, type Instant, localDate, minute } from '../time.ts';
import { audienceCalm, type Calm, calmOf } from './calm.ts';
import type { Life } from './life.ts';
import type { Run } from './runs.ts';

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
  /** The first local date that a cap still counts. */
  countedFrom(now: Instant, zone: string): string;
  runsOf(campaign: LiveCampaign): Run[];
  calm: Calm | undefined;
  /** Until when a campaign's runs select her as the last one did; undefined = ask each time. */
  audienceCalm(campaign: LiveCampaign): Calm | undefined;
}

/** At three in the morning of the first brand. */
const atNight = 180;

/** Makes a scene ready for any number of lives. */
export function stageOf(scene: Scene): Stage {
  const { campaigns, older = [], programs = [], segments, settings } = scene;
  const versions = [...campaigns, ...older];
  const runs = new Map<LiveCampaign, Run[]>();
  const counted = new Map<string, string>();
  const calms = new Map<LiveCampaign, Calm | undefined>();
  return {
    version: (id, version) => versions.find((one) => one.id === id && one.version === version),
    needs: uniqueNeeds(campaigns.flatMap((campaign) => campaign.needs)),
    asked: askedBy(versions, programs),
    existing: campaigns.filter(({ entry }) => entry.includeExisting).map(({ id }) => id),
    nights: nightsOf(scene),
    countedFrom: (now, zone) => {
      const name = `${now} ${zone}`;
      const first = counted.get(name) ?? countedFrom(settings, now, zone);
      // Many get a letter in the same minute.
      if (counted.size > 10_000) counted.clear();
      counted.set(name, first);
      return first;
    },
    runsOf: (campaign) => {
      const known = runs.get(campaign) ?? runsOf(campaign, scene);
      runs.set(campaign, known);
      return known;
    },
    calm: segments && calmOf(campaigns, segments, settings),
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
    runs.push({ at: Math.ceil(Math.max(next.opensAt, liveFrom) / minute) * minute, campaign, occurrence: next });
    next = nextRun(campaign, { since: liveFrom, done: next.name });
  }
  return runs;
}
