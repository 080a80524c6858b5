/** Where in a file: the keys and indexes that lead there. */
export type JsonPath = (string | number)[];

/** What is wrong or doubtful in a definition. The message is for a person and says what to do. */
export interface Problem {
  severity: 'error' | 'warning';
  path: JsonPath;
  message: string;
  /** The value as it stands there. */
  given?: unknown;
  /** What could stand there; the nearest is offered as "did you mean". */
  allowed?: readonly string[];
  /** The key at the end of `path` is meant, not its value. */
  atKey?: boolean;
  /** A key that is absent from the object at `path`. */
  missing?: string;
}

export function error(path: JsonPath, message: string, more: Partial<Problem> = {}): Problem {
  return { severity: 'error', path, message, ...more };
}

export function warning(path: JsonPath, message: string, more: Partial<Problem> = {}): Problem {
  return { severity: 'warning', path, message, ...more };
}

/** `steps[3].branch[0].if.field`, and `(file)` for the whole. */
export function showPath(path: JsonPath): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : /^[\w$-]+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`))
    .join('');
  return text === '' ? '(file)' : text.replace(/^\./, '');
}
