/** A policy as a journal keeps it: complete by itself, with presets and what was added to it. */
import type { RunHeader } from '../journal/index.js';
import type { LimitedPolicy } from './limit-by-environment.js';

export function journaledPolicy({ policy, environment }: LimitedPolicy): RunHeader['policy'] {
  const { file, source, presets } = policy;
  const texts = presets.map((preset) => ({
    reference: preset.reference,
    file: preset.file,
    source: preset.source,
  }));
  return {
    file,
    source,
    ...(texts.length === 0 ? {} : { presets: texts }),
    ...(environment === null ? {} : { environment: environment.source }),
  };
}
