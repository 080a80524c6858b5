import { closesAt, nextOpen, type OpenHours, type Whereabouts } from '../quiet-hours.ts';
import { hour, type Instant } from '../time.ts';

/** What is known of the time from the start of an hour on: until when hours are open, or when they open again. */
interface Stretch {
  isOpen: boolean;
  until: Instant;
}

interface Place extends Whereabouts {
  /** By the number of the hour. */
  known: Map<number, Stretch | undefined>;
}

/** When hours are open, remembered for each place and hour: many get their letters at the same time. For one version of the settings. */
export function rememberedHours(): OpenHours {
  const places = new Map<string | undefined, Map<string | undefined, Map<number, Stretch | undefined>>>();
  // One decision asks several times, and mostly the next one is about the same customer.
  let last: Place = { zone: undefined, country: undefined, known: inner(inner(places, undefined), undefined) };

  function stretchAt(settings: Parameters<typeof nextOpen>[0], where: Whereabouts, now: Instant): Stretch | undefined {
    if (where.zone !== last.zone || where.country !== last.country)
      last = { ...where, known: inner(inner(places, where.country), where.zone) };
    const { known } = last;
    const number = Math.floor(now / hour);
    let stretch = known.get(number);
    if (stretch === undefined && !known.has(number)) {
      stretch = stretchFrom(settings, where, number * hour);
      known.set(number, stretch);
    }
    return stretch && now < stretch.until ? stretch : undefined;
  }

  return {
    nextOpen(settings, where, now) {
      const stretch = stretchAt(settings, where, now);
      if (!stretch) return nextOpen(settings, where, now);
      return stretch.isOpen ? now : stretch.until;
    },
    closesAt(settings, where, at) {
      const stretch = stretchAt(settings, where, at);
      return stretch?.isOpen ? stretch.until : closesAt(settings, where, at);
    },
  };
}

function stretchFrom(settings: Parameters<typeof nextOpen>[0], where: Whereabouts, from: Instant): Stretch | undefined {
  const open = nextOpen(settings, where, from);
  if (open === 'unknown') return undefined;
  return open === from ? { isOpen: true, until: closesAt(settings, where, from) } : { isOpen: false, until: open };
}

function inner<Key, InnerKey, Value>(map: Map<Key, Map<InnerKey, Value>>, key: Key): Map<InnerKey, Value> {
  const known = map.get(key) ?? new Map<InnerKey, Value>();
  map.set(key, known);
  return known;
}
