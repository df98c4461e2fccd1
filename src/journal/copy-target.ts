/** Where a copy of a journal goes: a folder, or whatever a program makes of it. */
export interface CopyTarget {
  /** For people, without anything that may be secret. */
  readonly name: string;
  /** Before each look: whether anything can be kept there. */
  open(): Promise<void>;
  /** Bytes of a day file that are there already, up to a whole line or a place within one. */
  sizeOf(file: string): Promise<number>;
  /** Takes whole lines that stand at `offset` of the day file; resolves once they are kept. */
  append(file: string, offset: number, lines: Buffer): Promise<void>;
  /** The run is over: what is under way is not waited for. */
  giveUp(): void;
}
