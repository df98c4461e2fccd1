/** The first and the last record of a run as JSON. */
import { z } from 'zod';

export const runHeaderSchema = z.strictObject({
  runId: z.string(),
  toolVersion: z.string(),
  nodeVersion: z.string(),
  policy: z.strictObject({
    file: z.string(),
    source: z.string(),
    presets: z
      .array(z.strictObject({ reference: z.string(), file: z.string(), source: z.string() }))
      .min(1)
      .exactOptional(),
    environment: z.string().exactOptional(),
  }),
  venue: z.string(),
});

export const runEndingSchema = z.strictObject({ runId: z.string(), reason: z.string() });
