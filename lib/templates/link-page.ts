import { escapeHtml } from './escape.ts';
import { fill } from './language.ts';
import type { PageWords } from './page-words.ts';

/** For whom a page is, and in whose name. */
export interface PageReader {
  words: PageWords;
  /** What stands above the page: the brand, or all of them where it cannot be told whose message it was. */
  brand: string;
  /** Of a proof: nothing changes by what is pressed. */
  proof?: true;
}

/** The page that a link of a mail opens. Without a reader it is for a colleague. `title` is text, `body` is HTML: what comes from outside is escaped before. */
export function linkPage({ title, reader }: { title: string; reader?: PageReader }, body: string): string {
  const { language, direction } = reader?.words ?? { language: 'en', direction: 'ltr' };
  const name = reader?.brand ? `<header><p dir="auto">${escapeHtml(reader.brand)}</p></header>` : '';
  const proof = reader?.proof ? `<p class="note">${escapeHtml(reader.words.proof)}</p>` : '';
  return `<!doctype html>
<html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml([title, ...(reader?.brand ? [reader.brand] : [])].join(' · '))}</title><style>${style}</style></head>
<body>${name}<main><h1>${escapeHtml(title)}</h1>${proof}${body}</main></body></html>`;
}

/** A paragraph of a page's words, with what is filled in. */
export function paragraph(sentence: string, values: Record<string, string> = {}): string {
  return `<p>${escapeHtml(fill(sentence, values))}</p>`;
}

/** One button. It posts to the page's own address, so the token is not written into it; nothing is done before it is pressed. */
export function button(label: string): string {
  return `<form method="post"><button>${escapeHtml(label)}</button></form>`;
}

export function unknownLinkPage(reader: PageReader): string {
  const { title, text } = reader.words.unknownLink;
  return linkPage({ title, reader }, paragraph(text));
}

/** Instead of any page, when nothing could be read, not even whose it was. */
export function failedPage(words: PageWords): string {
  return linkPage({ title: words.failed, reader: { words, brand: '' } }, '');
}

const style = `
:root{color-scheme:light dark;--back:#f6f5f2;--card:#fff;--ink:#22262a;--quiet:#5b6269;--line:#dedbd4;--accent:#1d5c3f;--on:#fff;--good:#e8f2ec;--warn:#fbf1dd}
@media(prefers-color-scheme:dark){:root{--back:#14171a;--card:#1d2125;--ink:#e8e9ea;--quiet:#a7aeb5;--line:#363c42;--accent:#8fd0ae;--on:#10231a;--good:#1f3329;--warn:#3a3120}}
*{box-sizing:border-box}
body{margin:0;padding:3rem 1.25rem 4rem;background:var(--back);color:var(--ink);font:1.0625rem/1.6 system-ui,sans-serif;overflow-wrap:anywhere}
header,main{max-width:36rem;margin:0 auto}
header p{margin:0 0 1.5rem;text-align:center;font:1.375rem/1.4 Georgia,'Times New Roman',serif;letter-spacing:.02em}
main{padding:2.25rem 2.5rem 2.5rem;background:var(--card);border:1px solid var(--line);border-radius:1rem}
h1{margin:0 0 .75rem;font-size:1.625rem;line-height:1.3;font-weight:650;text-wrap:balance}
h2{margin:0 0 .5rem;font-size:1.125rem;line-height:1.4;font-weight:650}
p{margin:0 0 1rem}
main>:last-child{margin-bottom:0}
.more{margin-top:1.5rem}
a{color:var(--accent);text-underline-offset:.2em}
button{font:inherit;font-weight:600;min-height:3rem;margin-top:.5rem;padding:.6rem 1.6rem;border:1px solid var(--accent);border-radius:.6rem;background:var(--accent);color:var(--on);cursor:pointer}
button.plain{background:none;color:var(--accent)}
fieldset,.field{margin:0;padding:1.25rem 0;border:0;border-top:1px solid var(--line)}
legend,.field>label{display:block;float:left;width:100%;margin:0 0 .25rem;padding:0;font-size:1.125rem;line-height:1.4;font-weight:650}
legend+*,.field>label+*{clear:both}
fieldset p{margin:0 0 .5rem;font-size:.9375rem;line-height:1.5}
.boxes{display:flex;flex-wrap:wrap;gap:0 2rem}
.boxes label{display:flex;align-items:center;gap:.75rem;min-height:2.75rem;cursor:pointer}
input[type=checkbox],input[type=radio]{flex:none;width:1.35rem;height:1.35rem;margin:0;accent-color:var(--accent)}
select,textarea{font:inherit;color:inherit;background:var(--card);min-height:3rem;width:100%;padding:.4rem .75rem;border:1px solid var(--quiet);border-radius:.6rem}
.none{margin-top:2.25rem;padding-top:1.75rem;border-top:1px solid var(--line)}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
.quiet{color:var(--quiet)}
.note,[role=status],[role=alert]{margin:0 0 1.5rem;padding:.85rem 1.1rem;border-radius:.6rem;background:var(--warn)}
[role=status]{background:var(--good)}
@media(max-width:30rem){body{padding:2rem .75rem 3rem}main{padding:1.75rem 1.25rem 2rem}button{width:100%}}
`.replaceAll('\n', '');
