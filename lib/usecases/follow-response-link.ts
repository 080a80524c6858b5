import { loadCatalogue } from '../store/catalogue.ts';
import type { ResponseSubject } from '../templates/response-page.ts';
import type { World } from '../world.ts';
import { findAnswered } from './find-answered.ts';
import { recordResponse } from './record-response.ts';

/** What the link of a message stands for; nothing when this installation never made it. Changes nothing. */
export async function readResponseLink(world: World, token: string): Promise<ResponseSubject | undefined> {
  const answered = await findAnswered(world, { token }, world.now());
  if (!('refused' in answered)) return { brand: await brandOf(world, answered.campaign), state: 'asked' };
  return answered.late ? { brand: await brandOf(world), state: 'late' } : undefined;
}

/** Answers by the link of a message; twice is once. Resolves as above. */
export async function followResponseLink(world: World, token: string): Promise<ResponseSubject | undefined> {
  const response = await recordResponse(world, { token }, world.now());
  return 'refused' in response ? readResponseLink(world, token) : { brand: await brandOf(world, response.campaign), state: 'answered' };
}

async function brandOf(world: World, campaign?: string): Promise<string> {
  const { settings, live } = await loadCatalogue(world);
  const id = live.find((each) => each.id === campaign)?.definition.brand;
  return (settings.brands.find((brand) => brand.id === id) ?? settings.brands[0])?.name ?? '';
}
