/** A definition uses what the grammar has and this build has not yet; `rapport check` refuses it before it is published. */
export class NotYetSupportedError extends Error {
  override name = 'NotYetSupportedError';

  constructor(where: string, what: string) {
    super(`${where}: ${what} is not yet supported. Leave it out of this definition; "rapport check" lists every such place.`);
  }
}
