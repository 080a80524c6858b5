/** The provider certainly did not take it: its rate of this second is used up. */
export class OneTooManyError extends Error {}
