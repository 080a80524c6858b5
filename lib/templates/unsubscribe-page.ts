/** What a link of a message stands for, as a person reads it. */
export interface UnsubscribeSubject {
  brand: string;
  topic: string;
  channel: string;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>:root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem}
button{font:inherit;padding:.7rem 1.4rem;border-radius:.5rem;border:0;background:#1d5c3f;color:#fff;cursor:pointer}</style>
<main><h1>${title}</h1>${body}</main></html>`;
}

/** The form posts to the page's own address, so the token is not written into it. */
export function unsubscribePage({ brand, topic, channel }: UnsubscribeSubject): string {
  const what = `“${text(topic)}” of ${text(brand)} by ${text(channel)}`;
  return page(
    'Unsubscribe?',
    `<p>You will get no more ${what}. Nothing else changes.</p><form method="post"><button>Unsubscribe</button></form>`,
  );
}

export function unsubscribedPage({ brand, topic, channel }: UnsubscribeSubject): string {
  return page('Done', `<p>You will get no more “${text(topic)}” of ${text(brand)} by ${text(channel)}.</p>`);
}

export const unknownLinkPage = page(
  'This link does not work',
  '<p>It was cut short, or it is not ours. Please copy it whole from the message, or use the unsubscribe button of your mail program.</p>',
);

function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
