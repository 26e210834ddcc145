/** How far the emission has come. The coins themselves are in the ledger. */
import { add, type Credits, type Lco } from '../../base/money.ts'
import { jsonPart, type Part } from '../parts.ts'
import { eraOf, minedBy, mintedAt } from './emission.ts'

export class Mining {
  /** X: cumulative eligible captured µCR. */
  x = 0 as Credits
  /** What `minted` last said, and for which X. */
  #minted = { x: 0 as Credits, lco: 0 as Lco }

  /** Advances X by what was paid; returns LCO units mined and the era the payment began in. */
  advance(paid: Credits): { readonly mined: Lco; readonly era: number; readonly from: Credits } {
    const from = this.x
    const mined = minedBy(from, paid)
    this.x = add(from, paid)
    return { mined, era: eraOf(from), from }
  }

  /** LCO units that must have left `unissued`. Reckoned once for an X: it is asked after every command. */
  minted(): Lco {
    if (this.#minted.x !== this.x) this.#minted = { x: this.x, lco: mintedAt(this.x) }
    return this.#minted.lco
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
