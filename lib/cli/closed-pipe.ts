import type { Writable } from 'node:stream';

/**
 * Lets a command go on when whoever reads its output has read enough, as `head` does: what it writes to files and tables must be
 * whole. Any other error of the stream is thrown.
 */
export function outliveReader(stream: Writable): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
