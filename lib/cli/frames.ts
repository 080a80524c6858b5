import type { Campaign } from '../core/definition/campaign.ts';
import type { Placed, PlacedProblem } from '../core/definition/library.ts';
import { error } from '../core/definition/problem.ts';
import { checkTemplate, contentMarker } from '../templates/check.ts';
import type { SourceFile } from '../templates/compile.ts';
import { placeholders } from './starters.ts';
import { uses } from './template-editions.ts';
import type { Templates } from './template-files.ts';

/** What the law asks every e-mail to customers for, and where it comes from. https://www.law.cornell.edu/uscode/text/15/7704 */
const owed = { 'brand.footer': 'who writes and from where', unsubscribeUrl: 'the way out' } as const;

/** The frame of every e-mail must show the footer and the way out: layouts, and e-mails that are whole documents themselves. */
export function incompleteFrames({ folders, layouts }: Templates, campaigns: Placed<Campaign>[]): PlacedProblem[] {
  const sent = folders.filter(({ id }) => campaigns.some(({ value }) => uses(value, id, 'send')));
  const whole = sent.flatMap(({ email }) => Object.values(email).filter(({ source }) => /<mjml[\s>]/.test(source)));
  // A layout without its marker is told already.
  const frames = Object.values(layouts).filter(({ source }) => contentMarker.test(source));
  return [...frames, ...whole].flatMap(lacking);
}

function lacking({ file, source }: SourceFile): PlacedProblem[] {
  const { variables, problems } = checkTemplate({ file, source, kind: 'html' });
  const shown = new Set(variables.map(({ path }) => path.join('.')));
  if (problems.length > 0) return [];
  return Object.entries(owed)
    .filter(([name]) => !shown.has(name))
    .map(([name, what]) => ({
      file,
      line: 1,
      column: 1,
      ...error([], `every e-mail says ${what}: show {{ ${name} }} in it`, { missing: name }),
    }));
}

/** What `rapport new` wrote must not reach anybody: each language of a template that a live campaign sends says something of its own. */
export function unwrittenTexts({ folders }: Templates, campaigns: Placed<Campaign>[]): PlacedProblem[] {
  const live = campaigns.filter(({ value }) => value.status === 'live');
  const sent = folders.filter(({ id }) => live.some(({ value }) => uses(value, id)));
  const mails = sent.flatMap(({ email }) => Object.values(email));
  return mails
    .filter(({ source }) => placeholders.some((text) => source.includes(text)))
    .map(({ file }) => ({
      file,
      line: 1,
      column: 1,
      ...error([], 'this still says what "rapport new" wrote: write the mail, or take the language away'),
    }));
}
