/** What a running answer has cost so far, about: the exact bill comes with its end. No components. */
import type { WireRates } from '../../../../src/contract/rates.ts'
import { addDecimal, mulDecimal, truncateDecimal } from '../../amount/decimal.ts'

/** Latin text has about four characters a token, kana and hanzi about one. An estimate for showing, never for billing. */
export function tokensAbout(text: string): number {
  let narrow = 0
  let wide = 0
  for (const character of text) {
    if ((character.codePointAt(0) ?? 0) < 0x2e80) narrow += 1
    else wide += 1
  }
  return Math.ceil(narrow / 4 + wide)
}

/** CR, six decimals, cut; undefined without prices. @param tokens input as quoted, output so far */
export function costAbout(
  rates: WireRates | undefined,
  tokens: { readonly input: number; readonly output: number },
): string | undefined {
  const tier = rates?.findLast(({ from }) => from <= tokens.input)
  if (!tier) return undefined
  const { input = '0', output = '0', calls = '0' } = tier.rates
  const sum = addDecimal(mulDecimal(input, String(tokens.input)), mulDecimal(output, String(tokens.output)))
  return truncateDecimal(addDecimal(sum, calls), 6)
}
