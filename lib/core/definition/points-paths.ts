import type { Library } from './library.ts';
import type { LoyaltyProgram } from './loyalty-program.ts';

/** Of which programs points can be where none is named: drafts count only where there is nothing else. */
function withoutDrafts<T>(programs: readonly T[], isDraft: (program: T) => boolean): readonly T[] {
  const open = programs.filter((program) => !isDraft(program));
  return open.length > 0 ? open : programs;
}

/** The program that points.* is about in a campaign or a segment: the one that it names, else the only one that is no draft. */
export function programOf(
  { program: named }: { program?: string | undefined },
  programs: readonly LoyaltyProgram[],
): LoyaltyProgram | undefined {
  if (named !== undefined) return programs.find(({ id }) => id === named);
  const meant = withoutDrafts(programs, ({ status }) => status === 'draft');
  return meant.length === 1 ? meant[0] : undefined;
}

/** The ids of the programs that points can be of where none is named. */
export function programsMeant({ programs, programIds }: Library): readonly string[] {
  const drafts = programs.flatMap(({ value: { id, status } }) => (status === 'draft' ? [id] : []));
  return withoutDrafts(programIds, (id) => drafts.includes(id));
}

/** Why points are of no one program here; undefined where they are. A campaign or a segment may name its own. */
export function noProgram(library: Library, named: string | undefined): string | undefined {
  const meant = programsMeant(library);
  if (named !== undefined || meant.length === 1) return undefined;
  return meant.length === 0
    ? 'points need a loyalty program, and there is none in loyalty/'
    : `points of which program? There are ${meant.join(', ')}: write "program": "${meant[0]}" at the top of this campaign or segment`;
}
