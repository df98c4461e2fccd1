/** Who trades here: accounts, and the agents (API wallets) that may sign for them. */
import type { TimeMs } from '../base/index.js';

export interface Agent {
  /** Lower case. */
  readonly address: string;
  readonly name: string;
  readonly validUntil: TimeMs;
}

export interface AccountRegistry {
  /** Every account, in the order they came. */
  accounts(): readonly string[];
  /** The account that `signer` acts for, or null where it is neither an account nor an agent. */
  accountOf(signer: string): string | null;
  /** Those that were approved, also whose time is over. */
  agentsOf(account: string): readonly Agent[];
  open(address: string): void;
  approve(account: string, agent: Agent): void;
}

/** Addresses may come in any case; they are kept and answered in lower case. */
export function createAccountRegistry(
  accounts: readonly { readonly address: string; readonly agents: readonly string[] }[],
  now: () => TimeMs,
): AccountRegistry {
  const agentsByAccount = new Map<string, Agent[]>();
  const registry: AccountRegistry = {
    accounts: () => [...agentsByAccount.keys()],
    accountOf(signer) {
      const address = signer.toLowerCase();
      if (agentsByAccount.has(address)) return address;
      for (const [account, agents] of agentsByAccount) {
        const agent = agents.find((each) => each.address === address);
        if (agent !== undefined) return agent.validUntil > now() ? account : null;
      }
      return null;
    },
    agentsOf: (account) => agentsByAccount.get(account) ?? [],
    open: (address) => void agentsByAccount.set(address.toLowerCase(), []),
    approve(account, agent) {
      const others = registry.agentsOf(account).filter(({ address }) => address !== agent.address);
      agentsByAccount.set(account, [...others, agent]);
    },
  };
  for (const { address, agents } of accounts) {
    registry.open(address);
    agents.forEach((agent, index) => {
      const name = index === 0 ? '' : `agent ${index + 1}`;
      const terms = { address: agent.toLowerCase(), name, validUntil: Number.MAX_SAFE_INTEGER };
      registry.approve(address.toLowerCase(), terms);
    });
  }
  return registry;
}
