/** What `/exchange` answers: the envelope may be fine while each order in it was refused. */
import { z } from 'zod';
import type { CancelOutcome, SubmitOutcome } from '../venue/index.js';
import { decodeWire } from './decode-wire.js';
import { wireDecimal } from './wire-decimal.js';
import { positiveDecimal, whole } from './wire-field.js';

/** `refused` means that nothing of the action was executed, `unknown` that it may have been. */
export type ActionReply =
  | { readonly kind: 'done'; readonly statuses: readonly unknown[] }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

const responseSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('err'), response: z.string() }),
  z.object({
    status: z.literal('ok'),
    response: z.object({
      type: z.string(),
      data: z.object({ statuses: z.array(z.unknown()) }).optional(),
    }),
  }),
]);

const errorSchema = z.object({ error: z.string() });

const restingSchema = z.object({ resting: z.object({ oid: whole }) });

const filledSchema = z.object({
  filled: z.object({ oid: whole, totalSz: positiveDecimal, avgPx: positiveDecimal }),
});

/** Throws `WireError` for a reply that says neither yes nor no. */
export function decodeExchangeResponse(payload: unknown): ActionReply {
  const reply = decodeWire(responseSchema, payload, 'exchange response');
  if (reply.status === 'err') return { kind: 'refused', reason: reply.response };
  return { kind: 'done', statuses: reply.response.data?.statuses ?? [] };
}

/** One outcome an order; a lone error stands for the whole batch. */
export function submitOutcomes(reply: ActionReply, count: number): readonly SubmitOutcome[] {
  return outcomesOf(reply, count, decodeOrderOutcome);
}

/** One outcome a cancel; a lone error stands for the whole batch. */
export function cancelOutcomes(reply: ActionReply, count: number): readonly CancelOutcome[] {
  return outcomesOf(reply, count, decodeCancelOutcome);
}

/** The outcome of an action that is answered without data: leverage, scheduled cancel. */
export function plainOutcome(reply: ActionReply): CancelOutcome {
  if (reply.kind === 'refused') return { kind: 'rejected', reason: reply.reason };
  if (reply.kind === 'unknown') return reply;
  return reply.statuses.map(decodeError).find((error) => error !== null) ?? { kind: 'canceled' };
}

type NotDone =
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

function outcomesOf<Outcome>(
  reply: ActionReply,
  count: number,
  decode: (status: unknown) => Outcome | null,
): readonly (Outcome | NotDone)[] {
  const forAll = (outcome: NotDone): readonly NotDone[] =>
    Array.from({ length: count }, () => outcome);
  if (reply.kind === 'refused') return forAll({ kind: 'rejected', reason: reply.reason });
  if (reply.kind === 'unknown') return forAll({ kind: 'unknown', reason: reply.reason });
  const { statuses } = reply;
  const lone = statuses.length === 1 ? errorSchema.safeParse(statuses[0]) : null;
  if (lone?.success === true) return forAll({ kind: 'rejected', reason: lone.data.error });
  if (statuses.length !== count) {
    const reason = `the venue answered ${statuses.length} statuses to ${count} requests`;
    return forAll({ kind: 'unknown', reason });
  }
  return statuses.map((status) => decodeError(status) ?? decode(status) ?? notUnderstood(status));
}

function decodeError(status: unknown): NotDone | null {
  const parsed = errorSchema.safeParse(status);
  return parsed.success ? { kind: 'rejected', reason: parsed.data.error } : null;
}

function decodeOrderOutcome(status: unknown): SubmitOutcome | null {
  const resting = restingSchema.safeParse(status);
  if (resting.success) return { kind: 'resting', orderId: resting.data.resting.oid };
  const filled = filledSchema.safeParse(status);
  if (!filled.success) return null;
  const { avgPx, oid, totalSz } = filled.data.filled;
  return { kind: 'filled', orderId: oid, size: totalSz, averagePrice: avgPx };
}

function decodeCancelOutcome(status: unknown): CancelOutcome | null {
  return status === 'success' ? { kind: 'canceled' } : null;
}

const QUOTED_LENGTH_MAX = 120;

function notUnderstood(status: unknown): NotDone {
  const text = (JSON.stringify(status) ?? 'nothing').slice(0, QUOTED_LENGTH_MAX);
  return { kind: 'unknown', reason: `a status that is not understood: ${text}` };
}

/** The answer to an `order` action, one entry an order. */
export function encodeOrderResponse(
  outcomes: readonly {
    readonly outcome: Exclude<SubmitOutcome, { readonly kind: 'unknown' }>;
    readonly clientOrderId: string | null;
  }[],
): object {
  const statuses = outcomes.map(({ clientOrderId, outcome }) => {
    const cloid = clientOrderId === null ? {} : { cloid: clientOrderId };
    if (outcome.kind === 'rejected') return { error: outcome.reason };
    if (outcome.kind === 'resting') return { resting: { oid: outcome.orderId, ...cloid } };
    const totalSz = wireDecimal(outcome.size);
    const avgPx = wireDecimal(outcome.averagePrice);
    return { filled: { totalSz, avgPx, oid: outcome.orderId, ...cloid } };
  });
  return { status: 'ok', response: { type: 'order', data: { statuses } } };
}

/** The answer to a `cancel` or `cancelByCloid` action. */
export function encodeCancelResponse(
  outcomes: readonly Exclude<CancelOutcome, { readonly kind: 'unknown' }>[],
): object {
  const statuses = outcomes.map((outcome) =>
    outcome.kind === 'canceled' ? 'success' : { error: outcome.reason },
  );
  return { status: 'ok', response: { type: 'cancel', data: { statuses } } };
}

/** The answer to an action that needs no data: leverage, scheduled cancel. */
export function encodeDefaultResponse(): object {
  return { status: 'ok', response: { type: 'default' } };
}

/** The answer to an action of which nothing was executed. */
export function encodeErrorResponse(reason: string): object {
  return { status: 'err', response: reason };
}
