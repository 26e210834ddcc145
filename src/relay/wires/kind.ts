/** Makes a kind of call of a wire: asked in that wire, sent verbatim to upstreams that speak it and translated for those that do not. */
import type { JsonBody } from '../body/parse.ts'
import { jsonBytes } from '../body/write.ts'
import type { CallKind, CallRequest, Sending, Upstream } from '../call/kind.ts'
import type { Generation } from '../generation/generation.ts'
import { Problem } from '../problem.ts'
import { generationWires, type WireName } from './names.ts'
import { wireNamed } from './registry.ts'
import { translatedReader, wholeOfParts } from './translate.ts'
import type { About, Addressee, Wire, WireRequest } from './wire.ts'

export function generationKind(name: string, wire: Wire): CallKind {
  return {
    name,
    modelKind: 'chat',
    read(raw, path) {
      const body = raw.json()
      return callRequest({ wire, body, request: wire.readRequest(body, path) })
    },
  }
}

interface Asked {
  readonly wire: Wire
  /** A limit of output that the caller did not set. */
  readonly output?: number
  readonly body: JsonBody
  readonly request: WireRequest
}

function callRequest(asked: Asked): CallRequest {
  const { wire, body, request, output } = asked
  let generation: Generation | undefined
  return {
    ...request,
    wire: (speaks) => chosenWire(wire, speaks),
    sending(to) {
      if (to.wire === wire.name) return verbatim(asked, to)
      if (request.choices > 1)
        throw new Problem('unsupported_value', { message: 'This model gives one answer at a time.' })
      generation ??= wire.generationOf(body.value)
      return translated(asked, to, output === undefined ? generation : { ...generation, maxOutput: output })
    },
    ...(request.limitable && output === undefined
      ? { limitedTo: (most: number) => callRequest({ ...asked, output: most }) }
      : {}),
    bound(limits) {
      const bound = request.bound(limits)
      return output === undefined ? bound : { ...bound, output: Math.min(bound.output, output * request.choices) }
    },
  }
}

/** The caller's own where the upstream speaks it, else the first it speaks. */
function chosenWire(wire: Wire, speaks: readonly WireName[]): WireName | undefined {
  if (speaks.includes(wire.name)) return wire.name
  return speaks.find((name) => (generationWires as readonly string[]).includes(name))
}

function addressee({ request }: Asked, { model, maxOutput, channel }: Upstream): Addressee {
  return { model: model.upstream, stream: request.stream, maxOutput, streamUsage: channel.streamUsage }
}

function verbatim(asked: Asked, to: Upstream): Sending {
  const { wire, request, output } = asked
  return {
    path: wire.path(addressee(asked, to)),
    contentType: 'application/json',
    body: request.verbatim({ model: to.model.upstream, streamUsage: to.channel.streamUsage, output }),
    stream: request.stream,
    ...(request.headers && { headers: request.headers }),
    whole: ({ value }) => value && (request.reads ? request.reads.whole(value) : wire.readWhole(value)),
    streamReader: () => request.reads?.streamReader() ?? wire.streamReader(request.showUsage),
  }
}

async function translated(asked: Asked, to: Upstream, generation: Generation): Promise<Sending> {
  const { wire, request } = asked
  const upstream = wireNamed(to.wire)
  const whom = addressee(asked, to)
  const about: About = { id: to.callId, model: request.model, created: to.now, showUsage: request.showUsage }
  return {
    path: upstream.path(whom),
    contentType: 'application/json',
    body: await jsonBytes(upstream.writeRequest(generation, whom)),
    stream: request.stream,
    whole: ({ value }) => value && wholeOfParts(upstream.partsOf(value), wire.writer(about)),
    streamReader: () => translatedReader(upstream.partReader(), wire.writer(about)),
  }
}
