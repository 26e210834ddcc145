/** Names of candle intervals in charting libraries. */
import type { CandleInterval } from '../../history/periods.ts'

const names: readonly (readonly [resolution: string, interval: CandleInterval])[] = [
  ['1', '1m'],
  ['3', '3m'],
  ['5', '5m'],
  ['15', '15m'],
  ['30', '30m'],
  ['60', '1h'],
  ['120', '2h'],
  ['240', '4h'],
  ['360', '6h'],
  ['480', '8h'],
  ['720', '12h'],
  ['1D', '1d'],
  ['3D', '3d'],
  ['1W', '1w'],
  ['1M', '1M'],
]

export const resolutions: readonly string[] = names.map(([resolution]) => resolution)

/** `D` is `1D` in older versions of the library. */
export function intervalOf(resolution: string): CandleInterval | undefined {
  const full = /^[DWM]$/.test(resolution) ? `1${resolution}` : resolution
  return names.find(([name]) => name === full)?.[1]
}
