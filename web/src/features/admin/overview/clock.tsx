/** Moves the test clock of an instance that has one; everything due on the way runs. */
import { useState } from 'react'
import { call } from '../../../api/platform.ts'
import { queryClient } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Section } from '../../../ui/page.tsx'
import { DateTime, useNow } from '../../../ui/time.tsx'
import { told } from '../../../ui/toast.ts'

const HOUR_MS = 3_600_000
const STEPS = [
  ['minute', 60_000],
  ['hour', HOUR_MS],
  ['day', 24 * HOUR_MS],
  ['week', 168 * HOUR_MS],
] as const

export function TestClock() {
  const t = useText('admin-overview')
  const now = useNow()
  const [pending, setPending] = useState<string>()
  const advance = async (name: string, advanceMs: number) => {
    setPending(name)
    try {
      const moved = await call('POST /admin/clock', { body: { advanceMs } })
      await queryClient.invalidateQueries()
      told.done(t('clock.moved'), `${new Date(moved.now).toISOString().slice(0, 19).replace('T', ' ')} UTC`)
    } catch (error) {
      told.failed(error)
    }
    setPending(undefined)
  }
  return (
    <Section title={t('clock.title')} purpose={t('clock.text')}>
      <p className="text-16 font-semibold">
        <DateTime at={now} detail="second" />
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        {STEPS.map(([name, ms]) => (
          <Button
            key={name}
            size="sm"
            pending={pending === name}
            disabled={pending !== undefined}
            onClick={() => void advance(name, ms)}
          >
            {t(`clock.${name}`)}
          </Button>
        ))}
      </div>
    </Section>
  )
}
