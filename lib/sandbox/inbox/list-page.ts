import type { Mailbox, MailboxFilter, StoredMessage } from '../mailbox.ts';
import { html, type Markup } from './html.ts';
import { count, instant, page, type Said, type Status, wordOf } from './page.ts';

const pageLength = 50;

export interface ListInput {
  mailbox: Mailbox;
  query: URLSearchParams;
  status: Status;
  /** What just happened, or what was wrong with it. */
  said?: Said | undefined;
  /** The order form as it was filled in. */
  order?: Record<string, string>;
  /** Also searched for: the key under which messages know the customer with this id. */
  customerKey?: string | undefined;
}

/** All messages, newest first, with search, filters, the order form and the jumps in time. */
export function listPage({ mailbox, query, status, said, order = {}, customerKey }: ListInput): string {
  const filter: MailboxFilter = {
    search: query.get('search') ?? '',
    channel: query.get('channel') ?? '',
    campaign: query.get('campaign') ?? '',
  };
  const number = Math.max(1, Math.trunc(Number(query.get('page'))) || 1);
  const found = mailbox.find(
    { ...filter, ...(customerKey && { customer: customerKey }) },
    { offset: (number - 1) * pageLength, limit: pageLength },
  );
  const body = html`
<h1>Inbox</h1>
<p class="to-play"><a href="#play">Jump in time or place an order</a></p>
${said && wordOf(said)}
<div class="columns">
<section aria-label="Messages">
${searchForm(filter, mailbox.campaigns())}
<p class="quiet">${found.total === 0 ? 'No message' : `${count(found.total)} ${found.total === 1 ? 'message' : 'messages'}`}${(filter.search || filter.channel || filter.campaign) && html` found · <a href="/">show all</a>`}</p>
<ol class="messages">${found.messages.map(row)}</ol>
${pages(query, number, Math.ceil(found.total / pageLength))}
</section>
<aside id="play" aria-label="Play">${jumpForm()}${orderForm(order)}</aside>
</div>`;
  return page({ title: 'Inbox', status, body });
}

function row(message: StoredMessage): Markup {
  const { id, at, channel, to, subject, preheader, campaign } = message;
  return html`<li><a href="/messages/${id}">
<span class="badge ${channel}">${channel === 'sms' ? 'SMS' : 'E-mail'}</span>
<span class="to">${to}</span>
<time datetime="${new Date(at).toISOString()}">${instant(at)}</time>
<span class="subject">${subject || '(no subject)'}</span>
${preheader && html`<span class="preheader">${preheader}</span>`}
${campaign && html`<span class="campaign">${campaign}</span>`}
</a></li>`;
}

function searchForm({ search, channel, campaign }: MailboxFilter, campaigns: string[]): Markup {
  const option = (value: string, text: string, chosen: string | undefined) =>
    html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`;
  return html`<form class="search" method="get" action="/" role="search">
<label class="grow">Search <input type="search" name="search" value="${search}" placeholder="customer id, address, phone or subject"></label>
<label>Channel <select name="channel">${[option('', 'all', channel), option('email', 'e-mail', channel), option('sms', 'SMS', channel)]}</select></label>
<label>Campaign <select name="campaign">${[option('', 'all', campaign), ...campaigns.map((id) => option(id, id, campaign))]}</select></label>
<button>Search</button>
</form>`;
}

function pages(query: URLSearchParams, number: number, last: number): Markup | undefined {
  if (last <= 1) return undefined;
  const to = (target: number) => {
    const next = new URLSearchParams(query);
    next.set('page', String(target));
    return `/?${next}`;
  };
  return html`<nav class="pages" aria-label="Pages">
${number > 1 ? html`<a rel="prev" href="${to(number - 1)}">← Newer</a>` : html`<span></span>`}
<span>Page ${number} of ${last}</span>
${number < last ? html`<a rel="next" href="${to(number + 1)}">Older →</a>` : html`<span></span>`}
</nav>`;
}

function jumpForm(): Markup {
  const jump = (to: string, text: string) => html`<button name="to" value="${to}">${text}</button>`;
  return html`<form class="card" method="post" action="/jump"><h2>Jump in time</h2>
<p class="quiet">Waits end, quiet hours open, birthdays come.</p>
<div class="buttons">${[jump('due', 'To what is due next'), jump('hour', '+ 1 hour'), jump('day', '+ 1 day'), jump('week', '+ 1 week')]}</div></form>`;
}

function orderForm(order: Record<string, string>): Markup {
  const field = (name: string, label: string, attributes: Markup) =>
    html`<label>${label} <input name="${name}" value="${order[name] ?? ''}" autocomplete="off" ${attributes}></label>`;
  return html`<form class="card" method="post" action="/orders"><h2>Place an order</h2>
${field('customer', 'Customer (id, e-mail or phone)', html`required maxlength="128"`)}
<div class="pair">${field('amount', 'Amount', html`required inputmode="decimal" placeholder="49.90"`)}
${field('currency', 'Currency', html`required maxlength="3" placeholder="GBP" list="currencies"`)}</div>
<datalist id="currencies">${['GBP', 'EUR', 'USD', 'JPY'].map((code) => html`<option value="${code}">`)}</datalist>
${field('category', 'Category (optional)', html`maxlength="64"`)}
<button class="primary">Place order</button></form>`;
}
