/** Claims about balances as hashed and saved state, and their slow twin: a map that knows only names. */
import { expect, test } from 'vitest'
import { Driver, sha256 } from '../../../test/engine/driver.ts'
import { Engine } from '../engine.ts'

test('an account that was only opened is in the state hash, as it is after a restart', () => {
  const driver = new Driver()
  driver.hash()
  for (let i = 0; i < 1_200; i++) {
    driver.do('account.open', { identity: `user-${i}`, operator: false })
    if (i % 100 === 0) expect(Engine.restore(driver.engine.save()).stateHash(sha256)).toBe(driver.hash())
  }
})
