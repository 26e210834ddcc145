/** How far the emission has come. The coins themselves are in the ledger. */
import { add, type Credits, type Lco } from '../../base/money.ts'
import { jsonPart, type Part } from '../parts.ts'
import { eraOf, minedBy, mintedAt } from './emission.ts'

export class Mining {
  /** X: cumulative eligible captured µCR. */
  x = 0 as Credits

  /** Advances X by what was paid; returns LCO units mined and the era the payment began in. */
  advance(paid: Credits): { readonly mined: Lco; readonly era: number; readonly from: Credits } {
    const from = this.x
    const mined = minedBy(from, paid)
    this.x = add(from, paid)
    return { mined, era: eraOf(from), from }
  }

  /** LCO units that must have left `unissued`. */
  minted(): Lco {
    return mintedAt(this.x)
  }

  part(): Part {
    return jsonPart(
      'mining',
      () => this.x,
      (x) => {
        this.x = x
      },
    )
  }
}
