/** From a body to its line: canonical text (keys in the schema's order), chained to the last. */
import { z } from 'zod';
import { assertInvariant, unreachable } from '../base/index.js';
import type { Decision, EngineEvent } from '../engine/index.js';
import { chainHash, type ChainLink } from './chain-link.js';
import { decisionCodec } from './decision-codec.js';
import { encodeCommand } from './encode-command.js';
import { encodeTop } from './encode-top.js';
import { engineEventCodec } from './engine-event-codec.js';
import { type JournalBody, timeOf } from './journal-record.js';
import { runEndingSchema, runHeaderSchema } from './run-header-codec.js';

export interface EncodedRecord {
  /** Without a line end. */
  readonly text: string;
  readonly link: ChainLink;
}

/**
 * The line that follows `previous`. Throws where a body does not fit its schema (a stray key, a
 * NaN time): what is written can always be read back.
 */
export function encodeRecord(body: JournalBody, previous: ChainLink): EncodedRecord {
  const at = timeOf(body);
  assertInvariant(Number.isFinite(at), `a journal record has a time, not ${at}`);
  const seq = previous.seq + 1;
  const content =
    `{"seq":${seq},"at":${at},"kind":"${body.kind}","${body.kind}":${encodePayload(body)},` +
    `"prev":"${previous.hash}"}`;
  const hash = chainHash(previous.hash, content);
  return { text: `${content.slice(0, -1)},"hash":"${hash}"}`, link: { seq, hash } };
}

/** A decision's canonical text: two decisions are identical where these bytes are. */
export function encodeDecision(decision: Decision): string {
  const isCommand = decision.kind === 'submitOrder' || decision.kind === 'cancelOrder';
  const quick = isCommand ? encodeCommand(decision) : null;
  return quick ?? JSON.stringify(z.encode(decisionCodec, decision));
}

function encodeEvent(event: EngineEvent): string {
  const quick = event.kind === 'topChanged' ? encodeTop(event) : null;
  return quick ?? JSON.stringify(z.encode(engineEventCodec, event));
}

function encodePayload(body: JournalBody): string {
  switch (body.kind) {
    case 'run':
      return JSON.stringify(runHeaderSchema.parse(body.run));
    case 'event':
      return encodeEvent(body.event);
    case 'decision':
      return encodeDecision(body.decision);
    case 'end':
      return JSON.stringify(runEndingSchema.parse(body.end));
    default:
      return unreachable(body);
  }
}
