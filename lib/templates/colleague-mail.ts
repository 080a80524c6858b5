import { escapeHtml } from './escape.ts';
import { oneLine } from './tidy.ts';

/** A mail that Rapport itself writes to a colleague. */
export interface ColleagueMail {
  subject: string;
  html: string;
  text: string;
}

/** What a mail says, in this order; every text is plain and is escaped here. */
interface Content {
  subject: string;
  paragraphs: string[];
  rows?: { text: string; link: Link }[];
  /** The last line. */
  link?: Link;
}

interface Link {
  label: string;
  url: string;
}

/** To the owner: her campaign is about to be sent to so many. `run` is the local time of its schedule. */
export function runMail({ campaign, run, count, stopUrl }: { campaign: string; run: string; count: number; stopUrl: string }) {
  const customers = `${count} customer${count === 1 ? '' : 's'}`;
  return write({
    subject: `“${campaign}” starts: ${customers}`,
    paragraphs: [
      `The campaign “${campaign}” has chosen its recipients for the run of ${run}: ${customers}.`,
      'If this is not what you meant, stop it: what was not sent by then is dropped. The link works for seven days.',
    ],
    link: { label: 'Stop this campaign', url: stopUrl },
  });
}

/** To the owner: nobody is sent what was never written. */
export function missingEditionMail({ campaign, template }: { campaign: string; template: string }): ColleagueMail {
  return write({
    subject: `“${campaign}” is not sent: “${template}” is missing`,
    paragraphs: [
      `The campaign “${campaign}” came to a message whose edition “${template}” was not published. Nobody is sent anything in its place.`,
      `For the next time: write campaigns/templates/${template}/ and publish it before the period begins.`,
    ],
  });
}

/** To the owner: messages wait for codes. */
export function emptyPoolMail({ campaign, pool }: { campaign: string; pool: string }): ColleagueMail {
  return write({
    subject: `“${campaign}” waits: the pool “${pool}” has no codes left`,
    paragraphs: [
      `Messages of the campaign “${campaign}” show a code of the pool “${pool}”, and every code of it is handed out. They wait, and are dropped when they are no longer valid.`,
      `Load more: rapport coupons import ${pool} FILE. What waits is tried again each hour.`,
    ],
  });
}

/** To the owner: all bulk mail has stopped by itself. */
export function stopMail({ campaign, because }: { campaign: string; because: string }): ColleagueMail {
  return write({
    subject: `“${campaign}” waits: bulk mail has stopped by itself`,
    paragraphs: [
      `All bulk mail has stopped, and with it the campaign “${campaign}”: ${because}. Mailbox providers and Amazon SES would soon refuse the rest, thank-yous included. Messages that answer something, such as an order, go on.`,
      'Look where these addresses came from, and take out those that should not be there. It does not go on by itself: "rapport resume --all" lets it, and then only what happens from then on counts.',
    ],
  });
}

/** To colleagues: everything of a day. `more`: further tasks that no mail lists. */
export function digestMail({ tasks, more }: { tasks: { title: string; due: string | undefined; doneUrl: string }[]; more: boolean }) {
  return write({
    subject: `${tasks.length} task${tasks.length === 1 ? '' : 's'} for you`,
    paragraphs: more ? ['There are more than fit into mails; the latest are not listed.'] : [],
    rows: tasks.map(({ title, due, doneUrl }) => ({
      text: due === undefined ? title : `${title} (due ${due})`,
      link: { label: 'Done', url: doneUrl },
    })),
  });
}

function write({ subject, paragraphs, rows = [], link }: Content): ColleagueMail {
  const anchor = ({ label, url }: Link) => `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`;
  const plain = ({ label, url }: Link) => `${label}: ${url}`;
  const list = rows.map((row) => `<li>${escapeHtml(oneLine(row.text))} ${anchor(row.link)}</li>`).join('\n');
  const body = [
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(oneLine(paragraph))}</p>`),
    ...(rows.length > 0 ? [`<ul>\n${list}\n</ul>`] : []),
    ...(link ? [`<p>${anchor(link)}</p>`] : []),
  ];
  const lines = [
    ...paragraphs.map(oneLine),
    ...rows.map((row) => `- ${oneLine(row.text)}\n  ${plain(row.link)}`),
    ...(link ? [plain(link)] : []),
  ];
  return {
    subject: oneLine(subject),
    html: `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>${escapeHtml(oneLine(subject))}</title>\n<body>${body.join('\n')}</body></html>`,
    text: `${lines.join('\n\n')}\n`,
  };
}
