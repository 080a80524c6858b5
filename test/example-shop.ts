import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The definitions of the example shop. */
export const examples = new URL('../campaigns/', import.meta.url).pathname;

/** Copies the example shop with a few of its campaigns and their templates: what a test says of them stays true when others join. */
export async function copyExamples(folder: string, campaigns = ['abandoned-basket', 'birthday', 'thank-you']): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files = campaigns.map((id) => `${id}.json`);
  const texts = await Promise.all(files.map((file) => readFile(join(examples, file), 'utf8')));
  const named = (keys: string) => texts.flatMap((text) => [...text.matchAll(RegExp(`"(?:${keys})": "([^"]+)"`, 'g'))].map(([, id]) => id));
  const templates = named('send|notify').map((id) => `templates/${id}`);
  const { neverContact = [] } = JSON.parse(await readFile(join(examples, 'settings.json'), 'utf8'));
  const segments = [...named('segment'), ...neverContact].map((id) => `segments/${id}.json`);
  const coupons = named('coupon').map((id) => `coupons/${id}.json`);
  const loyalty = named('program').length > 0 ? ['loyalty', 'coupons'] : coupons;
  for (const path of ['settings.json', 'data.json', 'layouts', ...segments, ...files, ...loyalty, ...templates])
    await cp(join(examples, path), join(folder, path), { recursive: true });
}
