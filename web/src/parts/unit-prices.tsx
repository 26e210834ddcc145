/** What a card asks, in a few figures: a million tokens in and out, and the price of each call, image or second. Needs the texts of the namespace rates. */
import type { BucketName, WireRates } from '../../../src/contract/rates.ts'
import { useText } from '../i18n/index.ts'
import { Amount } from '../ui/amount.tsx'
import { firstRate, scaleOf, unitBuckets } from './rates.ts'

const TOKEN_DECIMALS = 4

/** What a price is for, where no column says it: "call", "1,000 tool calls", "1M image tokens out". */
export function UnitName({ bucket }: { bucket: BucketName }) {
  const r = useText('rates')
  return r(`unit.${bucket}`)
}

/** "30.00 / call" */
function UnitPrice({ bucket, value }: { bucket: BucketName; value: string | undefined }) {
  return (
    <span className="whitespace-nowrap">
      <Amount value={value} decimals={scaleOf(bucket) === 'perMillion' ? TOKEN_DECIMALS : 'auto'} />
      <span className="ml-1 text-[0.85em] font-normal text-muted">
        / <UnitName bucket={bucket} />
      </span>
    </span>
  )
}

/** Input and output of the first tier, then the other units: one below the other, or in a line. */
export function MainPrices({ rates, inline }: { rates: WireRates; inline?: boolean }) {
  const [input, output] = [firstRate(rates, 'input'), firstRate(rates, 'output')]
  const units = unitBuckets(rates)
  const parts = [
    ...(input ? [<Amount key="input" value={input} decimals={TOKEN_DECIMALS} />] : []),
    ...(output ? [<Amount key="output" value={output} decimals={TOKEN_DECIMALS} className="text-muted" />] : []),
    ...units.map((bucket) => <UnitPrice key={bucket} bucket={bucket} value={firstRate(rates, bucket)} />),
  ]
  if (parts.length === 0) return <span className="text-dim">–</span>
  return (
    <span className={inline ? 'inline-flex items-baseline gap-3' : 'inline-flex flex-col items-end leading-tight'}>
      {parts}
    </span>
  )
}
