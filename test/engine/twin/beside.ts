/** Puts the twin beside a driver's engine: every command is shown to both. What differs is told with the command it came after. */
import type { Driver } from '../driver.ts'
import { Twin } from './twin.ts'

export function beside(driver: Driver): Twin {
  const twin = new Twin()
  driver.watch = (command, outcome) => {
    try {
      twin.watch(command, outcome)
      const due = driver.engine.nextDue()
      if (due !== twin.nextDue()) throw new Error(`due ${due}, the twin ${twin.nextDue()}`)
    } catch (error) {
      throw new Error(`after ${driver.journal.length} commands, ${JSON.stringify(command)}`, { cause: error })
    }
  }
  return twin
}
