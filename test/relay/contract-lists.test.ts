/** The contract names what the relay has: it may not import it, so this keeps the two lists equal. */
import { expect, test } from 'vitest'
import { channel, providers, wireNames } from '../../src/contract/admin-channels.ts'
import { serviceNames } from '../../src/contract/rates.ts'
import { serviceTiers } from '../../src/engine/metering/service-tiers.ts'
import { modelKinds } from '../../src/relay/channels/channel.ts'
import { createProviders } from '../../src/relay/providers/registry.ts'
import { generationWires, otherWires } from '../../src/relay/wires/names.ts'

test('the formats an operator can choose are the relay’s', () => {
  expect([...wireNames].sort()).toEqual([...generationWires, ...otherWires].sort())
})

test('the service tiers an operator can price are the engine’s', () => {
  expect(serviceNames).toEqual(serviceTiers)
})

test('the kinds of models an operator can choose are the relay’s', () => {
  expect(channel.shape.models.element.shape.kind.options).toEqual([...modelKinds])
})

test('the providers an operator can choose are the relay’s', () => {
  expect([...providers].sort()).toEqual(
    createProviders()
      .map(({ name }) => name)
      .sort(),
  )
})
