/** Which channels may serve a model, in memory: rebuilt when a channel changes, prices asked at every call. */
import type { CardDirectory, ChannelDirectory, OfferedModel } from '../ports.ts'
import { type Channel, type ChannelModel, type ModelKind, serves } from './channel.ts'

interface Carrier {
  readonly channel: Channel
  readonly model: ChannelModel
}

export interface LiveDirectory extends ChannelDirectory {
  /** Takes the channels as they are now. */
  refresh(channels: readonly Channel[]): void
}

export function createChannelDirectory(cards: CardDirectory): LiveDirectory {
  let carriers = new Map<string, Carrier[]>()
  let enabled: readonly Channel[] = []
  const priced = ({ channel, model }: Carrier) => {
    const card = cards.active(channel.id, model.model)
    return card ? [{ channel, model, card }] : []
  }
  return {
    refresh(channels) {
      enabled = channels.filter((channel) => channel.enabled)
      carriers = carriersOf(enabled)
    },
    candidates: (model, kind) =>
      (carriers.get(model) ?? []).filter((carrier) => carrier.model.kind === kind).flatMap(priced),
    carries(model, groups) {
      const found = (carriers.get(model) ?? []).filter(({ channel }) => serves(channel, groups))
      return { known: found.length > 0, kinds: found.map((carrier) => carrier.model.kind) }
    },
    offered(groups) {
      const open = (list: readonly Carrier[]): readonly Carrier[] =>
        groups ? list.filter(({ channel }) => serves(channel, groups)) : list
      return [...carriers].flatMap(([name, list]) => offeredAs(name, open(list).flatMap(priced)))
    },
    channels: () => enabled,
  }
}

function carriersOf(channels: readonly Channel[]): Map<string, Carrier[]> {
  const carriers = new Map<string, Carrier[]>()
  for (const channel of channels) {
    for (const model of channel.models) {
      const list = carriers.get(model.model)
      if (list) list.push({ channel, model })
      else carriers.set(model.model, [{ channel, model }])
    }
  }
  return carriers
}

type Priced = ReturnType<ChannelDirectory['candidates']>

function offeredAs(model: string, candidates: Priced): OfferedModel[] {
  const [first] = candidates
  if (!first) return []
  const dearest = candidates.reduce((a, b) => (firstRates(b) > firstRates(a) ? b : a))
  const kind: ModelKind = first.model.kind
  return [
    {
      model,
      kind,
      provider: first.channel.provider,
      contextLength: smallest(candidates.map((candidate) => candidate.model.contextLength)),
      maxOutput: smallest(candidates.map((candidate) => candidate.model.maxOutput)),
      list: dearest.card.list,
      sandbox: candidates.every(({ channel }) => channel.provider === 'sandbox'),
    },
  ]
}

function firstRates({ card }: Priced[number]): number {
  return (card.list.tiers[0]?.rates ?? []).reduce((sum, rate) => sum + rate, 0)
}

function smallest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length > 0 ? Math.min(...known) : null
}
