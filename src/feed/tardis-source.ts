/** One of Tardis' CSV files, a message at a time: rows of one moment make one message. */
import { FlatMessage } from './flat-message.js';
import { readLineBlocks } from './line-blocks.js';
import { RecordingError, type RecordingProblem } from './recording-error.js';
import { TardisRowScanner } from './scan-tardis-row.js';
import {
  decodeTardisRow,
  TARDIS_DEPTH_HEADER,
  TARDIS_TRADES_HEADER,
  type TardisFile,
  type TardisRow,
} from './tardis-row.js';

const LINE_END = 10;

/** What its rows are judged by beyond themselves. */
export interface TardisRules {
  /** Whether rows of the symbol are read. */
  takes(symbol: string): boolean;
  count(kind: 'malformed' | 'other' | 'duplicates' | 'gaps'): void;
  tell(problem: RecordingProblem): void;
}

export class TardisSource {
  readonly path: string;
  /** What comes next, where `isReady`. */
  readonly message = new FlatMessage();
  isReady = false;
  isAtEnd = false;
  readonly #rules: TardisRules;
  readonly #blocks: AsyncGenerator<Buffer>;
  #file: TardisFile | null = null;
  #scanner = new TardisRowScanner('trades');
  #block: Buffer = Buffer.alloc(0);
  #at = 0;
  #line = 1;
  readonly #row = newRow();
  readonly #before = newRow();
  /** The row was read, but belongs to the next message. */
  #isHeld = false;
  #isOpen = false;
  #hasUpdates = false;
  #bids: number[] = [];
  #asks: number[] = [];

  constructor(path: string, rules: TardisRules) {
    this.path = path;
    this.#rules = rules;
    this.#blocks = readLineBlocks(path);
  }

  /** Makes the next message; false where its block ended before and `refill` is called for. */
  advance(): boolean {
    this.isReady = false;
    while (this.#isHeld || this.#readRow()) {
      if (this.#file === 'trades') {
        this.#isHeld = false;
        this.#fillTrade();
        this.isReady = true;
        return true;
      }
      this.#isHeld = this.#isOpen && !this.#isSameMoment();
      if (this.#isHeld) {
        this.#closeDepth();
        return true;
      }
      this.#addLevel();
    }
    return false;
  }

