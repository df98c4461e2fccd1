/** From a line to its record, or to what is wrong with it; nothing here throws for a bad line. */
import { z } from 'zod';
import { chainHash } from './chain-link.js';
import { decisionCodec } from './decision-codec.js';
import { engineEventCodec } from './engine-event-codec.js';
import type { JournalRecord } from './journal-record.js';
import { runEndingSchema, runHeaderSchema } from './run-header-codec.js';

export type DecodedLine =
  | { readonly kind: 'record'; readonly record: JournalRecord }
  /** Not a line of a journal at all. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** Its text does not give its hash. */
  | { readonly kind: 'altered'; readonly reason: string }
  /** The hash holds, the content is not what this version knows. */
  | { readonly kind: 'schema'; readonly reason: string };

const link = { seq: z.int().min(1), at: z.number() };
const seal = { prev: z.string(), hash: z.string() };

const recordCodec = z.discriminatedUnion('kind', [
  z.strictObject({ ...link, kind: z.literal('run'), run: runHeaderSchema, ...seal }),
  z.strictObject({ ...link, kind: z.literal('event'), event: engineEventCodec, ...seal }),
  z.strictObject({ ...link, kind: z.literal('decision'), decision: decisionCodec, ...seal }),
  z.strictObject({ ...link, kind: z.literal('end'), end: runEndingSchema, ...seal }),
]);

const SEAL = /,"prev":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}$/;
const SEAL_LENGTH = ',"prev":"","hash":""}'.length + 2 * 64;
const LINE_START = '{"seq":';

/** Reads one whole line, without its line end. */
export function decodeLine(text: string): DecodedLine {
  const seals = SEAL.exec(text.slice(-SEAL_LENGTH));
  const json = parseJson(text);
  if (json === undefined) return { kind: 'unreadable', reason: describeNonJson(text) };
  const [, prev, hash] = seals ?? [];
  if (prev === undefined || hash === undefined || !text.startsWith(LINE_START)) {
    return { kind: 'unreadable', reason: 'not a line of a journal' };
  }
  const content = `${text.slice(0, -SEAL_LENGTH)},"prev":"${prev}"}`;
  if (chainHash(prev, content) !== hash) {
    return { kind: 'altered', reason: 'altered: the text does not give the hash it carries' };
  }
  const parsed = recordCodec.safeParse(json);
  if (parsed.success) return { kind: 'record', record: parsed.data };
  return { kind: 'schema', reason: `not a record this version knows: ${firstIssue(parsed.error)}` };
}

/**
 * Whether `text`, the end of a file without a line end, is what a write cut short leaves: the
 * beginning of a line, before its hash is whole. Zeros at the end are blocks never written.
 */
export function isCutOff(text: string): boolean {
  const written = text.replace(/\0+$/, '');
  const begins = LINE_START.startsWith(written) || written.startsWith(LINE_START);
  return begins && !/"hash":"[0-9a-f]{64}"./s.test(written);
}

/** The bytes of the decision in a line that `decodeLine` has read. */
export function decisionTextOf(text: string): string {
  const key = '"kind":"decision","decision":';
  return text.slice(text.indexOf(key) + key.length, -SEAL_LENGTH);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function describeNonJson(text: string): string {
  if (text.trim() === '') return 'an empty line, not a line of a journal';
  return 'not JSON, so not a line of a journal';
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'unknown trouble';
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message.toLowerCase() : `\`${path}\`: ${issue.message.toLowerCase()}`;
}
