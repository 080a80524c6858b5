import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { composeMime, type MimeInput } from '../../lib/templates/mime.ts';

const input: MimeInput = {
  from: { name: 'Linden & Pine', address: 'hello@linden.example' },
  to: 'zoe@mail.example',
  subject: 'Danke, Zoë — „schön“ ✓',
  html: '<p>Grüße, Zoë</p>',
  text: 'Grüße, Zoë\n',
  messageKey: 'thank-you#L-1#hello#c1',
  messageIdDomain: 'linden.example',
  unsubscribeUrl: 'https://shop.example/unsubscribe/abc',
  feedbackId: 'thank-you:service:linden:rapport',
  at: Date.UTC(2026, 10, 21, 9),
};
const compose = async (change: Partial<MimeInput> = {}) => {
  const raw = await composeMime({ ...input, ...change });
  return { raw: new TextDecoder().decode(raw), email: await PostalMime.parse(raw) };
};
const header = (email: { headers: { key: string; value: string }[] }, key: string) =>
  email.headers.filter((found) => found.key === key).map(({ value }) => value);

describe('composeMime', () => {
  it('is read back as it was written', async () => {
    const { email } = await compose();
    expect(email.from).toMatchObject({ name: 'Linden & Pine', address: 'hello@linden.example' });
    expect(email.to).toMatchObject([{ address: 'zoe@mail.example' }]);
    expect(email.subject).toBe(input.subject);
    expect(email.html?.trim()).toBe(input.html);
    expect(email.text?.trim()).toBe(input.text.trim());
    expect(email.date).toBe('2026-11-21T09:00:00.000Z');
  });

  it('gives the same bytes for the same input, and others for another message', async () => {
    expect((await compose()).raw).toBe((await compose()).raw);
    expect((await compose({ messageKey: 'other' })).raw).not.toBe((await compose()).raw);
  });

  it('carries the one-click unsubscribe headers and the feedback id', async () => {
    const { email } = await compose();
    expect(header(email, 'list-unsubscribe')).toEqual(['<https://shop.example/unsubscribe/abc>']);
    expect(header(email, 'list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
    expect(header(email, 'feedback-id')).toEqual(['thank-you:service:linden:rapport']);
    expect(email.messageId).toMatch(/^<[0-9a-f]{32}@linden\.example>$/);
  });

  it('carries none of them when there is nothing to unsubscribe from', async () => {
    const { unsubscribeUrl: _, feedbackId: __, ...service } = input;
    const email = await PostalMime.parse(await composeMime(service));
    expect([...header(email, 'list-unsubscribe'), ...header(email, 'list-unsubscribe-post'), ...header(email, 'feedback-id')]).toEqual([]);
  });

  it('keeps a long unsubscribe address whole', async () => {
    const unsubscribeUrl = `https://shop.example/unsubscribe/${'aB3-_'.repeat(80)}`;
    expect(header((await compose({ unsubscribeUrl })).email, 'list-unsubscribe')).toEqual([`<${unsubscribeUrl}>`]);
  });

  it('is ASCII, in lines that mail servers take', async () => {
    const { raw } = await compose({ html: `<p>${'ö'.repeat(5_000)}</p>` });
    expect([...raw].filter((character) => character > '~')).toEqual([]);
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it.each([
    { subject: 'Hi\r\nBcc: evil@evil.example' },
    { subject: 'Hi\nBcc: evil@evil.example\n\n<script>' },
    { from: { name: 'Shop\r\nBcc: evil@evil.example', address: 'a@b.example' } },
    { from: { name: '"Shop" <evil@evil.example>, x', address: 'a@b.example' } },
    { feedbackId: 'a\r\nBcc: evil@evil.example' },
  ])('lets no header in through %o', async (change) => {
    const { email } = await compose(change);
    expect(email.bcc ?? []).toEqual([]);
    expect(email.from?.address).toBe(change.from?.address ?? input.from.address);
    expect(header(email, 'bcc')).toEqual([]);
  });

  it.each([
    [{ to: 'a@b.example, c@d.example' }, 'malformed'],
    [{ to: 'a@b.example\r\nBcc: c@d.example' }, 'malformed'],
    [{ to: '"x" <a@b.example>' }, 'malformed'],
    [{ to: 'nobody' }, 'malformed'],
    [{ messageIdDomain: 'a>\r\nX: y' }, 'domain'],
    [{ unsubscribeUrl: 'http://shop.example/u' }, 'https'],
    [{ unsubscribeUrl: 'javascript:alert(1)' }, 'https'],
  ])('refuses %o', async (change, message) => {
    await expect(compose(change)).rejects.toThrow(message);
  });

  it('encodes an address so that nothing in a link can end its header', async () => {
    const { email } = await compose({ unsubscribeUrl: 'https://shop.example/u?x=>\r\nBcc: a@b.example' });
    expect(header(email, 'bcc')).toEqual([]);
    expect(header(email, 'list-unsubscribe')[0]).not.toMatch(/^<[^>]*>.+/);
  });
});
