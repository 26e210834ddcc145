/** Claims about the written form of commands: what comes back equals what was applied, whatever the text in it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { credits, millis } from '../base/money.ts'
import type { Command } from '../engine/command.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import { decodePayload, encodeCommand, encodePayload, FORMAT } from './codec.ts'

const account = fc.integer({ min: 1, max: 2 ** 31 }).map((n) => n as AccountId)
const text = fc.string({ unit: 'binary', maxLength: 20 })
const amount = fc.maxSafeNat().map(credits)
const at = fc.maxSafeNat().map(millis)
const idem = fc.option(fc.record({ account, key: text, hash: text }), { nil: undefined })

const command: fc.Arbitrary<Command> = fc
  .tuple(
    at,
    fc.oneof(
      fc.record({ account, amount }).map((input) => ({ type: 'faucet.draw' as const, input })),
      fc.record({ identity: text, operator: fc.boolean() }).map((input) => ({ type: 'account.open' as const, input })),
    ),
    idem,
  )
  .map(([stamp, body, key]) => ({ ...body, at: stamp, ...(key === undefined ? {} : { idem: key }) }))

const bytes = (payload: string): Uint8Array => Buffer.from(payload, 'utf8')

describe('the written form of a group', () => {
  it('gives back equal commands in order', () => {
    fc.assert(
      fc.property(fc.array(command), (commands) => {
        expect(decodePayload(bytes(encodePayload(commands.map((each) => encodeCommand(each)))), FORMAT)).toEqual(
          commands,
        )
      }),
    )
  })

  it('refuses a format it does not know', () => {
    expect(() => decodePayload(bytes('[]'), FORMAT + 1)).toThrow('format')
  })
})
