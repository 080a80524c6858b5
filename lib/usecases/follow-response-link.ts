import { loadCatalogue } from '../store/catalogue.ts';
import { readResponse } from '../store/response-tokens.ts';
import { readSigned } from '../store/secrets.ts';
import type { ResponseSubject } from '../templates/response-page.ts';
import type { World } from '../world.ts';
import { answeredByLink } from './link-answer.ts';
import { pageReader } from './page-reader.ts';
import { recordAnswered } from './record-answered.ts';

/** What the link of a message stands for; nothing when this installation never made it. `accepts`: the languages of her browser. Changes nothing. */
export async function readResponseLink(world: World, token: string, accepts: string[]): Promise<ResponseSubject | undefined> {
  const answered = await answeredByLink(world, token, world.now());
  if ('refused' in answered && !answered.late) return undefined;
  return { ...(await readerOf(world, token, accepts)), state: 'refused' in answered ? 'late' : 'asked' };
}

/** Answers by the link of a message; twice is once. Resolves as above. */
export async function followResponseLink(world: World, token: string, accepts: string[]): Promise<ResponseSubject | undefined> {
  const at = world.now();
  const response = await recordAnswered(world, await answeredByLink(world, token, at), { at, by: 'link' });
  if ('refused' in response) return readResponseLink(world, token, accepts);
  return { ...(await readerOf(world, token, accepts)), state: 'answered' };
}

async function readerOf(world: World, token: string, accepts: string[]) {
  const link = await readSigned(world, (secrets) => readResponse(secrets, token));
  const { live } = await loadCatalogue(world);
  const brand = live.find(({ id }) => id === link?.campaign)?.definition.brand;
  return pageReader(world, { accepts, ...(link && { cid: link.cid }), ...(brand !== undefined && { brand }) });
}
