const page = (title: string, body: string) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>:root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem}
button{font:inherit;padding:.7rem 1.4rem;border-radius:.5rem;border:0;background:#1d5c3f;color:#fff;cursor:pointer}</style>
<main><h1>${title}</h1>${body}</main></html>`;

/** What a person sees who follows the link. The form posts to the page's own address, so nothing of it needs to be written here. */
export const unsubscribePage = page(
  'Stop these messages?',
  '<p>You will get no more messages of this kind. Others, such as order confirmations, are not affected.</p><form method="post"><button>Unsubscribe</button></form>',
);

export const unsubscribedPage = page('Done', '<p>You will get no more messages of this kind.</p>');
