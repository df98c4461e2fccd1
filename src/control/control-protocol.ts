/**
 * What is said on a run's socket: one JSON object a line, a request from the operator's side and
 * one answer to each, in order. Whoever can open it may command, so it is its owner's alone.
 */
import { z } from 'zod';
import { ControlError } from './control-error.js';

/** Raised when a request or an answer changes its meaning. */
const PROTOCOL = 1;
const REASON_LENGTH_MAX = 500;
/** No line of ours comes near. */
export const LINE_BYTES_MAX = 4 * 1024 * 1024;

const v = z.literal(PROTOCOL);
const commandSchema = z.enum(['pause', 'resume', 'kill', 're-arm', 'flatten']);
const stateSchema = z.enum(['active', 'reducing', 'paused', 'halted']);

const requestSchema = z.discriminatedUnion('ask', [
  z.strictObject({ v, ask: z.literal('status') }),
  z.strictObject({
    v,
    ask: z.literal('command'),
    command: commandSchema,
    reason: z.string().trim().min(1).max(REASON_LENGTH_MAX),
  }),
]);

const statusSchema = z.object({
  v,
  kind: z.literal('status'),
  state: stateSchema,
  /** The machine form: the engine's status and where it runs. */
  facts: z.record(z.string(), z.unknown()),
  /** The same as the run's own screen shows it, with colours. */
  screen: z.array(z.string()).readonly(),
});

const commandAnswerSchema = z.object({
  v,
  kind: z.literal('command'),
  command: commandSchema,
  /** Market time at which the journal has it, on the disk. */
  at: z.number(),
  /** Why it, or a part of it, was refused; null where all of it was done. */
  refused: z.string().nullable(),
  /** Markets whose trading state it changed. */
  changes: z
    .array(
      z.object({
        coin: z.string(),
        from: stateSchema,
        to: stateSchema,
        rule: z.string().nullable(),
        endsBy: z.string(),
      }),
    )
    .readonly(),
  /** Rules that it released. */
  released: z.array(z.string()).readonly(),
  /** The worst state of all markets afterwards. */
  state: stateSchema,
  /** Whether the process goes on afterwards; a halt ends one that was not told to stay. */
  goesOn: z.boolean(),
  policy: z.string(),
  pid: z.number(),
});

const answerSchema = z.discriminatedUnion('kind', [
  statusSchema,
  commandAnswerSchema,
  z.object({ v, kind: z.literal('error'), message: z.string() }),
]);

export type ControlRequest = z.infer<typeof requestSchema>;
export type StatusAnswer = z.infer<typeof statusSchema>;
export type CommandAnswer = z.infer<typeof commandAnswerSchema>;
export type ControlAnswer = z.infer<typeof answerSchema>;

export function requestLine(request: ControlRequest): string {
  return `${JSON.stringify(request)}\n`;
}

export function answerLine(answer: ControlAnswer): string {
  return `${JSON.stringify(answer)}\n`;
}

/** Throws `ControlError` for what is no request of this version. */
export function readRequest(line: string): ControlRequest {
  return read(requestSchema, line, 'request');
}

/** Throws `ControlError` for what is no answer of this version. */
export function readAnswer(line: string): ControlAnswer {
  return read(answerSchema, line, 'answer');
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  line: string,
  what: string,
): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new ControlError(`the ${what} is not JSON`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  const where = path === '' ? '' : `\`${path}\`: `;
  throw new ControlError(
    `not a ${what} that this version knows: ${where}${issue?.message.toLowerCase() ?? ''}`,
  );
}
