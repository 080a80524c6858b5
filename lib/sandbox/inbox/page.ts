import { total } from '../../core/run-totals.ts';
import type { Instant } from '../../core/time.ts';
import type { Figures } from '../../usecases/close-figures.ts';
import { html, type Markup } from './html.ts';

/** What stands at the top of every page. */
export interface Status {
  now: Instant;
  email: number;
  sms: number;
  waiting: number;
  deadLetters: number;
  figures: Figures | undefined;
  /** Where a jump in time is going. */
  jumpingTo: Instant | undefined;
}

/** What came of something that she did. */
export interface Said {
  kind: 'done' | 'wrong';
  text: string;
}

export function wordOf({ kind, text }: Said): Markup {
  return html`<p class="said ${kind}" role="${kind === 'wrong' ? 'alert' : 'status'}">${text}</p>`;
}

/** A whole page. `busy` pages load themselves again. */
export function page({ title, status, body }: { title: string; status: Status; body: Markup }): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${status.jumpingTo !== undefined && html`<meta http-equiv="refresh" content="2">`}
<title>${title} · Rapport sandbox</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="data:,">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<a class="brand" href="/"><span aria-hidden="true">✉</span> Rapport <small>sandbox</small></a>
${clockFace(status)}
</header>
<section aria-label="The books">${equation(status)}</section>
<main id="main">${body}</main>
</body>
</html>`.toString();
}

function clockFace({ now, email, sms, waiting, deadLetters, jumpingTo }: Status): Markup {
  return html`<dl class="status" aria-label="Status">
<div class="now"><dt>Virtual now</dt><dd><time datetime="${new Date(now).toISOString()}">${instant(now)}</time>${jumpingTo !== undefined && html` <em>→ ${instant(jumpingTo)} …</em>`}</dd></div>
<div><dt>E-mails</dt><dd>${count(email)}</dd></div>
<div><dt>SMS</dt><dd>${count(sms)}</dd></div>
<div><dt>Waiting</dt><dd>${count(waiting)}</dd></div>
<div class="${deadLetters > 0 ? 'bad' : ''}"><dt>Dead letters</dt><dd>${count(deadLetters)}</dd></div>
</dl>`;
}

/** targeted = sent + suppressed + failed + unknown + held, with what is still under way. */
function equation({ figures }: Status): Markup {
  if (!figures) return html`<p class="equation">Counting what was targeted and what became of it …</p>`;
  const term = (name: string, byReason: Record<string, number>) =>
    html` <span>+ <b>${count(total(byReason))}</b> ${name}${reasons(byReason)}</span>`;
  return html`<p class="equation"><span><b>${count(figures.targeted)}</b> targeted</span> <span>= <b>${count(figures.sent)}</b> sent</span>${term('suppressed', figures.suppressed)}${term('failed', figures.failed)} <span>+ <b>${count(figures.unknown)}</b> unknown</span>${term('held', figures.held)} <span>+ <b>${count(figures.open)}</b> under way</span> <span class="quiet">${count(figures.orders)} orders, ${count(figures.customers)} customers</span></p>`;
}

function reasons(byReason: Record<string, number>): Markup | undefined {
  const listed = Object.entries(byReason).sort(([, a], [, b]) => b - a);
  return listed.length === 0 ? undefined : html` (${listed.map(([reason, n]) => `${reason} ${count(n)}`).join(', ')})`;
}

/** A page that only says something: a failure, a thing that is not there. */
export function notice({ title, text, status }: { title: string; text: string; status: Status }): string {
  return page({ title, status, body: html`<h1>${title}</h1><p>${text}</p><p><a href="/">Back to the inbox</a></p>` });
}

const long = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });

export const instant = (at: Instant) => `${weekday.format(at)} ${long.format(at)} UTC`;
export const count = (n: number) => n.toLocaleString('en-GB');
