import { type Params, SingleBar } from 'cli-progress';

export interface ProgressReport {
  /** `note` says what the numbers mean to a person, such as "12,000 lines". */
  update(done: number, of: number, note: string): void;
  stop(): void;
}

/** How often a log gets a line where no bar can be drawn. */
const everyMs = 5_000;

/** Shows on stderr how far a task is: a bar with rate and time left on a terminal, a line now and then elsewhere. */
export function showProgress(task: string, quiet = false): ProgressReport {
  if (quiet) return { update: () => undefined, stop: () => undefined };
  return process.stderr.isTTY ? bar(task) : lines(task);
}

function bar(task: string): ProgressReport {
  const format = (_: unknown, { progress, eta }: Params, payload: { note?: string }) => {
    const width = 30;
    const full = Math.round(progress * width);
    const left = Number.isFinite(eta) ? `${Math.round(eta)} s left` : '';
    return `${task} ${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.floor(progress * 100)}% · ${payload.note ?? ''} · ${left}`;
  };
  const shown = new SingleBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: true, etaBuffer: 50 });
  let started = false;
  return {
    update(done, of, note) {
      if (!started) shown.start(of, done, { note });
      else shown.update(done, { note });
      started = true;
    },
    stop: () => shown.stop(),
  };
}

function lines(task: string): ProgressReport {
  const startedAt = performance.now();
  let nextAt = startedAt + everyMs;
  return {
    update(done, of, note) {
      const at = performance.now();
      if (at < nextAt) return;
      nextAt = at + everyMs;
      const left = Math.round((((at - startedAt) / Math.max(1, done)) * (of - done)) / 1000);
      process.stderr.write(`${task}: ${Math.floor((100 * done) / Math.max(1, of))}% · ${note} · ${left} s left\n`);
    },
    stop: () => undefined,
  };
}
