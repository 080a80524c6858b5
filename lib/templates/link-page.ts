/** The page that a link of a mail opens. `title` and `body` are HTML: what comes from outside is escaped before. */
export function linkPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>:root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem}
button{font:inherit;padding:.7rem 1.4rem;border-radius:.5rem;border:0;background:#1d5c3f;color:#fff;cursor:pointer}</style>
<main><h1>${title}</h1>${body}</main></html>`;
}

/** One button. It posts to the page's own address, so the token is not written into it; nothing is done before it is pressed. */
export function button(label: string): string {
  return `<form method="post"><button>${label}</button></form>`;
}

export const unknownLinkPage = linkPage(
  'This link does not work',
  '<p>It was cut short, or it is not ours, or it is too old. Please copy it whole from the message.</p>',
);
