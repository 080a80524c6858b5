const minute = 60_000;
const day = 24 * 60 * minute;
/** Of the year 9999: later years have more digits. */
const end = 253_402_300_800_000;

/** So many days are remembered, each in its place: 45 years. */
const places = 2 ** 14;
const dates: ({ number: number; text: string } | undefined)[] = [];

/** The date of a reading of a clock (milliseconds, as if in UTC), `YYYY-MM-DD`. Throws a RangeError for what is no time. */
export function dateText(wall: number): string {
  const number = Math.floor(wall / day);
  const place = number & (places - 1);
  const known = dates[place];
  if (known?.number === number) return known.text;
  const text = new Date(number * day).toISOString().slice(0, 10);
  dates[place] = { number, text };
  return text;
}

const clocks: string[] = [];

/** The time of day of a reading of a clock, `HH:MM`. */
export function clockText(wall: number): string {
  const number = Math.floor((wall - Math.floor(wall / day) * day) / minute);
  const known = clocks[number];
  if (known !== undefined) return known;
  const text = new Date(number * minute).toISOString().slice(11, 16);
  clocks[number] = text;
  return text;
}

/** An instant as ISO 8601 has it, with milliseconds and "Z": what `toISOString` says, several times as fast. Throws a RangeError for what is no time. */
export function isoText(at: number): string {
  if (!(at >= 0 && at < end)) return new Date(at).toISOString();
  const seconds = 100 + (Math.floor(at / 1000) % 60);
  const milliseconds = 1000 + (Math.floor(at) % 1000);
  return `${dateText(at)}T${clockText(at)}:${String(seconds).slice(1)}.${String(milliseconds).slice(1)}Z`;
}
