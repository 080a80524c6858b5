import { createScanner, findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { error, type JsonPath, type Problem } from '../core/definition/problem.ts';

const maxBytes = 1024 * 1024;
const maxDepth = 32;
/** One mistake upsets what follows; more of them would only hide it. */
const maxSyntaxErrors = 5;

export interface Position {
  /** From 1. */
  line: number;
  column: number;
}

/** A problem with its place in the text. */
export interface Located extends Problem, Position {
  file: string;
}

/** The text of a JSON file that was read, with every position in it. */
export interface JsonSource {
  file: string;
  value: unknown;
  /** Where the problem stands: its key, its value, or what is nearest to it. */
  locate(problem: Problem): Position;
}

/** `problems` also when `source` could be read: an object with a key twice. */
export interface JsonReading {
  source?: JsonSource;
  problems: Located[];
}

/** Reads JSON strictly: no comments, no trailing commas, each key once. Size and depth are looked at before anything parses. Never throws. */
export function readJson(file: string, bytes: Uint8Array): JsonReading {
  const refuse = (message: string, at: Position = { line: 1, column: 1 }) => ({ problems: [{ file, ...error([], message), ...at }] });
  if (bytes.length > maxBytes) return refuse(tooLarge(bytes.length));
  const decoded = decode(bytes);
  if (decoded === undefined) return refuse('this is no text in UTF-8, so it is no JSON');
  const marked = decoded.startsWith('\uFEFF');
  const text = marked ? decoded.slice(1) : decoded;
  const mark = marked ? refuse('begins with a byte order mark: save it as UTF-8 without BOM').problems : [];
  if (text.trim() === '') return { problems: [...mark, ...refuse('the file is empty: a definition is a JSON object').problems] };
  const position = positions(text);
  const deep = firstTooDeep(text);
  if (deep !== undefined) return refuse(`nested deeper than ${maxDepth} levels`, position(deep));
  const faults: ParseError[] = [];
  const root = parseTree(text, faults, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  if (!root || faults.length > 0) return { problems: [...mark, ...syntaxProblems(faults, { file, text, position })] };
  const source: JsonSource = { file, value: JSON.parse(text), locate: (problem) => position(offsetOf(root, problem)) };
  return {
    source,
    problems: [...mark, ...repeatedKeys(root, []).map(({ problem, offset }) => ({ file, ...problem, ...position(offset) }))],
  };
}

export function tooLarge(size: number): string {
  return `${(size / maxBytes).toFixed(1)} MB: a definition is at most 1 MB`;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Offset → line and column, by the line starts. */
export function positions(text: string): (offset: number) => Position {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (match) => match.index + match[0].length)];
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** jsonc-parser's SyntaxKind, which is a const enum and so is not there at run time. */
const token = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, end: 17 };

function firstTooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let kind: number = scanner.scan(); kind !== token.end; kind = scanner.scan()) {
    if (kind === token.openBrace || kind === token.openBracket) depth += 1;
    if (kind === token.closeBrace || kind === token.closeBracket) depth -= 1;
    if (depth > maxDepth) return scanner.getTokenOffset();
  }
  return undefined;
}

/** By the codes of jsonc-parser, whose enum is erased. */
const faultWords: { [code: number]: string } = {
  1: 'this is no JSON value; text stands in double quotes',
  2: 'this is no number of JSON',
  3: 'the name of a property in double quotes is wanted here, and no comma before a closing brace',
  4: 'a value is wanted here, and no comma before a closing bracket',
  5: 'a colon is wanted here',
  6: 'a comma is wanted here',
  7: 'a closing brace } is wanted here',
  8: 'a closing bracket ] is wanted here',
  9: 'the file should end here',
  10: 'comments are not allowed in JSON; write "note": "…"',
  11: 'this comment does not end, and comments are not allowed',
  12: 'this text does not end: a double quote is wanted',
  13: 'this number does not end',
  14: 'this is no Unicode escape',
  15: 'this is no escape of JSON',
  16: 'a control character must be escaped',
};

function syntaxProblems(
  faults: ParseError[],
  { file, text, position }: { file: string; text: string; position: (offset: number) => Position },
): Located[] {
  if (!/^\s*[[{]/.test(text))
    return [
      {
        file,
        ...error([], 'this is no JSON: a definition begins with {', { given: text.trim().slice(0, 40) }),
        ...position(text.search(/\S/)),
      },
    ];
  const lines = new Map(faults.map((fault) => [position(fault.offset).line, fault] as const).reverse());
  const first = [...lines.values()].sort((one, other) => one.offset - other.offset).slice(0, maxSyntaxErrors);
  if (first.length === 0) return [{ file, ...error([], 'this is no JSON'), line: 1, column: 1 }];
  return first.map((fault) => ({ file, ...error([], faultWords[fault.error] ?? 'this is no JSON'), ...position(fault.offset) }));
}

/** Each key that stands in its object already, where it stands again. */
function repeatedKeys(node: Node, path: JsonPath): { problem: Problem; offset: number }[] {
  const children = node.children ?? [];
  if (node.type === 'array') return children.flatMap((child, index) => repeatedKeys(child, [...path, index]));
  if (node.type !== 'object') return [];
  const seen = new Set<string>();
  return children.flatMap(({ offset, children: [key, value] = [] }) => {
    const name = String(key?.value);
    const problem = error([...path, name], 'this key stands here twice; only one can count', { atKey: true, given: name });
    const again = seen.has(name) ? [{ problem, offset }] : [];
    seen.add(name);
    return [...again, ...(value ? repeatedKeys(value, [...path, name]) : [])];
  });
}

/** The last of equal keys is the one that counts, so a problem is shown there. */
function offsetOf(root: Node, { path, atKey }: Problem): number {
  const node = find(root, path);
  if (!node) return path.length === 0 ? root.offset : offsetOf(root, { severity: 'error', message: '', path: path.slice(0, -1) });
  const key = atKey === true && node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  return (key ?? node).offset;
}

function find(root: Node, path: JsonPath): Node | undefined {
  const parent = path.length === 0 ? undefined : findNodeAtLocation(root, path.slice(0, -1));
  if (!parent) return path.length === 0 ? root : undefined;
  if (parent.type !== 'object') return findNodeAtLocation(root, path);
  return parent.children?.findLast((property) => property.children?.[0]?.value === path.at(-1))?.children?.[1];
}
