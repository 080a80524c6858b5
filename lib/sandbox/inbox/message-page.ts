import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { SegmentedMessage } from 'sms-segments-calculator';
import type { StoredMessage } from '../mailbox.ts';
import { html, type Markup } from './html.ts';
import { instant, page, type Said, type Status, wordOf } from './page.ts';

export interface MessageInput {
  /** `customer`: the shop's own id. */
  message: StoredMessage;
  /** Of a text: what was answered, and what went back upon it. */
  thread: { at: number; text: string; hers: boolean }[];
  /** What just happened. */
  said?: Said | undefined;
  /** Of the sandbox. */
  folder: string;
  query: URLSearchParams;
  status: Status;
}

const views = { html: 'As received', text: 'Text part', headers: 'Headers', source: 'Source' } as const;
type View = keyof typeof views;
const isView = (text: string): text is View => Object.hasOwn(views, text);

/** One message as its recipient reads it. */
export async function messagePage({ message, thread, said, folder, query, status }: MessageInput): Promise<string> {
  const body = message.channel === 'sms' ? smsBody(message, thread) : await emailBody(message, folder, query);
  return page({ title: message.subject || 'Message', status, body: html`${said && wordOf(said)}${body}` });
}

async function emailBody(message: StoredMessage, folder: string, query: URLSearchParams): Promise<Markup> {
  const raw = await readRaw(message, folder);
  const email = await PostalMime.parse(raw);
  const asked = query.get('view') ?? '';
  const view: View = isView(asked) ? asked : email.html ? 'html' : 'text';
  const phone = query.get('width') === 'phone';
  const tabs = Object.entries(views).map(([id, label]) => tab(`/messages/${message.id}?view=${id}`, label, id === view));
  return html`${crumbs}
<article class="message">
<h1>${message.subject || '(no subject)'}</h1>
${message.preheader && html`<p class="preheader">${message.preheader}</p>`}
${envelope(message)}
<nav class="tabs" aria-label="View">${tabs}
${view === 'html' && html`<span class="widths">${tab(`/messages/${message.id}?width=desktop`, 'Desktop', !phone)}${tab(`/messages/${message.id}?width=phone`, 'Phone', phone)}</span>`}</nav>
${content(view, { message, email, raw, phone })}
</article>`;
}

function content(
  view: View,
  { message, email, raw, phone }: { message: StoredMessage; email: Email; raw: Buffer; phone: boolean },
): Markup {
  switch (view) {
    case 'html':
      return html`<div class="screen ${phone ? 'phone' : 'desktop'}"><iframe title="The e-mail as its recipient sees it" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/messages/${message.id}/html"></iframe></div>`;
    case 'text':
      return html`<pre class="plain" tabindex="0">${email.text ?? '(this e-mail has no text part)'}</pre>`;
    case 'headers':
      return html`<dl class="headers">${email.headers.map(({ originalKey, value }) => html`<div><dt>${originalKey}</dt><dd>${value}</dd></div>`)}
${Object.entries(message.tags).map(([name, value]) => html`<div><dt>tag ${name}</dt><dd>${value}</dd></div>`)}</dl>`;
    case 'source':
      return html`<p><a href="/messages/${message.id}/raw">Download the .eml file</a></p><pre class="plain" tabindex="0">${raw.toString('utf8')}</pre>`;
  }
}

function smsBody(message: StoredMessage, thread: MessageInput['thread']): Markup {
  const text = message.body ?? '';
  const parts = new SegmentedMessage(text);
  return html`${crumbs}
<article class="message">
<h1>SMS to ${message.to}</h1>
${envelope(message)}
<div class="handset"><p class="sender">${message.from}</p><p class="bubble">${text}</p>
<p class="quiet">${parts.segmentsCount} ${parts.segmentsCount === 1 ? 'part' : 'parts'} · ${parts.encodingName} · ${[...text].length} characters</p>
${thread.map(({ at, text: words, hers }) => html`<p class="bubble ${hers ? 'hers' : 'ours'}">${words}</p><p class="quiet">${hers ? 'answered' : 'replied'} ${instant(at)}</p>`)}
${answerForm(message)}</div>
</article>`;
}

function answerForm({ id, from }: StoredMessage): Markup {
  const isNumber = /^\+?\d+$/.test(from);
  return html`<form method="post" action="/messages/${id}/answers">
<label>Answer as the customer <input name="text" required maxlength="1600" autocomplete="off" placeholder="STOP"></label>
<button>Send the answer</button>
${!isNumber && html`<p class="quiet">Outside the sandbox only a number can be answered, not the name ${from}.</p>`}</form>`;
}

function envelope({ from, to, at, campaign, customer, providerId }: StoredMessage): Markup {
  const line = (name: string, value: string | Markup) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<dl class="envelope">
${line('From', from)}${line('To', to)}${line('Sent', html`<time datetime="${new Date(at).toISOString()}">${instant(at)}</time>`)}
${campaign && line('Campaign', html`<a href="/?campaign=${campaign}">${campaign}</a>`)}
${customer && line('Customer', html`<a href="/?search=${customer}">${customer}</a>`)}
${line('Provider id', providerId)}</dl>`;
}

const crumbs = html`<p class="crumbs"><a href="/">← Inbox</a></p>`;

function tab(address: string, label: string, current: boolean): Markup {
  return html`<a href="${address}"${current && html` aria-current="page"`}>${label}</a>`;
}

/** The HTML part alone, made to open its links in a new tab; it is shown in a frame without scripts. */
export async function emailHtml(message: StoredMessage, folder: string): Promise<string> {
  const email = await PostalMime.parse(await readRaw(message, folder));
  const markup = email.html ?? '';
  const head = /<head\b[^>]*>/i.exec(markup);
  const at = head ? head.index + head[0].length : 0;
  return `${markup.slice(0, at)}<base target="_blank">${markup.slice(at)}`;
}

/** The raw MIME as SES got it. */
export async function readRaw({ file }: StoredMessage, folder: string): Promise<Buffer> {
  return file === null ? Buffer.alloc(0) : readFile(join(folder, file));
}
