/** Holds a raw stream's messages to its own order: what is seen twice, missing, late or crossed. */
import type { DepthHeard, FeedMessage, TopHeard } from './feed-message.js';

/** Trade ids remembered: the newest this many at least. */
const TRADE_IDS_KEPT = 50_000;

export interface MessageCounts {
  messages: number;
  /** Lines that are no message. */
  malformed: number;
  /** Messages of streams that are not read, such as mark prices. */
  other: number;
  /** Trades whose id was seen, depth whose changes all were seen, tops older than one before. */
  duplicates: number;
  /** Trades outside the book. */
  offBook: number;
  /** Depth that does not follow on the one before: changes are missing. */
  gaps: number;
  /** Tops whose bid is not below their ask. */
  crossed: number;
  /** Received before the message above. */
  receivedOutOfOrder: number;
  /** Stamped by the exchange before a message above. */
  stampedOutOfOrder: number;
  /**
   * The least time from the exchange's stamp to the receipt, ns; null before the first message.
   * Below 0 the clock of receipt is behind the exchange's by at least so much.
   */
  leastDelayNs: bigint | null;
}

export interface Judged {
  /** Null where the message is skipped. */
  readonly message: FeedMessage | null;
  /** Empty where nothing is wrong. */
  readonly reasons: readonly string[];
}

/**
 * The rules. Skipped: seen before, outside the book, crossed. Kept and told: a gap (the book may
 * hold what is gone until its levels change), and stamps that go back. A time of receipt that goes
 * back is lifted to the one above, so that it never does.
 */
export class MessageOrder {
  readonly counts: MessageCounts = {
    messages: 0,
    malformed: 0,
    other: 0,
    duplicates: 0,
    offBook: 0,
    gaps: 0,
    crossed: 0,
    receivedOutOfOrder: 0,
    stampedOutOfOrder: 0,
    leastDelayNs: null,
  };
  #receivedNs = 0n;
  #exchangeMs = 0;
  #depthId: number | null = null;
  #topId = 0;
  #youngIds = new Set<number>();
  #oldIds = new Set<number>();

  judge(heard: FeedMessage): Judged {
    const skipped = this.#reasonToSkip(heard);
    if (skipped !== null) return { message: null, reasons: [skipped] };
    const reasons: string[] = [];
    if (heard.kind === 'depth') this.#follow(heard, reasons);
    const message = this.#inTime(heard, reasons);
    this.counts.messages += 1;
    return { message, reasons };
  }

  #reasonToSkip(heard: FeedMessage): string | null {
    if (heard.kind === 'top') return this.#reasonToSkipTop(heard);
    if (heard.kind === 'depth') {
      const isOld = !heard.isSnapshot && this.#depthId !== null && heard.lastId <= this.#depthId;
      if (!isOld) return null;
      this.counts.duplicates += 1;
      return `depth up to update ${heard.lastId} was seen before`;
    }
    if (!heard.isOnBook) {
      this.counts.offBook += 1;
      return `trade ${heard.tradeId} was made outside the book`;
    }
    if (!this.#isKnown(heard.tradeId)) return null;
    this.counts.duplicates += 1;
    return `trade id ${heard.tradeId} was seen before`;
  }

  #reasonToSkipTop(heard: TopHeard): string | null {
    if (heard.updateId <= this.#topId) {
      this.counts.duplicates += 1;
      return `top of update ${heard.updateId} comes after ${this.#topId}`;
    }
    this.#topId = heard.updateId;
    if (heard.bid[0] < heard.ask[0]) return null;
    this.counts.crossed += 1;
    return `crossed top: bid ${heard.bid[0]} is not below ask ${heard.ask[0]}`;
  }

  #follow(depth: DepthHeard, reasons: string[]): void {
    // A snapshot comes by another way, late or early: it does not interrupt the stream's own count.
    if (depth.isSnapshot) return;
    if (this.#depthId !== null && depth.previousId !== this.#depthId) {
      this.counts.gaps += 1;
      reasons.push(`depth follows on update ${depth.previousId}, not on ${this.#depthId}: a gap`);
    }
    this.#depthId = depth.lastId;
  }

  #inTime(heard: FeedMessage, reasons: string[]): FeedMessage {
    const delayNs = heard.receivedNs - BigInt(heard.exchangeMs) * 1_000_000n;
    const { leastDelayNs } = this.counts;
    if (leastDelayNs === null || delayNs < leastDelayNs) this.counts.leastDelayNs = delayNs;
    if (heard.exchangeMs < this.#exchangeMs) {
      this.counts.stampedOutOfOrder += 1;
      reasons.push('stamped by the exchange before a message above it');
    }
    this.#exchangeMs = Math.max(this.#exchangeMs, heard.exchangeMs);
    if (heard.receivedNs >= this.#receivedNs) {
      this.#receivedNs = heard.receivedNs;
      return heard;
    }
    this.counts.receivedOutOfOrder += 1;
    reasons.push('received before the message above it');
    return { ...heard, receivedNs: this.#receivedNs };
  }

  #isKnown(tradeId: number): boolean {
    if (this.#youngIds.has(tradeId) || this.#oldIds.has(tradeId)) return true;
    if (this.#youngIds.size >= TRADE_IDS_KEPT) {
      this.#oldIds = this.#youngIds;
      this.#youngIds = new Set();
    }
    this.#youngIds.add(tradeId);
    return false;
  }
}
