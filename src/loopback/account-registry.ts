/** Who trades here: accounts, and the agents (API wallets) that may sign for them. */

export interface AccountRegistry {
  /** The account that `signer` acts for, or null where it is neither an account nor an agent. */
  accountOf(signer: string): string | null;
}

/** Addresses may come in any case; they are kept and answered in lower case. */
export function createAccountRegistry(
  accounts: readonly { readonly address: string; readonly agents: readonly string[] }[],
): AccountRegistry {
  const accountBySigner = new Map<string, string>();
  for (const account of accounts) {
    const address = account.address.toLowerCase();
    accountBySigner.set(address, address);
    for (const agent of account.agents) accountBySigner.set(agent.toLowerCase(), address);
  }
  return { accountOf: (signer) => accountBySigner.get(signer.toLowerCase()) ?? null };
}
