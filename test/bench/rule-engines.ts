/**
 * The same comparisons in three rule engines. They are installed for the benchmark alone, pinned,
 * into a folder of its own: nothing of the project depends on them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Whole numbers; comparison n holds where left[n] <= right[n]. */
export interface Sides {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

export interface RuleEngine {
  readonly name: string;
  /** The numbers of the comparisons that do not hold, ascending. */
  judge(sides: Sides): Promise<readonly number[]>;
}

const PACKAGES = [
  'json-rules-engine@7.3.1',
  '@gorules/zen-engine@0.54.0',
  '@cedar-policy/cedar-wasm@4.13.0',
] as const;

/** Installs what is not there yet; throws where that cannot be done. */
export function ruleEngines(folder: string, count: number): readonly RuleEngine[] {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'node_modules', '@cedar-policy'))) {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const args = ['install', '--no-audit', '--no-fund', '--save-exact', ...PACKAGES];
    execFileSync('npm', args, { cwd: folder, stdio: 'ignore' });
  }
  const load = createRequire(join(folder, 'package.json'));
  const numbers = Array.from({ length: count }, (_, index) => index);
  return [
    jsonRulesEngine(load('json-rules-engine') as JsonRules, numbers),
    zenEngine(load('@gorules/zen-engine') as Zen, numbers),
    cedar(load('@cedar-policy/cedar-wasm/nodejs') as Cedar, numbers),
  ];
}

function factsOf({ left, right }: Sides): Record<string, number> {
  const facts: Record<string, number> = {};
  for (const [index, value] of left.entries()) {
    facts[`l${index}`] = value;
    facts[`r${index}`] = right[index] ?? 0;
  }
  return facts;
}

interface JsonRules {
  readonly Engine: new (rules: unknown[]) => {
    run(facts: unknown): Promise<{ failureResults: { event: { type: string } }[] }>;
  };
}

function jsonRulesEngine({ Engine }: JsonRules, numbers: readonly number[]): RuleEngine {
  const engine = new Engine(
    numbers.map((index) => ({
      conditions: {
        all: [{ fact: `l${index}`, operator: 'lessThanInclusive', value: { fact: `r${index}` } }],
      },
      event: { type: String(index) },
    })),
  );
  return {
    name: 'json-rules-engine',
    judge: async (sides) => {
      const { failureResults } = await engine.run(factsOf(sides));
      return failureResults.map(({ event }) => Number(event.type)).sort((a, b) => a - b);
    },
  };
}

interface Zen {
  readonly ZenEngine: new () => {
    createDecision(content: unknown): {
      evaluate(context: unknown): Promise<{ result: Record<string, boolean> }>;
    };
  };
}

function zenEngine({ ZenEngine }: Zen, numbers: readonly number[]): RuleEngine {
  const expressions = numbers.map((index) => ({
    id: `e${index}`,
    key: `p${index}`,
    value: `l${index} <= r${index}`,
  }));
  const decision = new ZenEngine().createDecision({
    contentType: 'application/vnd.gorules.decision',
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode', position: { x: 0, y: 0 } },
      {
        id: 'rules',
        name: 'rules',
        type: 'expressionNode',
        position: { x: 1, y: 0 },
        content: { expressions },
      },
      { id: 'out', name: 'out', type: 'outputNode', position: { x: 2, y: 0 } },
    ],
    edges: [
      { id: 'a', type: 'edge', sourceId: 'in', targetId: 'rules' },
      { id: 'b', type: 'edge', sourceId: 'rules', targetId: 'out' },
    ],
  });
  return {
    name: '@gorules/zen-engine',
    judge: async (sides) => {
      const { result } = await decision.evaluate(factsOf(sides));
      return numbers.filter((index) => result[`p${index}`] !== true);
    },
  };
}

/** What cedar keeps parsed, by this name. */
const POLICY_SET = 'rules';

interface Cedar {
  preparsePolicySet(id: string, policies: unknown): { readonly type: string };
  statefulIsAuthorized(call: unknown): {
    readonly type: string;
    readonly response?: { readonly diagnostics: { readonly reason: readonly string[] } };
  };
}

function entity(type: string) {
  return { type, id: 'a' };
}

function cedar(
  { preparsePolicySet, statefulIsAuthorized }: Cedar,
  numbers: readonly number[],
): RuleEngine {
  const forbidden = numbers.map(
    (index) =>
      [
        `f${index}`,
        `forbid(principal, action, resource) unless { context.l${index} <= context.r${index} };`,
      ] as const,
  );
  const staticPolicies = {
    all: 'permit(principal, action, resource);',
    ...Object.fromEntries(forbidden),
  };
  const request = {
    principal: entity('User'),
    action: entity('Action'),
    resource: entity('Order'),
    preparsedPolicySetId: POLICY_SET,
    entities: [],
  };
  if (preparsePolicySet(POLICY_SET, { staticPolicies }).type !== 'success') {
    throw new Error('cedar could not read the rules');
  }
  return {
    name: '@cedar-policy/cedar-wasm',
    judge: (sides) => {
      const answer = statefulIsAuthorized({ ...request, context: factsOf(sides) });
      const reasons = answer.response?.diagnostics.reason ?? [];
      if (answer.type !== 'success') throw new Error('cedar could not judge');
      const failed = reasons.filter((reason) => reason.startsWith('f'));
      return Promise.resolve(failed.map((id) => Number(id.slice(1))).sort((a, b) => a - b));
    },
  };
}
