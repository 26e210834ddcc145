/** The dead man's switch beside the open orders: off it is a button, running a countdown that can be renewed or switched off. */
import { useState } from 'react'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { late } from '../../../ui/late.tsx'
import { told } from '../../../ui/toast.ts'
import { clockText, useDeadMan, useSecondsLeft } from './use-dead-man.ts'

const DeadManDialog = late(() => import('./dead-man-dialog.tsx').then((module) => module.DeadManDialog))

/** Seconds it was set to last here, for renewing. */
const REMEMBERED = 'lx.deadman'
const USUAL = 60

function remembered(): number {
  try {
    const seconds = Number(localStorage.getItem(REMEMBERED) ?? USUAL)
    return Number.isSafeInteger(seconds) && seconds > 0 ? seconds : USUAL
  } catch {
    return USUAL
  }
}

function remember(seconds: number): void {
  try {
    localStorage.setItem(REMEMBERED, String(seconds))
  } catch {
    // Storage may be full or forbidden: the next renewal then takes the usual time.
  }
}

export function DeadManSwitch() {
  const t = useText('trade')
  const { at, set, pending } = useDeadMan()
  const [open, setOpen] = useState(false)
  if (at === undefined) return null
  const start = async (seconds: number) => {
    await set(seconds)
    remember(seconds)
    setOpen(false)
  }
  if (at !== null)
    return (
      <Running
        at={at}
        pending={pending}
        onRenew={() => void set(remembered()).catch(told.failed)}
        onOff={() => void set(0).then(() => told.done(t('deadMan.isOff')), told.failed)}
      />
    )
  return (
    <>
      <Button size="sm" variant="ghost" onClick={() => setOpen(true)}>
        {t('deadMan.title')}
      </Button>
      {open ? <DeadManDialog seconds={remembered()} onStart={start} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

interface RunningProps {
  at: number
  pending: boolean
  onRenew: () => void
  onOff: () => void
}

function Running({ at, pending, onRenew, onOff }: RunningProps) {
  const t = useText('trade')
  const left = useSecondsLeft(at) ?? 0
  return (
    <fieldset className="inline-flex flex-wrap items-center gap-1 text-12">
      <legend className="sr-only">{t('deadMan.title')}</legend>
      <span role="timer" className="num px-1 whitespace-nowrap text-warn">
        {t('deadMan.left', { time: clockText(left) })}
      </span>
      <Button size="sm" pending={pending} onClick={onRenew}>
        {t('deadMan.renew')}
      </Button>
      <Button size="sm" variant="ghost" disabled={pending} onClick={onOff}>
        {t('deadMan.off')}
      </Button>
    </fieldset>
  )
}
