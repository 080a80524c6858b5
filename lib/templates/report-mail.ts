import type { ColleagueMail } from './colleague-mail.ts';
import { escapeHtml } from './escape.ts';
import { oneLine } from './tidy.ts';

/** What a week's mail says; every text is plain and is escaped here. */
export interface WeekMail {
  /** "16 to 22 November 2026". */
  week: string;
  summary: string;
  head: string[];
  /** A row for each campaign: its name, then numbers. */
  rows: string[][];
  campaigns: { name: string; id: string; sentences: string[] }[];
}

const fonts = 'font-family:system-ui,-apple-system,Segoe UI,sans-serif';
const serif = 'font-family:Georgia,Palatino,serif;font-weight:500';
const quiet = 'color:#56605b';

/** To the owner of campaigns: what they did last week, and what they have caused so far. Tables for layout: mail programs know little else. */
export function weekMail({ week, summary, head, rows, campaigns }: WeekMail): ColleagueMail {
  const subject = oneLine(`Your campaigns, ${week}: ${summary}`);
  const cell = (tag: 'td' | 'th', text: string, index: number) =>
    `<${tag}${tag === 'th' ? ' scope="col"' : ''} style="padding:6px 8px;text-align:${index === 0 ? 'left' : 'right'};border-bottom:1px solid #dfdacd;font-weight:${index === 0 && tag === 'td' ? 600 : 400}">${escapeHtml(oneLine(text))}</${tag}>`;
  const line = (tag: 'td' | 'th', texts: string[]) => `<tr>${texts.map((text, index) => cell(tag, text, index)).join('')}</tr>`;
  const told = campaigns.map(
    ({ name, id, sentences }) =>
      `<h2 style="${serif};font-size:19px;margin:28px 0 6px">${escapeHtml(oneLine(name))} <span style="${quiet};${fonts};font-size:13px">${escapeHtml(id)}</span></h2>\n${sentences.map((text) => `<p style="margin:0 0 8px">${escapeHtml(oneLine(text))}</p>`).join('\n')}`,
  );
  return {
    subject,
    html: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;background:#f5f2ea;color:#1a2220;${fonts};font-size:15px;line-height:1.5"><div role="main" style="max-width:640px;margin:0 auto;padding:24px 16px">
<h1 style="${serif};font-size:26px;line-height:1.2;margin:0 0 4px">Your campaigns last week</h1>
<p style="${quiet};margin:0 0 20px">${escapeHtml(week)}: ${escapeHtml(oneLine(summary))}.</p>
<div style="overflow-x:auto;background:#fffdf9;border:1px solid #dfdacd;border-radius:8px;padding:8px" tabindex="0" role="group" aria-label="Figures of the week"><table style="border-collapse:collapse;width:100%;font-size:13px"><thead style="${quiet}">${line('th', head)}</thead>
<tbody>${rows.map((row) => line('td', row)).join('\n')}</tbody></table></div>
<p style="${quiet};font-size:13px;margin:8px 0 0">What happened in that week, whenever the customers had entered. Opens and clicks are those of people.</p>
<h2 style="${serif};font-size:21px;margin:32px 0 0">What they have caused so far</h2>
${told.join('\n')}
<p style="${quiet};font-size:13px;margin:28px 0 0">${footer.map(escapeHtml).join(' ')}</p>
</div></body></html>`,
    text: textOf({ subject, head, rows, campaigns }),
  };
}

const footer = [
  'A campaign has caused the difference between those who entered and its control group, both watched alike from entry on.',
  'All of one campaign: rapport report CAMPAIGN --html report.html.',
];

function textOf({ subject, head, rows, campaigns }: Pick<WeekMail, 'head' | 'rows' | 'campaigns'> & { subject: string }): string {
  const named = rows.map(([name = '', ...cells]) => {
    const numbers = cells.map((text, index) => `${head[index + 1] ?? ''} ${text}`);
    return `${oneLine(name)}\n  ${numbers.map(oneLine).join(', ')}`;
  });
  const told = campaigns.map(({ name, id, sentences }) =>
    [`${oneLine(name)} (${id})`, ...sentences.map((text) => `  ${oneLine(text)}`)].join('\n'),
  );
  return `${[subject, ...named, 'WHAT THEY HAVE CAUSED SO FAR', ...told, footer.join('\n')].join('\n\n')}\n`;
}
