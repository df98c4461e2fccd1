/** Fields of requests that the server reads for itself. */
import { z } from 'zod';

/** Any case comes in, lower case is kept. */
export const addressField = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'not an address')
  .transform((text) => text.toLowerCase());

/** How coarse a book is asked for; `mantissa` goes with five figures only. */
export const bookPrecisionFields = {
  nSigFigs: z.int().min(2).max(5).nullish(),
  mantissa: z.literal([1, 2, 5]).nullish(),
};
