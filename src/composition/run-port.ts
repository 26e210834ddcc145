/** Runs for the relay over identity's keys: what a run may do comes from who opens it. No decisions about money. */
import type { Millis } from '../base/money.ts'
import type { KeyId } from '../engine/command.ts'
import type { Keys, OwnKey } from '../identity/keys/keys.ts'
import { noLimits } from '../identity/keys/profile.ts'
import type { RunFacts, RunPort } from '../relay/ports.ts'

export function runPort(keys: Pick<Keys, 'directory' | 'openRun' | 'list' | 'find' | 'revoke'>): RunPort {
  return {
    async open({ account, operator, keyId }, { name, models, budget, expiresAt, retry }) {
      const opener = keyId === null ? undefined : keys.directory.byId(keyId)
      const own = opener?.ok ? opener.key : undefined
      const settings = {
        name,
        scopes: ['relay'] as const,
        allowedModels: models,
        allowedIps: own?.allowedIps ?? null,
        limits: own?.limits ?? noLimits,
        fitToBalance: own?.fitToBalance ?? false,
      }
      const terms = { settings, budget, expiresAt: expiresAt as Millis, parent: keyId, retry }
      const opened = await keys.openRun({ account, operator }, terms)
      if (!opened.ok) return { ok: false, code: coreCode(opened.code), detail: opened.detail }
      return { ok: true, run: factsOf(opened.value), secret: opened.value.secret }
    },
    async list(account, query) {
      return (await keys.list(account, { ...query, revoked: true, runs: true })).map(factsOf)
    },
    async find(account, id) {
      const found = await keys.find(account, id)
      return found && found.profile.runBudget !== null ? factsOf(found) : undefined
    },
    async close(account, id) {
      const closed = await keys.revoke(account, id)
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
  const { runBudget, keyId, name, createdAt, allowedModels } = profile
  const { run, spent, held, expiresAt } = record
  const budget = (runBudget ?? 0) as RunFacts['budget']
  return {
    ...{ id: keyId as KeyId, name, createdAt, models: allowedModels, expiresAt: expiresAt ?? createdAt },
    status: run === null ? 'closed' : run.closing ? 'closing' : 'open',
    budget,
    spent: spent.total,
    held,
    returned: (run === null ? budget - spent.total : 0) as RunFacts['budget'],
  }
}
