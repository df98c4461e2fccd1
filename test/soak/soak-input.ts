/** Inputs for the soak: made-up policies, spoilt ones, words in any order, and raw bytes. */
import type { Dice } from './dice.js';
import { makeUpPiece, makeUpPolicy } from './policy-grammar.js';

/** As far as the largest file that is read, and one more. */
const LARGE = 64 * 1024 + 1;

/** The whole input of this number, from its dice; `samples` are real policies. */
export function soakInput(dice: Dice, samples: readonly string[]): string {
  const kind = dice.below(100);
  if (kind < 45) return makeUpPolicy(dice);
  if (kind < 60) return withComments(makeUpPolicy(dice), dice);
  if (kind < 75) return spoilt(makeUpPolicy(dice), samples, dice);
  if (kind < 85) return spoilt(dice.pick(samples), samples, dice);
  if (kind < 93) return wordSoup(dice);
  if (kind < 99 || !dice.once(10)) return rawText(dice);
  return largeText(dice);
}

/** Where a statement may break: before a clause, behind a comma or a parenthesis, at its end. */
const BREAKS = / (?=(?:when|until|for|then|because|and|or) )|(?<=[,(]) ?|(?=\n)/gu;

/** Comments with a number each, so that their order can be seen; some where none may stand. */
function withComments(source: string, dice: Dice): string {
  const every = 1 + dice.below(4);
  let count = 0;
  const where = dice.once(5) ? /\s+/gu : BREAKS;
  return source.replace(where, (space) => {
    if (!dice.once(every)) return space;
    count += 1;
    return space === '' ? ` # ${count}` : ` # ${count}\n${space.replaceAll('\n', '')}`;
  });
}

/** Cut, doubled, swapped, and with pieces of other policies or odd characters in between. */
function spoilt(source: string, samples: readonly string[], dice: Dice): string {
  let text = source;
  const count = 1 + dice.below(4);
  for (let round = 0; round < count; round += 1) {
    const at = dice.below(text.length + 1);
    const length = dice.below(dice.once(4) ? 200 : 12);
    const [head, middle, tail] = [text.slice(0, at), text.slice(at, at + length), text.slice(at)];
    switch (dice.below(6)) {
      case 0:
        text = head + tail.slice(length);
        break;
      case 1:
        text = head + middle + tail;
        break;
      case 2:
        text = head + makeUpPiece(dice) + tail;
        break;
      case 3:
        text = head + oddCharacter(dice) + tail;
        break;
      case 4: {
        const other = dice.pick(samples);
        text = head + other.slice(dice.below(other.length + 1)).slice(0, 300) + tail;
        break;
      }
      default:
        text = head + [...middle].toReversed().join('') + tail.slice(length);
    }
  }
  return text;
}

const WORDS = (
  'policy preset tests language use phase waive venue let account stale-after market other ' +
  'rulebook limit reduce-only pause kill alert objective test when until for then flatten because ' +
  'and or of within during per to min max age( given series at set submit fill operator expect ' +
  'equity HYPE.position order.notional 12 HYPE $5 5% 3 10s 1_0 0x12 00:00 UTC 2026-11-02 ' +
  '< >= = + - * / ( ) | , { } " # . : _ x-y later resumed day reset glft kelly quote size'
).split(' ');

function wordSoup(dice: Dice): string {
  const count = dice.below(120);
  let text = dice.once(3) ? 'policy a\n' : '';
  for (let at = 0; at < count; at += 1) {
    text += dice.pick(WORDS) + dice.pick([' ', ' ', ' ', '\n', '', '\n  ', ' {\n', '\n}\n']);
  }
  return text;
}

function rawText(dice: Dice): string {
  const bytes = Uint8Array.from({ length: dice.below(400) }, () => dice.below(256));
  if (dice.once(2)) return new TextDecoder().decode(bytes);
  return [...bytes].map((byte) => (dice.once(8) ? oddCharacter(dice) : byteText(byte))).join('');
}

function byteText(byte: number): string {
  return String.fromCharCode(32 + (byte % 95));
}

/** Controls, marks of direction, halves of a pair, and what stands for something in the text. */
const ODD_CHARACTERS = [
  ['\u0000', '\u0001', '\t', '\r', '\r\n', '\u000B', '\u0085', '\u00A0', '\u2028', '\u202E'],
  ['\uFEFF', '\uD83D', '\uDCA5', '\u{1F4A5}', '\u2264', 'é', '"', '#', '{', '}', '(', '|'],
].flat();

function oddCharacter(dice: Dice): string {
  return dice.pick(ODD_CHARACTERS);
}

/** As large as a file may be, of one thing over and over. */
function largeText(dice: Dice): string {
  const piece = dice.once(2) ? makeUpPiece(dice) : dice.pick(WORDS) + dice.pick(['', ' ', '\n']);
  const unit = piece === '' ? 'x' : piece;
  const size = dice.pick([4000, 4001, 20_000, LARGE - 1, LARGE]);
  const head = dice.pick(['policy a\n', 'policy a\nlimit x ', 'policy a\nkill x when ', '']);
  return (head + unit.repeat(Math.ceil(size / unit.length))).slice(0, size);
}
