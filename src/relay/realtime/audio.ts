/** How many tokens sound becomes, by the format it comes in. Reported figures go before these. */

/** Bytes of one second of sound. */
const perSecond: Readonly<Record<string, number>> = {
  pcm16: 48_000,
  'audio/pcm': 48_000,
  g711_ulaw: 8_000,
  g711_alaw: 8_000,
  'audio/pcmu': 8_000,
  'audio/pcma': 8_000,
}

/** What is said to the model is a token for each tenth of a second, what it says one for each twentieth. */
const HEARD_TOKENS = 10
const SPOKEN_TOKENS = 20

/** An unknown format counts as the one with the fewest bytes a second, so that no bound is too low. */
function bytesPerSecond(format: string): number {
  return perSecond[format] ?? 8_000
}

export function heardTokens(bytes: number, format: string): number {
  return Math.ceil((bytes * HEARD_TOKENS) / bytesPerSecond(format))
}

export function heardSeconds(seconds: number): number {
  return Math.ceil(seconds * HEARD_TOKENS)
}

export function spokenTokens(bytes: number, format: string): number {
  return Math.ceil((bytes * SPOKEN_TOKENS) / bytesPerSecond(format))
}

export function durationMs(bytes: number, format: string): number {
  return Math.ceil((bytes * 1_000) / bytesPerSecond(format))
}

export function bytesOfMs(milliseconds: number, format: string): number {
  return Math.ceil((milliseconds * bytesPerSecond(format)) / 1_000)
}

/** Bytes that a base64 text holds, without decoding it. */
export function base64Bytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return Math.max(0, Math.floor((text.length * 3) / 4) - padding)
}
