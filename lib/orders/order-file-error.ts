/** The file, its map or an option cannot be used at all; nothing was imported. The message is for the person at the keyboard. */
export class OrderFileError extends Error {
  override name = 'OrderFileError';
}
