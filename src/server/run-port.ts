/** Runs over identity's keys, for the relay and for the platform's API: what a run may do comes from who opens it. No decisions about money. */
import type { Millis } from '../base/money.ts'
import type { KeyId } from '../engine/command.ts'
import type { Keys, OwnKey } from '../identity/keys/keys.ts'
import { noLimits } from '../identity/keys/profile.ts'
import type { RunFacts, RunOwner, RunPort } from '../relay/ports.ts'

export function runPort(keys: Pick<Keys, 'directory' | 'openRun' | 'list' | 'find' | 'revoke'>): RunPort {
  const profileOf = (keyId: KeyId | null) => {
    const found = keyId === null ? undefined : keys.directory.byId(keyId)
    return found?.ok ? found.key : undefined
  }
  /** The key of a run manages that run alone. */
  const mayName = ({ keyId }: RunOwner, id: number): boolean =>
    (profileOf(keyId)?.runBudget ?? null) === null || keyId === id
  const find = async (owner: RunOwner, id: number): Promise<RunFacts | undefined> => {
    const found = mayName(owner, id) ? await keys.find(owner.account, id) : undefined
    return found && found.profile.runBudget !== null ? factsOf(found) : undefined
  }
  return {
    async open({ account, operator, keyId }, { name, models, budget, expiresAt, retry }) {
      const own = profileOf(keyId)
      const settings = {
        name,
        scopes: ['relay'] as const,
        allowedModels: models ?? own?.allowedModels ?? null,
        allowedIps: own?.allowedIps ?? null,
        limits: own?.limits ?? noLimits,
        fitToBalance: own?.fitToBalance ?? false,
      }
      const terms = { settings, budget, expiresAt: expiresAt as Millis, parent: keyId, retry }
      const opened = await keys.openRun({ account, operator }, terms)
      if (!opened.ok) return { ok: false, code: coreCode(opened.code), detail: opened.detail }
      return { ok: true, run: factsOf(opened.value), secret: opened.value.secret }
    },
    async list(owner, { ended, ...query }) {
      if (!mayName(owner, 0)) {
        const own = owner.keyId === null ? undefined : await find(owner, owner.keyId)
        return own && (query.before === undefined || own.id < query.before) ? [own] : []
      }
      return (await keys.list(owner.account, { ...query, revoked: ended, runs: true })).map(factsOf)
    },
    find,
    async close(owner, id) {
      if (!(await find(owner, id))) return undefined
      const closed = await keys.revoke(owner.account, id)
      if (!closed.ok) return { ok: false, code: coreCode(closed.code), detail: closed.detail }
      return { ok: true, run: factsOf(closed.value) }
    },
  }
}

/** A run never asks for the scope that identity refuses. */
function coreCode<T extends string>(code: T | 'forbidden'): T | 'malformed_command' {
  return code === 'forbidden' ? 'malformed_command' : code
}

function factsOf({ profile, record }: OwnKey): RunFacts {
  const { runBudget, keyId, name, hint, createdAt, allowedModels } = profile
  const { run, spent, held, expiresAt } = record
  const budget = (runBudget ?? 0) as RunFacts['budget']
  return {
    ...{ id: keyId as KeyId, name, hint, createdAt, models: allowedModels, expiresAt: expiresAt ?? createdAt },
    status: run === null ? 'closed' : run.closing ? 'closing' : 'open',
    budget,
    spent: spent.total,
    held,
    returned: (run === null ? budget - spent.total : 0) as RunFacts['budget'],
  }
}
