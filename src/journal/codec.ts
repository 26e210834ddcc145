/** How the commands of one group are written down: a JSON array of `[type, at, input, idempotency?]`. No storage, no hashing. */
import type { Command, CommandType } from '../engine/command.ts'

/** Raised when the encoding changes; every group carries the one it was written in. */
export const FORMAT = 1

/** One command as it stands in the payload. */
export function encodeCommand<T extends CommandType>({ type, at, input, idem }: Command<T>): string {
  return JSON.stringify(idem === undefined ? [type, at, input] : [type, at, input, [idem.account, idem.key, idem.hash]])
}

export function encodePayload(commands: readonly string[]): string {
  return `[${commands.join(',')}]`
}

type Row = readonly [
  type: CommandType,
  at: Command['at'],
  input: Command['input'],
  idem?: readonly [NonNullable<Command['idem']>['account'], string, string],
]

/** The commands of a checked group, equal to what was applied. Throws on a format this program does not know. */
export function decodePayload(payload: Uint8Array, format: number): Command[] {
  if (format !== FORMAT) throw new Error(`the journal is written in format ${format}; this version reads ${FORMAT}`)
  const rows = JSON.parse(text(payload)) as Row[]
  return rows.map(([type, at, input, idem]) =>
    idem === undefined
      ? { type, at, input }
      : { type, at, input, idem: { account: idem[0], key: idem[1], hash: idem[2] } },
  )
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}
