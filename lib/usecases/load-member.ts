import { emptyProfile, type Profile } from '../core/customer.ts';
import { asEnrolled, broadcastMessage } from '../core/enrollment/broadcast.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { type Chunk, placeOf, type RunChunk } from '../store/chunks.ts';
import { loadContact } from '../store/contacts.ts';
import { type Intent, loadIntent } from '../store/intents.ts';
import { fromJson } from '../store/json.ts';
import { keys } from '../store/keys.ts';
import { loadStanding } from '../store/messages.ts';
import type { World } from '../world.ts';
import { type Loaded, loadSendContext } from './load-send-context.ts';
import { contextOf } from './send-context.ts';

/** One recipient of a chunk; `loaded` is absent when what her message points at was never there. */
export interface Member {
  intent: Intent;
  loaded: Loaded | undefined;
}

/** Reads one recipient of a chunk. Resolves to nothing when her message was settled meanwhile. */
export async function loadMember(world: World, chunk: Chunk, index: number): Promise<Member | undefined> {
  if (!('tasks' in chunk)) return loadRecipient(world, chunk, index);
  const task = chunk.tasks[index];
  const intent = task && (await loadIntent(world, task));
  return intent && { intent, loaded: await unlessInvalid(loadSendContext(world, intent)) };
}

/** Rejects with an InvalidInputError when the chunk as a whole points at nothing: no version, or one that is no broadcast. */
async function loadRecipient(world: World, chunk: RunChunk, index: number): Promise<Member> {
  const { campaign, version, occurrence, dueAt, startedAt } = chunk;
  const cid = chunk.cids[index] ?? '';
  const place = placeOf(chunk, index);
  const [catalogue, profileItem, contact] = await Promise.all([
    loadCatalogue(world),
    world.table.get(keys.profile(cid)),
    loadContact(world, cid),
  ]);
  const published = await catalogue.version(campaign, version);
  const profile = profileItem?.profile ? fromJson<Profile>(profileItem.profile) : emptyProfile('');
  const known = { profile, contact, settings: catalogue.settings };
  const enrollment = asEnrolled(known, published.campaign, { occurrence, dueAt, startedAt, place });
  const message = broadcastMessage(known, published.campaign, enrollment);
  if (!message) throw new InvalidInputError(`version ${version} of campaign ${campaign} is no broadcast`);
  const intent: Intent = { cid, message, recipient: { version, occurrence, startedAt, place } };
  const context = profileItem && (await unlessInvalid(contextOf(catalogue, { intent, profile, enrollment, published })));
  return { intent, loaded: context && { context, contact } };
}

/** Whether others have dealt with her meanwhile: something became of her message, or it is held until later. */
export async function isDealtWith(world: World, { cid, message }: Intent): Promise<boolean> {
  const standing = await loadStanding(world, cid, message);
  return standing !== undefined && (standing.state !== 'held' || (standing.dueAt ?? 0) > world.now());
}

/** Under which key the message of a recipient is recorded who cannot be read; rejects as above. */
export async function recordKeyOf(world: World, chunk: Chunk, index: number): Promise<{ cid: string; sk: string }> {
  if ('tasks' in chunk) {
    const task = chunk.tasks[index];
    if (!task) throw new RangeError(`a chunk of ${chunk.tasks.length} has no member ${index}`);
    return { cid: task.cid, sk: 'held' in task ? task.held : keys.message(task.cid, task.message).sk };
  }
  const cid = chunk.cids[index] ?? '';
  const { campaign } = await (await loadCatalogue(world)).version(chunk.campaign, chunk.version);
  if (!campaign.broadcast) throw new InvalidInputError(`version ${chunk.version} of campaign ${chunk.campaign} is no broadcast`);
  return { cid, sk: keys.message(cid, { id: `${campaign.id}#${chunk.occurrence}#${campaign.broadcast.id}`, plannedAt: chunk.dueAt }).sk };
}

async function unlessInvalid<T>(loading: Promise<T>): Promise<T | undefined> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}
