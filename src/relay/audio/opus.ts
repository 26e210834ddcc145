/** How long a packet of Opus plays, from its first two bytes; wherever it is packed. */

/** One packet's. */
const MAX_PACKET_MS = 120

/** Milliseconds. Five bits of configuration give a frame's length, two how many frames there are. */
export function opusPacket(first: number, second: number): number {
  const configuration = first >> 3
  const frame =
    configuration < 12
      ? [10, 20, 40, 60][configuration % 4]
      : configuration < 16
        ? [10, 20][configuration % 2]
        : [2.5, 5, 10, 20][configuration % 4]
  const code = first & 3
  const count = code === 0 ? 1 : code === 3 ? second & 0x3f : 2
  return Math.min((frame ?? 0) * count, MAX_PACKET_MS)
}
