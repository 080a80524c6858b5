import { emptyProfile } from '../../lib/core/customer.ts';
import { saveContact } from '../../lib/store/contacts.ts';
import { toJson } from '../../lib/store/json.ts';
import { customerKey, keys } from '../../lib/store/keys.ts';
import { loadSecrets } from '../../lib/store/secrets.ts';
import { mostOperations, type Operation, type World } from '../../lib/world.ts';

const lanes = 8;

/** So many customers of London who want offers, written straight into the tables, once; the first one shows how a contact looks. */
export async function addCrowd(world: World, count: number, at: number): Promise<void> {
  const { pepper } = await loadSecrets(world);
  const cidOf = (index: number) => customerKey(pepper, `c${index}`);
  const email = (index: number) => `c${index}@private.example`;
  await saveContact(world, cidOf(0), {
    email: email(0),
    country: 'GB',
    zone: 'Europe/London',
    consent: { email: { offers: true } },
    evidence: { source: 'api' },
    at,
  });
  const contact = await world.table.get(keys.contact(cidOf(0)));
  if (!contact) throw new Error('the first contact was not saved');
  const operations = (index: number): Operation[] => {
    const profile = { ...emptyProfile(`c${index}`), attributes: { country: 'GB', zone: 'Europe/London' } };
    return [
      { put: { ...keys.profile(cidOf(index)), v: 1, profile: toJson(profile) }, if: { absent: ['pk'] } },
      ...(index === 0 ? [] : [{ put: { ...contact, pk: cidOf(index), email: email(index) }, if: { absent: ['pk'] as string[] } }]),
    ];
  };
  let next = 0;
  const write = async () => {
    while (next < count) {
      const from = next;
      next += mostOperations / 2;
      const indices = Array.from({ length: Math.min(next, count) - from }, (_, offset) => from + offset);
      // A conflict: they have stood there since an earlier call, which may have been killed.
      await world.table.write(indices.flatMap(operations));
    }
  };
  await Promise.all(Array.from({ length: lanes }, write));
}
