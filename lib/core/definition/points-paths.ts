import type { Library } from './library.ts';

/** Why points are of no one program here; undefined where they are. A campaign may name its own. */
export function noProgram({ programIds }: Library, named: string | undefined): string | undefined {
  if (named !== undefined || programIds.length === 1) return undefined;
  return programIds.length === 0
    ? 'points need a loyalty program, and there is none in loyalty/'
    : `points of which program? There are ${programIds.join(', ')}: a campaign names its own by "program"; a segment can ask of one only`;
}