  /** Reads the next block and goes on; a last message waits where the file ended. */
  async refill(): Promise<void> {
    while (!this.isReady && !this.isAtEnd) {
      const step = await this.#blocks.next();
      if (step.done === true) {
        if (this.#file === null) throw this.#wrongHeader('nothing');
        this.isAtEnd = true;
        if (this.#isOpen) this.#closeDepth();
      } else {
        this.#block = step.value;
        this.#at = 0;
        if (this.#file === null) this.#readHeader();
        this.advance();
      }
    }
  }

  async close(): Promise<void> {
    await this.#blocks.return(undefined);
  }

  #readHeader(): void {
    const end = this.#block.indexOf(LINE_END);
    const header = this.#block.toString('utf8', 0, end).trimEnd();
    if (header !== TARDIS_DEPTH_HEADER && header !== TARDIS_TRADES_HEADER) {
      throw this.#wrongHeader(header);
    }
    this.#file = header === TARDIS_DEPTH_HEADER ? 'incremental_book_L2' : 'trades';
    this.#scanner = new TardisRowScanner(this.#file);
    this.#at = end + 1;
  }

  /** Into `#row`; false where the block has no further one. */
  #readRow(): boolean {
    const block = this.#block;
    while (this.#at < block.length) {
      this.#line += 1;
      const start = this.#at;
      const next = this.#scanner.scan(block, start, this.#row);
      const end = next < 0 ? block.indexOf(LINE_END, start) : next - 1;
      this.#at = end + 1;
      if (next < 0 && !this.#decode(block.toString('utf8', start, end))) continue;
      if (this.#rules.takes(this.#row.symbol)) return true;
      this.#rules.count('other');
    }
    return false;
  }

  #decode(line: string): boolean {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    const bad = decodeTardisRow(text, this.#file ?? 'trades', this.#row);
    if (bad === null) return true;
    this.#rules.count('malformed');
    this.#tell(bad.reason, 'skipped');
    return false;
  }

  #fillTrade(): void {
    const { message } = this;
    const row = this.#row;
    message.kind = 'trade';
    this.#stamp();
    message.side = row.side === 'buy' ? 'buy' : 'sell';
    message.tradeId = row.tradeId;
    message.setLevel(0, row.price, row.size);
  }

  #addLevel(): void {
    const row = this.#row;
    const before = this.#before;
    if (!this.#isOpen) this.#openDepth();
    else if (row.side === before.side && row.price === before.price && row.size === before.size) {
      this.#rules.count('duplicates');
      this.#tell('the same row as the one above it', 'skipped');
      return;
    }
    before.side = row.side;
    before.price = row.price;
    before.size = row.size;
    (row.side === 'bid' ? this.#bids : this.#asks).push(row.price, row.size);
  }

  #openDepth(): void {
    this.#isOpen = true;
    this.#bids = [];
    this.#asks = [];
    this.#stamp();
    const { isSnapshot } = this.#row;
    if (isSnapshot && this.#hasUpdates) {
      this.#rules.count('gaps');
      this.#tell('a new snapshot: the connection was lost before it', 'kept');
    }
    this.#hasUpdates = !isSnapshot;
    this.message.kind = 'depth';
    this.message.isSnapshot = isSnapshot;
  }

  #closeDepth(): void {
    const { message } = this;
    const isSorted = message.isSnapshot;
    const bids = isSorted ? sortedLevels(this.#bids, -1) : this.#bids;
    const asks = isSorted ? sortedLevels(this.#asks, 1) : this.#asks;
    message.bidCount = bids.length / 2;
    message.askCount = asks.length / 2;
    for (let index = 0; index < bids.length; index += 2) {
      message.setLevel(index / 2, bids[index] ?? 0, bids[index + 1] ?? 0);
    }
    for (let index = 0; index < asks.length; index += 2) {
      message.setLevel(message.bidCount + index / 2, asks[index] ?? 0, asks[index + 1] ?? 0);
    }
    this.#isOpen = false;
    this.isReady = true;
  }

  #stamp(): void {
    this.message.line = this.#line;
    this.message.receivedUs = this.#row.receivedUs;
    this.message.exchangeUs = this.#row.exchangeUs;
    this.#before.receivedUs = this.#row.receivedUs;
    this.#before.exchangeUs = this.#row.exchangeUs;
  }

  #isSameMoment(): boolean {
    const { receivedUs, exchangeUs, isSnapshot } = this.#row;
    const { message } = this;
    return (
      receivedUs === this.#before.receivedUs &&
      exchangeUs === this.#before.exchangeUs &&
      isSnapshot === message.isSnapshot
    );
  }

  #tell(reason: string, outcome: RecordingProblem['outcome']): void {
    this.#rules.tell({ file: this.path, line: this.#line, reason, outcome });
  }

  #wrongHeader(header: string): RecordingError {
    const found = header.length > 80 ? `${header.slice(0, 80)}…` : header;
    return new RecordingError(
      `${this.path} begins with \`${found}\` where \`${TARDIS_DEPTH_HEADER}\` ` +
        `or \`${TARDIS_TRADES_HEADER}\` was expected`,
    );
  }
}

/** Pairs of price and size, by price. */
function sortedLevels(pairs: readonly number[], direction: 1 | -1): number[] {
  const order = Array.from({ length: pairs.length / 2 }, (_, index) => 2 * index);
  order.sort((a, b) => direction * ((pairs[a] ?? 0) - (pairs[b] ?? 0)));
  return order.flatMap((at) => [pairs[at] ?? 0, pairs[at + 1] ?? 0]);
}

function newRow(): TardisRow {
  return {
    symbol: '',
    exchangeUs: 0,
    receivedUs: 0,
    isSnapshot: false,
    tradeId: null,
    side: 'bid',
    price: 0,
    size: 0,
  };
}
