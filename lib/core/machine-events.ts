import type { Instant } from './time.ts';

/** An open or a click, as the provider tells it. */
export interface Reaction {
  at: Instant;
  /** When the provider took the message; unknown in an event that lacks it. */
  sentAt: Instant | undefined;
  userAgent: string | undefined;
}

/** A click as it is noted beside its message. */
export interface Click {
  at: Instant;
  /** Equal for clicks on the same link, with all that follows "?" and "#". */
  target: string;
  /** Its own signs are a machine's. */
  machine: boolean;
}

const second = 1000;
/** Until then a message is on its way and being looked through: nobody has seen it arrive, opened it and read. */
const opensAfter = 2 * second;
/** To open and read comes before a click. */
const clicksAfter = 5 * second;
/** Gmail and Yahoo fetch pictures for her when she opens, but some also as the message arrives. */
const fetchedAhead = 10 * second;
/** Nobody follows two different links so fast. */
const burst = second;

const pictureProxy = /GoogleImageProxy|YahooMailProxy/;

/** All that Apple's Mail Privacy Protection tells, which fetches the pictures of every message; no browser says so little. */
const nothingSaid = /^(Mozilla\/5\.0)?$/;

/** What no customer reads her mail with. */
const machines = [
  // Search engines, chats and messengers that draw a preview, monitoring. Of the names of phones, "CUBOT" ends so too.
  /(?<!cu)bot\b|crawler|spider|uripreview|bingpreview|linkpreview|facebookexternalhit/i,
  // Browsers that run without a screen, as scanners use them.
  /headless|phantomjs|selenium|puppeteer|playwright/i,
  // Programs, not browsers.
  /python|curl\/|wget|libwww|java\/|apache-httpclient|go-http-client|node-fetch|axios|guzzle|ruby|perl|scrapy/i,
  // Mail gateways that follow every link before they let a message through, where they say who they are.
  /barracuda|proofpoint|mimecast|ironport|forcepoint|sophos|symantec|messagelabs|trendmicro|fireeye|cloudmark/i,
];

function isMachine({ userAgent }: Reaction): boolean {
  // An event that lacks it says nothing.
  return userAgent !== undefined && (nothingSaid.test(userAgent.trim()) || machines.some((machine) => machine.test(userAgent)));
}

function isWithin({ at, sentAt }: Reaction, time: number): boolean {
  return sentAt !== undefined && at - sentAt < time;
}

/**
 * Whether an open says nothing of her: by its user agent, or because it came sooner than anybody reads. An open behind the
 * proxy of her mail program counts as hers, unless it came within ten seconds of sending.
 */
export function isMachineOpen(open: Reaction): boolean {
  return isMachine(open) || isWithin(open, pictureProxy.test(open.userAgent ?? '') ? fetchedAhead : opensAfter);
}

/** Whether a click is a machine's by its own signs: its user agent, or that it came within five seconds of sending. */
export function isMachineClick(click: Reaction): boolean {
  return isMachine(click) || isWithin(click, clicksAfter);
}

/**
 * Whether a click is a machine's, among all that are known of its message: by its own signs, or because another link was
 * followed within a second, before it or after. So the first click of a scanner counts no more than its last.
 */
export function isByMachine(click: Click, all: readonly Click[]): boolean {
  return click.machine || all.some(({ at, target }) => target !== click.target && Math.abs(at - click.at) <= burst);
}
