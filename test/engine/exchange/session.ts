/** Sessions of random orders: the engine beside its slow twin, conservation after every command. What must be met is exchange-twin.test.ts. */
import { MAX_SUPPLY } from '../../../src/base/money.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import { U } from '../../../src/engine/ledger/chart.ts'
import { Driver, seeded } from '../driver.ts'
import { beside } from '../twin/beside.ts'
import { Floor, type Terrain } from './floor.ts'
import { Seen } from './seen.ts'
import { randomStep } from './steps.ts'

/** Commands of one session: what the twin looks through grows with all that was, so sessions are short. */
export const COMMANDS = 400
/** How often everything is compared and counted again, and how often the engine goes on from a snapshot. */
const COMPARE_EVERY = 10
const RECOUNT_EVERY = 50
const RESTART_EVERY = 200

/** A session of so many commands at most on one terrain; throws at the first difference. */
export function runSession(terrain: Terrain, seed: number, commands = COMMANDS): Seen {
  const driver = new Driver({ paranoid: false })
  const twin = beside(driver)
  const seen = new Seen()
  const compare = driver.watch
  const random = seeded(seed)
  const floor = new Floor(driver, random, terrain)
  driver.watch = (command, outcome) => {
    compare?.(command, outcome)
    checkConservation(driver.engine)
    seen.watch(command, outcome)
  }
  for (let step = 1; seen.commands < commands; step++) {
    randomStep(floor)
    if (step % COMPARE_EVERY === 0) twin.compare(driver.engine)
    if (step % RECOUNT_EVERY === 0) driver.engine.audit()
    if (step % RESTART_EVERY === 0) driver.restart()
  }
  twin.compare(driver.engine)
  driver.engine.audit()
  return seen
}

/** From running totals: nothing comes or goes, and what orders hold is what lies in escrow. */
function checkConservation({ state: { ledger, market } }: Engine): void {
  same('Σ CR', ledger.runningTotal('CR'), 0)
  same('Σ LCO', ledger.runningTotal('LCO'), MAX_SUPPLY)
  same('CR in escrow', ledger.userTotal(U.order), market.escrowCredits)
  same('LCO in escrow', ledger.userTotal(U.lcoOrder), market.escrowLco)
  same('CR in margin escrow', ledger.userTotal(U.marginOrder), market.marginEscrowCredits)
  same('LCO in margin escrow', ledger.userTotal(U.lcoMarginOrder), market.marginEscrowLco)
}

function same(what: string, is: number, shouldBe: number): void {
  if (is !== shouldBe) throw new Error(`${what} is ${is}, not ${shouldBe}`)
}
