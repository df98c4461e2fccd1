/** Holds a raw stream's messages to its own order: what is seen twice, missing, late or crossed. */
import type { FlatMessage } from './flat-message.js';
import type { RecordingProblem } from './recording-error.js';

/** Trade ids remembered: the newest this many at least. */
const TRADE_IDS_KEPT = 50_000;

export interface MessageCounts {
  readonly messages: number;
  /** Lines that are no message. */
  readonly malformed: number;
  /** Messages of streams that are not read, such as mark prices. */
  readonly other: number;
  /** Trades whose id was seen, depth whose changes all were seen, tops older than one before. */
  readonly duplicates: number;
  /** Trades outside the book. */
  readonly offBook: number;
  /** Depth that does not follow on the one before: changes are missing. */
  readonly gaps: number;
  /** Tops whose bid is not below their ask. */
  readonly crossed: number;
  /** Received before the message above. */
  readonly receivedOutOfOrder: number;
  /** Stamped by the exchange before a message above. */
  readonly stampedOutOfOrder: number;
  /**
   * The least time from the exchange's stamp to the receipt, ns; null before the first message.
   * Below 0 the clock of receipt is behind the exchange's by at least so much.
   */
  readonly leastDelayNs: number | null;
}

/** Told why a message is skipped, or what is wrong with one that is kept. */
type Tell = (reason: string, outcome: RecordingProblem['outcome']) => void;

/**
 * The rules. Skipped: seen before, outside the book, crossed. Kept and told: a gap (the book may
 * hold what is gone until its levels change), and stamps that go back. A time of receipt that goes
 * back is lifted to the one above, so that it never does.
 */
export class MessageOrder {
  readonly #tally = {
    messages: 0,
    malformed: 0,
    other: 0,
    duplicates: 0,
    offBook: 0,
    gaps: 0,
    crossed: 0,
    receivedOutOfOrder: 0,
    stampedOutOfOrder: 0,
  };
  #leastDelayUs = Infinity;
  #leastDelayRestNs = 0;
  #receivedUs = 0;
  #receivedRestNs = 0;
  #exchangeUs = 0;
  #depthId = -1;
  #topId = -1;
  #youngIds = new Set<number | string>();
  #oldIds = new Set<number | string>();

  get counts(): MessageCounts {
    const isNone = this.#leastDelayUs === Infinity;
    const leastDelayNs = isNone ? null : this.#leastDelayUs * 1000 + this.#leastDelayRestNs;
    return { ...this.#tally, leastDelayNs };
  }

  /** A line of which no message was made. */
  count(kind: 'malformed' | 'other' | 'duplicates' | 'gaps'): void {
    this.#tally[kind] += 1;
  }

  /** False where the message is skipped; a time of receipt that goes back is lifted in it. */
  judge(heard: FlatMessage, tell: Tell): boolean {
    const skipped = this.#reasonToSkip(heard);
    if (skipped !== null) {
      tell(skipped, 'skipped');
      return false;
    }
    if (heard.kind === 'depth') this.#follow(heard, tell);
    this.#holdToTime(heard, tell);
    this.#tally.messages += 1;
    return true;
  }

  #reasonToSkip(heard: FlatMessage): string | null {
    if (heard.kind === 'top') return this.#reasonToSkipTop(heard);
    if (heard.kind === 'depth') {
      const isNumbered = !heard.isSnapshot && heard.lastId >= 0;
      if (!isNumbered || heard.lastId > this.#depthId) return null;
      this.#tally.duplicates += 1;
      return `depth up to update ${heard.lastId} was seen before`;
    }
    if (!heard.isOnBook) {
      this.#tally.offBook += 1;
      return `trade ${heard.tradeId} was made outside the book`;
    }
    if (heard.tradeId === null || !this.#isKnown(heard.tradeId)) return null;
    this.#tally.duplicates += 1;
    return `trade id ${heard.tradeId} was seen before`;
  }

  #reasonToSkipTop({ lastId, levels }: FlatMessage): string | null {
    if (lastId >= 0 && lastId <= this.#topId) {
      this.#tally.duplicates += 1;
      return `top of update ${lastId} comes after ${this.#topId}`;
    }
    this.#topId = lastId;
    const bid = levels[0] ?? 0;
    const ask = levels[2] ?? 0;
    if (bid < ask) return null;
    this.#tally.crossed += 1;
    return `crossed top: bid ${bid} is not below ask ${ask}`;
  }

  #follow(depth: FlatMessage, tell: Tell): void {
    // A snapshot comes by another way, late or early: it does not interrupt the stream's own count.
    if (depth.isSnapshot || depth.lastId < 0) return;
    if (this.#depthId >= 0 && depth.previousId !== this.#depthId) {
      this.#tally.gaps += 1;
      tell(`depth follows on update ${depth.previousId}, not on ${this.#depthId}: a gap`, 'kept');
    }
    this.#depthId = depth.lastId;
  }

  #holdToTime(heard: FlatMessage, tell: Tell): void {
    const { receivedUs, receivedRestNs, exchangeUs } = heard;
    const delayUs = receivedUs - exchangeUs;
    const isLess = delayUs === this.#leastDelayUs && receivedRestNs < this.#leastDelayRestNs;
    if (delayUs < this.#leastDelayUs || isLess) {
      this.#leastDelayUs = delayUs;
      this.#leastDelayRestNs = receivedRestNs;
    }
    if (exchangeUs < this.#exchangeUs) {
      this.#tally.stampedOutOfOrder += 1;
      tell('stamped by the exchange before a message above it', 'kept');
    } else {
      this.#exchangeUs = exchangeUs;
    }
    const isSameUs = receivedUs === this.#receivedUs;
    if (receivedUs < this.#receivedUs || (isSameUs && receivedRestNs < this.#receivedRestNs)) {
      this.#tally.receivedOutOfOrder += 1;
      tell('received before the message above it', 'kept');
      heard.receivedUs = this.#receivedUs;
      heard.receivedRestNs = this.#receivedRestNs;
    } else {
      this.#receivedUs = receivedUs;
      this.#receivedRestNs = receivedRestNs;
    }
  }

  #isKnown(tradeId: number | string): boolean {
    if (this.#youngIds.has(tradeId) || this.#oldIds.has(tradeId)) return true;
    if (this.#youngIds.size >= TRADE_IDS_KEPT) {
      this.#oldIds = this.#youngIds;
      this.#youngIds = new Set();
    }
    this.#youngIds.add(tradeId);
    return false;
  }
}
