/** A mistake in the program that the simulator has to find. `mutations.ts` exports them all as `mutations`. */
export interface Mutation {
  name: string;
  changes: {
    /** From the root of the repository: "lib/store/claims.ts". */
    file: string;
    /** Stands exactly once in the file. */
    find: string;
    replace: string;
  }[];
}
