/** The input can never be acted on: trying again is pointless. The message names what and where, and holds no personal data. */
export class InvalidInputError extends Error {
  override name = 'InvalidInputError';
}
