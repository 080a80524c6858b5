import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Definitions, loadDefinitions } from '../../lib/cli/definitions.ts';
import { preview, showPreview, sideBySide } from '../../lib/cli/preview.ts';
import { previewParts } from '../../lib/cli/preview-parts.ts';
import { loadContact } from '../../lib/store/contacts.ts';
import { previewContext } from '../../lib/usecases/preview-message.ts';
import { sendProof } from '../../lib/usecases/send-proof.ts';
import { readUnsubscribeLink, withdrawConsent } from '../../lib/usecases/withdraw-consent.ts';
import { copyExamples } from '../example-shop.ts';
import type { Cloud } from '../functions/cloud.ts';
import { ann, noon, order, outcomes, place, shop } from '../functions/shop.ts';

let folder: string;
let cloud: Cloud;
let definitions: Definitions;

beforeEach(async () => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
  folder = await mkdtemp(join(tmpdir(), 'preview-'));
  await copyExamples(folder, ['abandoned-basket', 'thank-you']);
  const { definitions: read, problems } = await loadDefinitions(folder, noon);
  if (!read) throw new Error(JSON.stringify(problems));
  definitions = read;
  cloud = await shop();
  await place(cloud, order('o-1'));
  await cloud.settle();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const partOf = async (campaign: string, step: string) => {
  const [part] = await previewParts(definitions, { campaign, step }, noon);
  if (!part) throw new Error('no such part');
  return part;
};

describe('a preview', () => {
  it('shows what would be sent to her, with what entered her, in every language', async () => {
    const shown = await preview(cloud.world, await partOf('thank-you', 'thank-you'), { as: 'ann', language: 'all' });
    expect(shown.rendered.map(({ language, faults }) => [language, faults])).toEqual([
      ['en', []],
      ['de', []],
    ]);
    expect(shown.sampled).not.toContain('trigger.orderId');
    expect(showPreview(shown)).toMatch(/\[en\]\nsubject: .*Ann/);
    expect(showPreview(shown)).toContain('SMS (1 part): ');
    expect(sideBySide(shown.rendered).match(/<iframe/g)).toHaveLength(2);
  });

  it('makes up what nothing has told yet, and says so', async () => {
    const shown = await preview(cloud.world, await partOf('abandoned-basket', 'basket-reminder'), { as: 'ann@private.example' });
    expect(shown.sampled).toContain('trigger.basketId');
    expect(shown.rendered[0]?.email?.html).toContain('A text of usual length');
  });

  it('refuses a step that is not there with the nearest', async () => {
    await expect(partOf('abandoned-basket', 'basket-remindr')).rejects.toThrow('did you mean "basket-reminder"?');
  });
});

describe('a proof', () => {
  it('goes only to the addresses of the settings, and counts nowhere', async () => {
    const part = await partOf('thank-you', 'thank-you');
    const made = await previewContext(cloud.world, ann, { ...part, settings: { ...part.settings, proofs: ['anna@shop.example'] } });
    await expect(sendProof(cloud.world, made, { to: 'ann@private.example' })).rejects.toThrow('are anna@shop.example; not to');
    expect(cloud.world.emails).toEqual([]);
    const before = await loadContact(cloud.world, ann);
    await sendProof(cloud.world, made, { to: 'Anna@shop.example' });
    const [sent] = cloud.world.emails;
    expect(sent?.message).toMatchObject({ to: 'anna@shop.example', tags: {} });
    const mail = await PostalMime.parse(sent?.message.raw ?? '');
    expect(mail.subject).toMatch(/^\[Proof\] /);
    expect(await loadContact(cloud.world, ann)).toEqual(before);
    expect(await outcomes(cloud)).toEqual([]);
  });

  it('holds links that stand for nobody', async () => {
    const part = await partOf('thank-you', 'thank-you');
    const made = await previewContext(cloud.world, ann, { ...part, settings: { ...part.settings, proofs: ['anna@shop.example'] } });
    await sendProof(cloud.world, made, { to: 'anna@shop.example' });
    const mail = await PostalMime.parse(cloud.world.emails[0]?.message.raw ?? '');
    const link = mail.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    expect(mail.headers.find(({ key }) => key === 'list-unsubscribe-post')?.value).toBe('List-Unsubscribe=One-Click');
    const token = /\/unsubscribe\/([^>]+)>/.exec(link)?.[1] ?? '';
    expect(await withdrawConsent(cloud.world, token, [])).toMatchObject({ proof: true });
    expect(await readUnsubscribeLink(cloud.world, token, [])).toMatchObject({ proof: true });
    expect((await loadContact(cloud.world, ann))?.consent.email).toEqual({ offers: true });
    expect(await loadContact(cloud.world, 'proof')).toBeUndefined();
  });
});
